"""What a PDF says about itself: the figure's question, and nothing about the machine."""

from __future__ import annotations

import logging
from io import BytesIO


def titled(content: bytes, title: str) -> bytes:
    """Return a PDF whose document information is a title alone.

    The browser names its own page, its version, the operating system and the time; without them,
    the same figure gives the same bytes.

    Parameters
    ----------
    content : bytes
        As the browser writes it.
    title : str
        Any text.
    """
    from pypdf import PdfReader, PdfWriter

    # It notes that a browser counts its objects otherwise, which is no matter of the reader's.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    reader = PdfReader(BytesIO(content))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    writer.metadata = {"/Title": title}
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
