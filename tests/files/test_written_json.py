"""JSON that is written: it reads as what was given, and a list of cells takes a line."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from depformer.files import write_json

CELLS = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["[", "]\n", "{,"])
CONTENTS = st.recursive(
    CELLS, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=20
)


def written(content: object) -> str:
    with TemporaryDirectory() as folder:
        write_json(Path(folder) / "a.json", content)
        return (Path(folder) / "a.json").read_text("utf-8")


@given(CONTENTS)
def test_what_is_written_reads_as_what_was_given(content: object) -> None:
    assert json.loads(written(content)) == content


def test_a_list_of_cells_takes_a_line() -> None:
    landmarks = {"landmarks": [[1.5, 2.0], None, [3.0, 4.0]], "doubt": ["none", None]}
    assert written(landmarks).splitlines() == [
        "{",
        '  "landmarks": [',
        "    [1.5, 2.0],",
        "    null,",
        "    [3.0, 4.0]",
        "  ],",
        '  "doubt": ["none", null]',
        "}",
    ]
