"""The text in the bytes of a file: by its mark, as UTF-8, or as files of its kind are written."""

from __future__ import annotations

import codecs
from pathlib import Path

from depformer.errors import DepformerError, Kind
from depformer.wording import say

# Byte order marks. Those of 32 bits come first: one of them begins as one of 16 bits does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, path: Path, *, kind: Kind, encoding: str = "") -> str:
    """Return the text of a file, in the encoding that its first bytes or its kind tell.

    Nothing is guessed from what the text says: a byte order mark is believed, then strict UTF-8,
    then the encoding that is declared for files of this kind.

    Parameters
    ----------
    content : bytes
        Of the file.
    path : Path
        Of the file, for the sentence.
    kind : str
        Of the error.
    encoding : str
        What files of this kind are in where they are no UTF-8, for example ``gb18030``.

    Returns
    -------
    str
        Without its mark.

    Raises
    ------
    DepformerError
        If the bytes are no text of any of these, with the line of the first that is none.
    """
    marked = [name for mark, name in _MARKS if content.startswith(mark)][:1]
    if not marked and b"\0" in content:
        raise DepformerError(say("files.nul", path=path), kind=kind)
    tried = marked or ["utf-8", *filter(None, [encoding])]
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeDecodeError as fault:
            line, why = content.count(b"\n", 0, fault.start) + 1, fault
        else:
            if "\0" in text:
                raise DepformerError(say("files.nul", path=path), kind=kind)
            return text
    known = {"path": path, "line": line}
    if tried == ["utf-8"]:
        said = say("files.not_utf8", **known)
    else:
        said = say("files.not_decoded", tried=" / ".join(tried).upper(), **known)
    raise DepformerError(said, kind=kind) from why
