"""Tables are read literally, and what is wrong with their form is named with its line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.files import parse_table, read_foreign_table, read_table, write_table

CELL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\t\r\n"), min_size=1
).filter(lambda cell: cell.strip() and cell != "n/a")


@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_is_read_literally(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("table") / "table.tsv"
    table = pd.DataFrame(rows, columns=["a", "b", "c"], dtype=object)
    write_table(path, table)
    pd.testing.assert_frame_equal(read_table(path, kind="study"), table)


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\rb"])
def test_what_no_cell_can_hold_is_not_written(text: str, tmp_path: Path) -> None:
    with pytest.raises(DepformerError, match="a text holds a tab or a line end"):
        write_table(tmp_path / "table.tsv", pd.DataFrame({"a": [text], "b": ["c"]}))
    assert not list(tmp_path.iterdir())


WRONG = {
    "a tab too many": (
        "a\tb\n1\t2\n1\t2\t3\n",
        "line 3 has 3 cells, the header 2: a tab is too many",
    ),
    "an empty cell too many": ("a\tb\n1\t2\t\n3\t4\n", "line 2 has 3 cells"),
    "a tab that is missing": ("a\tb\n1 2\n", "line 2 has 1 cells, the header 2: a tab is missing"),
    "an empty row": ("a\tb\n\n1\t2\n", "line 2 is empty"),
    "a row of tabs": ("a\tb\n1\t2\n\t\n", "line 3 is empty"),
    "a column twice": (
        "age\tAge \n1\t2\n",
        "the column age is there more than once ('age', 'Age ')",
    ),
    "a column without a name": ("a\t\n1\t2\n", "column 2 has no name"),
    "commas": ("age,group\n1,2\n", "has commas between its columns, expected are tabs"),
    "semicolons": ("age;group\n1;2\n", "has semicolons between its columns"),
    "nothing": ("\n\n", "is empty, expected is a table"),
    "NUL": ("a\tb\n1\t\0\n", "holds NUL characters"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_fault_of_form_is_named_with_its_line(name: str, line_end: str, tmp_path: Path) -> None:
    text, says = WRONG[name]
    path = tmp_path / "table.tsv"
    path.write_bytes(text.replace("\n", line_end).encode())
    with pytest.raises(DepformerError) as caught:
        read_table(path, kind="study", columns=("age", "group"))
    assert says in str(caught.value)


def test_text_of_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "table.tsv").write_bytes("a\tb\n1\t2\n悲剧\t3\n".encode("gb18030"))
    with pytest.raises(DepformerError, match=r"line 3 is no UTF-8 text \(perhaps GB18030"):
        read_table(tmp_path / "table.tsv", kind="study")


def test_many_faults_are_ten_and_a_number() -> None:
    with pytest.raises(DepformerError) as caught:
        parse_table("a\tb\n" + "1\n" * 30, "table.tsv", kind="study")
    assert len(caught.value.faults) == 11
    assert caught.value.faults[-1] == "and 20 more"


@pytest.mark.parametrize(
    ("text", "says"),
    {
        "columns": ("a\t" * 20_000 + "b\n" + "1\t" * 20_000 + "2\n", "has 20001 columns and 40003"),
        "lines": ("a\tb\n" + "\n" * 6_000_000 + "1\t2\n", "has 2 columns and 6000005 cells"),
        "old line ends": ("a\tb\r" + "\r" * 6_000_000, "has 2 columns and 6000003 cells"),
    }.values(),
)
def test_more_cells_than_a_table_can_have_are_counted_and_not_cut_out(text: str, says: str) -> None:
    with pytest.raises(DepformerError, match=says) as caught:
        parse_table(text, "table.tsv", kind="study")
    assert "at most 10000 columns and 5000000 cells are read" in str(caught.value)


def test_a_wide_table_is_read_and_its_faults_stay_short() -> None:
    names = [f"c{number}" for number in range(5_000)]
    empty = "\t" * 4_000
    text = "\t".join(names) + empty + "\n" + "\t".join("1" * 5_000) + empty + "\n"
    assert parse_table(text, "table.tsv", kind="study").columns.tolist() == names
    with pytest.raises(DepformerError) as caught:
        parse_table("a\t" * 5_000 + "b\n", "table.tsv", kind="study")
    assert "the column a is there more than once" in str(caught.value)
    assert "(5000 in all)" in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_is_missing_is_missing_and_nothing_else() -> None:
    table = parse_table("a\tb\tc\tNA\nn/a\t\tNA\tnan\n", "table.tsv", kind="study")
    assert table.iloc[0].isna().tolist() == [True, True, False, False]


@given(st.text(st.characters(blacklist_categories=("Cs",))))
def test_any_text_is_a_table_or_a_sentence(text: str) -> None:
    said = ""
    try:
        parse_table(text, "table.tsv", kind="study", columns=("age",))
    except DepformerError as fault:
        said = str(fault)
    assert "Traceback" not in said


OF_OTHERS = {
    "GB18030, commas": "id,性别,总分\n1,女,12\n".encode("gb18030"),
    "UTF-8 with a mark": "\ufeffid,性别,总分\n1,女,12\n".encode(),
    "UTF-8 without": "id,性别,总分\r\n1,女,12\r\n".encode(),
    "UTF-16, tabs": "id\t性别\t总分\r\n1\t女\t12\r\n".encode("utf-16"),
    "UTF-16, the other end first": b"\xfe\xff" + "id\t性别\t总分\n1\t女\t12\n".encode("utf-16-be"),
    "semicolons, quoted": '"id";"性别";"总分"\n"1";女;"12"\n'.encode(),
}


@pytest.mark.parametrize("name", OF_OTHERS)
def test_tables_of_others_are_read_by_their_mark_or_their_kind(name: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(OF_OTHERS[name])
    table = read_foreign_table(tmp_path / "table.csv", kind="study")
    assert table.to_dict("records") == [{"id": "1", "性别": "女", "总分": "12"}]


@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_a_spreadsheet_quotes_is_read_back(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("table") / "table.csv"
    table = pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    table.to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_foreign_table(path, kind="study"), table)


WRONG_OF_OTHERS = {
    "a comma too many": ("a,b\n1,2,3\n", "line 2 has 3 cells, the header 2: a comma is too many"),
    "an open quotation": ('a,b\n"1,2\n', "line 2 has a quotation mark that is not closed"),
    "neither": (b"a,b\n\xff\xff,1\n", "line 2 is no text of UTF-8 / GB18030"),
    "half of UTF-16": (b"\xff\xfea\0b", "line 1 is no text of UTF-16"),
}


@pytest.mark.parametrize("name", WRONG_OF_OTHERS)
def test_what_others_wrote_wrongly_is_named(name: str, tmp_path: Path) -> None:
    content, says = WRONG_OF_OTHERS[name]
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DepformerError) as caught:
        read_foreign_table(path, kind="study")
    assert says in str(caught.value)
