"""What is written into inputs in place of what belongs there."""

from __future__ import annotations

import io
import os
import pickle
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CELLS = (
    "", " ", "n/a", "999", "-9", "inf", "-inf", "nan", "1e999", "1e-999", "0", "-0", "1" * 400,
    "1_000", "٣", "²", "0x10", "True", "1,5", '"', '""', "'", '"a\tb', "a\tb", "\0", "\x1b[31mred",
    "<b>x</b>", "![x](http://127.0.0.1/x)", "[x](javascript:1)", "$x^2$", ":red[x]", "=1+1",
    "x" * 100_000, "\u202eabc", "\u200b", "\ufeff", "e\u0301" * 50, "😀", "\u2028", "\x85", "a\rb",
    "a\nb", "../../x", "/etc/passwd", "sub-001", "w01", "positive", "healthy", "depressed", "{x}",
    "{0}", "%s", "%(x)s", "\ud7ff", "\uffff", "N/A", "None", "男", ".", "..", "CON",
)  # fmt: skip
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
HTML = b"<!DOCTYPE html><html><title>404</title></html>"


def json_value(draw: random.Random) -> str:
    """Return a hostile JSON value as text; much of it json.dumps would not write."""
    deep = draw.choice((50, 900, 100_000))
    return draw.choice(
        (
            "null", "true", "false", "0", "-1", "1.5", "1e400", "-1e400", "NaN", "Infinity",
            "9" * 30, "9" * 5000, "1e9", "2147483648", "1e-320", '""', '"\\ud800"', '"\\u0000"',
            '"\\u202eabc"', '"' + "x" * 200_000 + '"', '"a\\nb"', '"../../x"', '"nan"', '"12"',
            "[]", "{}", "[[]]", "[null]", "[1, 2, 3]", '["a", "a"]', '[1, "a", {}]', '{"a": 1}',
            '{"a": {"a": {"a": []}}}', "[" * deep + "]" * deep, '{"a":' * deep + "1" + "}" * deep,
            "[" + "0," * 100_000 + "0]", '{"a": 1, "a": 2}', '{"": null}', '"sub-001"', '"é😀"',
        )
    )  # fmt: skip


class Canary:
    """An object that leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return open, (str(self.path), "w")


def a_pickle(canary: Path, draw: random.Random) -> bytes:
    """Return a pickle that runs code, of any protocol."""
    return pickle.dumps(Canary(canary), protocol=draw.choice((0, 2, 4, 5)))


def a_zip(draw: random.Random) -> bytes:
    """Return an archive; some hold far more than their size."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", draw.choice((b"", b"x", bytes(20_000_000))))
    return made.getvalue()


def stand_in(path: Path, canary: Path, draw: random.Random) -> str:
    """Put something else where a file is, and say what."""
    contents: dict[str, Callable[[], bytes]] = {
        "empty": lambda: b"",
        "lfs pointer": lambda: LFS,
        "html": lambda: HTML,
        "zip": lambda: a_zip(draw),
        "pickle": lambda: a_pickle(canary, draw),
        "zeros": lambda: bytes(draw.choice((1, 8, 1000, 3_000_000))),
        "random bytes": lambda: draw.randbytes(draw.choice((1, 7, 300, 50_000))),
        "line ends": lambda: b"\n" * draw.choice((1, 50, 5000)),
        "tabs": lambda: b"\t" * draw.choice((1, 50, 5000)),
        "one brace": lambda: draw.choice((b"{", b"[", b"{}", b"[]", b'""', b"null")),
    }
    places: dict[str, Callable[[], object]] = {
        "folder": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        # A bound one would need a path of less than 108 bytes.
        "socket": lambda: os.mknod(path, stat.S_IFSOCK | 0o644),
        "link to itself": lambda: path.symlink_to(path.name),
        "link to nothing": lambda: path.symlink_to("nothing"),
        "link to its folder": lambda: path.symlink_to("."),
        "nothing": lambda: None,
        "annex link": lambda: path.symlink_to(".git/annex/objects/x/y/key"),
        "sparse": lambda: (path.touch(), os.truncate(path, 3_000_000_000)),
    }
    what = draw.choice((*contents, *places))
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
    if what in contents:
        path.write_bytes(contents[what]())
    else:
        places[what]()
    return what
