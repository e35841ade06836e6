"""Change one file of an input, by its kind, and say what was done."""

from __future__ import annotations

import io
import json
import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.fuzz.hostile import CELLS, Canary, a_pickle, json_value, stand_in

ENCODINGS = ("gb18030", "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "cp1252", "utf-7")
VALUES = (0.0, 1.0, -1.0, 1e38, -1e38, 1e-40, float("nan"), float("inf"), 255.0, 1e300)
MARK = "\ue000"  # stands for the place of a hostile value in JSON


def mutate(path: Path, canary: Path, draw: random.Random) -> str:
    """Change a file in one way that its kind allows.

    Parameters
    ----------
    path : Path
        A file.
    canary : Path
        What hostile pickles would make.
    draw : Random
        Decides everything.

    Returns
    -------
    str
        What was done.
    """
    if not path.is_file() or path.is_symlink() or path.stat().st_size > 100_000_000:
        return "nothing more"
    if draw.random() < 0.12:
        return stand_in(path, canary, draw)
    if draw.random() < 0.15 or not path.stat().st_size:
        return _bytes(path, draw)
    by_suffix = {
        ".tsv": _table, ".json": _json, ".npy": _array, ".safetensors": _tensors, ".pth": _pth
    }  # fmt: skip
    change = by_suffix.get(path.suffix)
    try:
        return change(path, canary, draw) if change else _bytes(path, draw)
    except Exception:  # an earlier change broke its form
        return _bytes(path, draw)


def _bytes(path: Path, draw: random.Random) -> str:
    content = bytearray(path.read_bytes())
    at, length = draw.randrange(len(content) + 1), draw.choice((1, 4, 100, 5000))
    what = draw.choice(("flip", "truncate", "insert", "double", "cut"))
    if what == "flip":
        for _ in range(draw.choice((1, 5, 200))):
            if content:
                content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    elif what == "truncate":
        del content[at:]
    elif what == "insert":
        content[at:at] = draw.choice((bytes(length), b"\xff" * length, draw.randbytes(length)))
    elif what == "double":
        content += content[:10_000_000]
    else:
        del content[at : at + length]
    path.write_bytes(content)
    return f"bytes {what} at {at}"


def _table(path: Path, canary: Path, draw: random.Random) -> str:
    """Change cells, the header, rows, or the encoding of a table."""
    text = path.read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    row, what = draw.randrange(len(rows)), draw.choice(
        ("cell", "cell", "cell", "column", "header", "rows", "encoding", "line ends")
    )  # fmt: skip
    column = draw.randrange(len(rows[row]))
    if what == "cell":
        rows[row][column] = draw.choice(CELLS)
        what = f"cell {row}, {column}: {rows[row][column][:20]!r}"
    elif what == "column":
        way = draw.choice(("fill", "remove", "swap", "add"))
        for each in rows[1:] if way == "fill" else rows:
            if way == "fill" and column < len(each):
                each[column] = CELLS[row % len(CELLS)]
            elif way == "remove":
                del each[column : column + 1]
            elif way == "add":
                each.append(draw.choice(("", "x", "group")))
            else:
                each.reverse()
        what = f"column {column} {way}"
    elif what == "header":
        column = draw.randrange(len(rows[0]))
        old = rows[0][column]
        name = draw.choice((old.upper(), f" {old} ", rows[0][0], rows[0][-1], *CELLS))
        rows[0][column] = name
        what = f"header {old} is {name[:20]!r}"
    elif what == "rows":
        way = draw.choice(("double", "remove", "empty", "shuffle", "only header", "many", "no tab"))
        if way == "double":
            rows.insert(draw.randrange(len(rows) + 1), list(rows[row]))
        elif way == "remove":
            del rows[row]
        elif way == "empty":
            rows[row] = [""] * draw.choice((1, len(rows[row])))
        elif way == "shuffle":
            draw.shuffle(rows)
        elif way == "only header":
            del rows[1:]
        elif way == "many":
            rows += [list(rows[row]) for _ in range(3000)]
        else:
            rows[row] = [" ".join(rows[row])]
        what = f"rows {way} at {row}"
    text = "\n".join("\t".join(each) for each in rows) + "\n"
    encoding = "utf-8"
    if what == "encoding":
        encoding = draw.choice(ENCODINGS)
        what = f"encoding {encoding}"
    elif what == "line ends":
        end = draw.choice(("\r\n", "\r", "\n\n", "\0", "\u2028", "\x0b"))
        text = text.replace("\n", end)
        what = f"line ends {end!r}"
    path.write_bytes(text.encode(encoding, errors="replace"))
    return what


def _json(path: Path, canary: Path, draw: random.Random) -> str:
    """Replace, remove or add something anywhere in a JSON file."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    places: list[tuple[Any, Any]] = [(content, key) for key in content]
    if draw.random() < 0.5:  # otherwise the long lists of numbers would get nearly everything
        places = list(_places(content))
    holder, key = draw.choice(places)
    what = draw.choice(("value", "value", "value", "remove", "add", "rename"))
    if what == "remove":
        del holder[key]
    elif what == "rename" and isinstance(holder, dict):
        holder[draw.choice(("", "x", str(key).upper(), "\ud800", "n" * 5000))] = holder.pop(key)
    elif what == "add" and isinstance(holder, dict):
        holder[draw.choice(("", "extra", "\u202e", "__class__"))] = MARK
    else:
        holder[key] = MARK
    value = json_value(draw)
    path.write_text(json.dumps(content, indent=1).replace(json.dumps(MARK), value))
    return f"json {what} {str(key)[:30]!r}: {value[:30]}"


def _places(content: Any) -> Any:
    keys = list(content) if isinstance(content, dict) else range(len(content))
    for key in keys:
        yield content, key
        if isinstance(content[key], dict | list):
            yield from _places(content[key])


def _array(path: Path, canary: Path, draw: random.Random) -> str:
    """Change the kind, the shape, the order or the values of an array, or its header."""
    array = np.load(path)
    what = draw.choice(("dtype", "shape", "order", "values", "values", "header", "objects"))
    if what == "dtype":
        kind = draw.choice(
            ("f2", "f4", "f8", ">f4", "i1", "i8", "u2", "c8", "?", "S3", "U2", "M8[s]")
        )
        array, what = array.astype(kind), f"dtype {kind}"
    elif what == "shape":
        array = draw.choice(
            (array[:0], array[:-1], array[..., :-1], array[None], array.ravel(), array.T,
             array[..., :0], array[0], np.concatenate([array, array]), np.array(3, array.dtype))
        )  # fmt: skip
        what = f"shape {array.shape}"
    elif what == "order":
        array = np.asfortranarray(array)
    elif what == "values":
        value, part = draw.choice(VALUES), draw.choice(("all", "word", "one", "range"))
        with np.errstate(all="ignore"):
            number = np.asarray(value).astype(array.dtype)
        word = draw.randrange(len(array))
        if part == "all":
            array[:] = number
        elif part == "word":
            array[word] = number
        elif part == "one":
            array.reshape(len(array), -1)[word, draw.randrange(array[0].size)] = number
        else:
            array = (
                (array.astype("f8") / max(float(abs(array).max()), 1)).round().astype(array.dtype)
            )
        what = f"values {part} {value}"
    elif what == "objects":
        array = np.array([Canary(canary)] * draw.choice((1, 24)), dtype=object)
    if what == "header":
        return _lying_header(path, array, draw)
    made = io.BytesIO()
    np.save(made, array, allow_pickle=True)
    path.write_bytes(made.getvalue())
    return what


def _lying_header(path: Path, array: Any, draw: random.Random) -> str:
    header = draw.choice(
        (
            "{'descr': '|u1', 'fortran_order': False, 'shape': (9000000000,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }",
            "{'descr': '<f4', 'fortran_order': 1, 'shape': (2.5,), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '<f4', 'shape': (1,)}",
            "{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2**40, 0), }",
            "{'descr': '|V0', 'fortran_order': False, 'shape': (5,), }",
            "__import__('os').getcwd()",
            "(" * 3000,
            "",
        )
    ).encode()
    version = draw.choice((b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x00"))
    length = struct.pack(
        "<H" if version == b"\x01\x00" else "<I", draw.choice((len(header), 60_000))
    )
    path.write_bytes(b"\x93NUMPY" + version + length + header + array.tobytes()[:100])
    return f"header {header[:60]!r}"


def _tensors(path: Path, canary: Path, draw: random.Random) -> str:
    """Change a safetensors file: its header, or what its bytes hold."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header, body = json.loads(content[8 : 8 + size]), bytearray(content[8 + size :])
    name = draw.choice([each for each in header if each != "__metadata__"])
    entry = header[name]
    what = draw.choice(
        ("dtype", "shape", "offsets", "remove", "rename", "metadata", "size", "values", "json")
    )
    text = ""
    if what == "dtype":
        entry["dtype"] = draw.choice(("F64", "F16", "BF16", "I64", "BOOL", "U8", "X9", 3, None))
    elif what == "shape":
        entry["shape"] = draw.choice(
            (
                [],
                [0],
                [-1],
                [10**9, 10**9],
                [2**63, 2],
                entry["shape"][::-1],
                ["a"],
                "a",
                [1.5],
                None,
            )
        )
    elif what == "offsets":
        entry["data_offsets"] = draw.choice(
            ([0, 0], [0, 10**12], [8, 0], [-4, 4], [0], "a", [1, 5])
        )
    elif what == "remove":
        del header[name]
    elif what == "rename":
        header[draw.choice(("", "x", "n" * 5000, "\u202e", f"module.{name}"))] = header.pop(name)
    elif what == "metadata":
        header["__metadata__"] = draw.choice(({"a": "b"}, {"a": 1}, [], "x", {"a": "x" * 100_000}))
    elif what == "values":
        begin, end = entry["data_offsets"]
        value = draw.choice((b"\0\0\xc0\x7f", b"\0\0\x80\x7f", b"\xff\xff\x7f\x7f", b"\0\0\0\0"))
        if (end - begin) % 4 == 0:
            body[begin:end] = value * ((end - begin) // 4)
    elif what == "json":
        holder = json.dumps({**header, name: MARK})
        text = holder.replace(json.dumps(MARK), json_value(draw))
    raw = (text or json.dumps(header)).encode()
    claimed = len(raw)
    if what == "size":
        claimed = draw.choice((0, 1, claimed + 8, 10**8, 2**63, 2**64 - 1))
    path.write_bytes(claimed.to_bytes(8, "little") + raw + body)
    return f"tensors {what} {name}"


def _pth(path: Path, canary: Path, draw: random.Random) -> str:
    """Change what was saved: tensors, their names, what lies around and beside them."""
    state: Any = torch.load(path, weights_only=True)
    what = draw.choice(("tensor", "tensor", "name", "remove", "wrap", "beside", "old", "pickle"))
    name = draw.choice(list(state))
    tensor = state[name]
    old = False
    if what == "tensor":
        changes = {
            "half": lambda: tensor.half(),
            "bfloat16": lambda: tensor.bfloat16(),
            "double": lambda: tensor.double(),
            "complex": lambda: tensor.to(torch.complex64),
            "sparse": lambda: tensor.to_sparse(),
            "meta": lambda: tensor.to("meta"),
            "integers": lambda: tensor.long(),
            "bools": lambda: tensor.bool(),
            "quantised": lambda: torch.quantize_per_tensor(tensor.float(), 0.1, 0, torch.qint8),
            "nan": lambda: torch.full_like(tensor, float("nan")),
            "huge": lambda: torch.full_like(tensor, 1e38),
            "flat": lambda: tensor.ravel(),
            "turned": lambda: tensor.T if tensor.ndim == 2 else tensor[None],
            "expanded": lambda: torch.zeros(1).expand(2**33),
            "zero": lambda: tensor[:0] if tensor.ndim else torch.zeros(0),
            "parameter": lambda: torch.nn.Parameter(tensor.float()),
            "number": lambda: 3.5,
            "text": lambda: "x" * 10_000,
            "none": lambda: None,
            "list": lambda: [tensor] * 3,
        }
        way = draw.choice(list(changes))
        state[name] = changes[way]()
        what = f"tensor {way}"
    elif what == "name":
        state[draw.choice(("", "x" * 5000, 5, None, "\u202e", "\n", ("a",)))] = state.pop(name)
    elif what == "remove":
        for each in draw.sample(list(state), draw.choice((1, 30, len(state)))):
            del state[each]
    elif what == "wrap":
        for _ in range(draw.choice((1, 3, 200))):
            state = draw.choice(
                ({"state_dict": state}, {"model": state}, [state], {"model_state_dict": state},
                 {"a": state, "b": state}, {f"module.{k}": v for k, v in state.items()}
                 if isinstance(state, dict) else state)
            )  # fmt: skip
    elif what == "beside":
        state = {"model": state, "loss": np.float64(1), "epoch": 3, "note": json_value(draw)}
    elif what == "pickle":
        if draw.random() < 0.5:
            path.write_bytes(a_pickle(canary, draw))
            return what
        state[name] = Canary(canary)
    old = draw.random() < 0.3
    torch.save(state, path, _use_new_zipfile_serialization=not old)
    return f"{what} {name}{' (old format)' if old else ''}"
