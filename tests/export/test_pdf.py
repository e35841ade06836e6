"""A PDF says its title and nothing else, and the same figure gives the same bytes."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from depformer.export.pdf import titled

TITLE = "Which words (词) moved the prediction?"


def written(date: str) -> bytes:
    """A page as a browser writes it."""
    writer = PdfWriter()
    writer.add_blank_page(width=252, height=210)
    writer.pdf_header = "%PDF-1.4"
    writer.add_metadata({"/Creator": "Chromium", "/Producer": "Skia/PDF", "/CreationDate": date})
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_the_title_is_all_that_is_said() -> None:
    read = PdfReader(BytesIO(titled(written("D:20260101000000"), TITLE)))
    assert read.metadata == {"/Title": TITLE}
    assert read.pdf_header == "%PDF-1.4"
    assert [float(side) for side in read.pages[0].mediabox[2:]] == [252, 210]


@pytest.mark.parametrize("said", [b"Chromium", b"Skia", b"pypdf", b"CreationDate", b"/ID"])
def test_nothing_of_the_machine_is_left(said: bytes) -> None:
    assert said not in titled(written("D:20260101000000"), TITLE)


def test_bytes_repeat_whenever_they_are_written() -> None:
    one, other = (titled(written(f"D:2026010100000{i}"), TITLE) for i in range(2))
    assert one == other
