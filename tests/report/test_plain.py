"""Text of data stands on a page letter by letter."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from depformer.report import readable
from depformer.report.plain import JOINER, plain

MARKED = (
    "![x](https://e.x/i.png)",
    "$a$",
    "*b*",
    ":red[c]",
    "<b>",
    "[l](http://x)",
    ":material/star: :smile:",
    "https://e.example/i.png www.e.example a@e.example",
    "# head",
    "- item",
    "1. item",
    "&lt; `code` ~~gone~~ __bold__ a\\*b",
    "[l]: http://x",
)


@pytest.mark.parametrize("text", MARKED)
def test_marks_are_shown_and_do_nothing(text: str) -> None:
    html = MarkdownIt("commonmark").render(plain(text))
    inside = html.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inside
    for entity, mark in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        inside = inside.replace(entity, mark)
    assert inside.replace(JOINER, "") == text


@pytest.mark.parametrize(("text", "mark"), [(":red[c]", ":r"), ("$a$", "$"), ("https://e", "://")])
def test_what_streamlit_finds_beside_is_broken(text: str, mark: str) -> None:
    assert mark not in plain(text).replace("\\$", "")


def test_a_table_is_escaped_everywhere() -> None:
    table = pd.DataFrame({"*a*": ["*b*", 1.5]}, index=pd.Index(["*c*", "d"], name="Word"))
    shown = plain(table)
    assert shown.columns.tolist() == ["\\*a\\*"]
    assert shown.index.tolist() == ["\\*c\\*", "d"]
    assert shown.index.name == "Word"
    assert isinstance(plain(table.reset_index()).index, pd.RangeIndex)
    assert shown["\\*a\\*"].tolist() == ["\\*b\\*", 1.5]


def test_a_card_loads_no_picture_and_holds_no_link(tmp_path: Path) -> None:
    card = (
        "# Card\n\n**Bold** ![pic](https://e.x/i_(1).png) [![in](http://a.b/c)](http://d.e) "
        "[text](http://x.y 'title') [ref][1] ![ref][1] [1] <https://auto.x> \\\\[a](b)\n\n"
        "![t](<http://a.b/)x> 'y')\n\n[1]: https://e.x/j.png\n"
    )
    (tmp_path / "README.md").write_text(card)
    html = MarkdownIt("commonmark").render(readable.model_card(tmp_path))
    assert "<img" not in html
    assert "<a " not in html
    assert "<h1>Card</h1>" in html
    assert "<strong>Bold</strong> pic in text ref ref" in html
