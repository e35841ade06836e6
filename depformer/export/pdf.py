"""What a PDF says about itself: the figure's question, and nothing about the machine."""

from __future__ import annotations

import re

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\n0 \d+\n((?:\d{10} \d{5} [nf] \n)+)trailer")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_ENTRY = 20


def titled(content: bytes, title: str) -> bytes:
    """Return a PDF whose document information is a title alone.

    The browser names its own page, its version, the operating system and the time. The object
    that holds them is replaced, and all places behind it in the table of objects are moved by the
    difference in length (ISO 32000-1, 7.5.4 and 14.3.3).

    Parameters
    ----------
    content : bytes
        As the browser writes it, with one plain table of objects; anything else stays as it is.
    title : str
        Any text.
    """
    start = _START.search(content)
    table = _TABLE.match(content, int(start[1])) if start else None
    info = _INFO.search(content, table.end()) if table else None
    if start is None or table is None or info is None:
        return content
    entries = [table[1][i : i + _ENTRY] for i in range(0, len(table[1]), _ENTRY)]
    at = int(entries[int(info[1])][:10])
    end = content.index(b"endobj", at)
    text = ("\ufeff" + title).encode("utf-16-be").hex().encode()
    new = info[1] + b" 0 obj\n<</Title <" + text + b">>>\n"
    moved = len(new) - (end - at)
    places = b"".join(_moved(entry, at, moved) for entry in entries)
    return b"".join(
        [
            content[:at],
            new,
            content[end : table.start(1)],
            places,
            content[table.end(1) : start.start(1)],
            str(int(start[1]) + moved).encode(),
            content[start.end(1) :],
        ]
    )


def _moved(entry: bytes, at: int, by: int) -> bytes:
    """Return an entry of the table, moved if its object is in use and stands behind a place."""
    place = int(entry[:10])
    if entry[17:18] != b"n" or place <= at:
        return entry
    return b"%010d" % (place + by) + entry[10:]
