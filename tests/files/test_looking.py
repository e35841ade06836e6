"""A file is looked at before it is opened: what it is not gets its own sentence, in no memory."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.files import read_array, read_json, read_table

READERS: dict[str, Callable[..., object]] = {
    "array": read_array,
    "JSON": read_json,
    "table": read_table,
}


def zipped() -> bytes:
    with zipfile.ZipFile(target := io.BytesIO(), "w") as file:
        file.writestr("one", "x")
    return target.getvalue()


def tarred() -> bytes:
    with tarfile.open(fileobj=(target := io.BytesIO()), mode="w") as file:
        file.addfile(tarfile.TarInfo("one"))
    return target.getvalue()


ELSE = {
    "a pointer of Git LFS": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "git lfs pull",
    ),
    "a pointer of git-annex": (b"/annex/objects/MD5E-s5--0.npy\n", "datalad get"),
    "a page of HTML": (b"\n<!DOCTYPE html><html><body>Log in</body></html>", "download it again"),
    "a zip archive": (zipped(), "an .npz or .xlsx"),
    "a gzip archive": (b"\x1f\x8b\x08\0", "unpack it"),
    "a tar archive": (tarred(), "unpack it"),
    "pickled": (b"\x80\x04\x95cos\nsystem\n.", "never unpickled"),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n", "export it"),
    "a MATLAB file": (b"MATLAB 5.0 MAT-file", "export it"),
    "text in UTF-16": ("a\tb".encode("utf-16"), "save it as UTF-8"),
    "is empty": (b"", "expected is"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ELSE)
def test_something_else_gets_its_own_sentence(reader: str, name: str, tmp_path: Path) -> None:
    content, advice = ELSE[name]
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DepformerError) as caught:
        READERS[reader](tmp_path / "file", kind="study")
    assert name in str(caught.value)
    assert advice in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_never_opened(reader: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "annexed").symlink_to(".git/annex/objects/x/y/MD5E-s5--0.npy")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(4_000_000_000)
    for name, says in {
        "pipe": "is a pipe, expected is",
        "folder": "is a folder, expected is",
        "loop": "cannot be read: Too many levels of symbolic links",
        "annexed": "datalad get",
        "sparse": "has 4000 MB, at most",
        "nowhere": "is missing",
    }.items():
        with pytest.raises(DepformerError, match=says):
            READERS[reader](tmp_path / name, kind="study")


def header(shape: object, descr: str = "|u1") -> bytes:
    """Return an array whose header claims a shape, with three bytes behind it."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\0" + len(text).to_bytes(2, "little") + text + b"abc"


ARRAYS = {
    "promises more": (header((10**15,)), "promises 1000000000000000 bytes, the file holds 3"),
    "promises less": (header((2,)), "promises 2 bytes, the file holds 3"),
    "holds objects": (header((3,), "|O"), "holds Python objects, which are never unpickled"),
    "a negative size": (header((-3,)), "its header promises a negative number of values"),
    "two negative sizes": (header((-3, -1)), "its header promises a negative number of values"),
    "sizes beyond any": (header((2**70, 2**70)), "promises"),
    "no shape": (header("'x'"), "cannot be read as an array"),
    "code": (
        header("__import__('os').system('touch canary')"),
        "cannot be read as an array: its header is damaged.",
    ),
    "an open bracket": (header("(8, 32,     "), "cannot be read as an array"),
    "a long header": (header((1,) * 20_000), "cannot be read as an array"),
    "another version": (b"\x93NUMPY\x07\0abc", "is of the .npy format 7.0"),
    "text": (b"1.0 2.0\n", "does not begin as a .npy does"),
    "cut off": (b"\x93NUMPY\x01\0", "cannot be read as an array"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_what_an_array_claims_is_held_against_what_it_holds(name: str, tmp_path: Path) -> None:
    content, says = ARRAYS[name]
    (tmp_path / "array.npy").write_bytes(content)
    with pytest.raises(DepformerError) as caught:
        read_array(tmp_path / "array.npy", kind="study")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "canary").exists()


def test_an_array_of_either_order_is_read(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    for number, each in enumerate((array, np.asfortranarray(array), array.astype(">f4"))):
        np.save(tmp_path / f"{number}.npy", each)
        np.testing.assert_array_equal(read_array(tmp_path / f"{number}.npy", kind="study"), array)


JSONS = {
    "deep": ("[" * 100_000, "is nested too deeply"),
    "NaN": ('{"a": NaN}', "NaN is no number of JSON"),
    "an endless number": ('{"a": [-1e999]}', "the number -1e999 is too large to be read"),
    "4,000 digits": ('{"a": ' + "9" * 4000 + "}", "999... is too large to be read"),
    "6,000 digits": ('{"a": ' + "9" * 6000 + "}", "999... is too large to be read"),
    "twice": ('{"a": {"b": 1, "b": 2}}', "the name 'b' stands twice in one object"),
    "half a character": (r'{"a": "\ud83d\ude00 \\ud800 \ude00"}', r"\ude00 is half of a character"),
    "a list": ("[1]", "holds no JSON object"),
    "cut off": ('{"a":\n', "cannot be read as JSON (line 2)"),
}


def test_whole_characters_and_backslashes_are_kept(tmp_path: Path) -> None:
    content = {"a": "😀 \\ud800", "\\": "\\\\", "whole": 2**70, "real": -1.5e-300}
    (tmp_path / "file.json").write_text(json.dumps(content))
    assert read_json(tmp_path / "file.json", kind="study") == content


def test_a_sentence_shows_what_nobody_would_see() -> None:
    fault = DepformerError.listing("Two:", ["'\u202e\0'", "\ud800 男😀\x1b"], kind="study")
    assert (
        str(fault)
        == r"""Two:
  - '\u202e\x00'
  - \ud800 男😀\x1b"""
    )
    assert fault.faults == (r"'\u202e\x00'", r"\ud800 男😀\x1b")


@pytest.mark.parametrize("name", JSONS)
def test_json_is_an_object_that_loses_nothing(name: str, tmp_path: Path) -> None:
    text, says = JSONS[name]
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(DepformerError) as caught:
        read_json(tmp_path / "file.json", kind="study")
    assert says in str(caught.value)
    assert caught.value.kind == "study"


def test_a_file_of_holes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "hollow.npy").open("wb") as file:
        file.write(header((300_000_000,)))
        file.truncate(300_000_000)
    with pytest.raises(DepformerError, match="of which hardly any were ever written"):
        read_array(tmp_path / "hollow.npy", kind="study")
