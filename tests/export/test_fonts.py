"""A file that would show empty boxes is not written."""

from __future__ import annotations

import shutil
from pathlib import Path

import plotly.graph_objects as go
import pytest

from depformer.errors import DepformerError
from depformer.export import fonts
from depformer.export.image import figure_bytes
from tests.running_app import required


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    fonts._letters_of_fonts.cache_clear()


def with_title(text: str) -> go.Figure:
    return go.Figure(layout={"title": {"text": text}})


def test_letters_that_no_font_has_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    required(shutil.which("fc-list"), "fontconfig")
    folder = "/usr/share/fonts/truetype/dejavu"
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder}</dir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    fonts.refuse_boxes(with_title("ēàü ← 0.5 →"))
    with pytest.raises(
        DepformerError, match="has the characters 剧 悲, which would become empty boxes"
    ):
        fonts.refuse_boxes(with_title("悲剧 p = 0.5"))
    with pytest.raises(DepformerError, match="fonts-wqy-microhei"):
        figure_bytes(go.Figure(layout={"xaxis": {"title": {"text": "悲剧"}}}), "pdf", "nature")


SIGNS = {
    "a letter": ("ก", "ก"),
    "a symbol": ("🫠", "🫠"),
    "a mark beside a letter": ("e\u0942", r"U\+0942"),
    "private use": ("x\ue123", r"U\+E123"),
    "nothing assigned": ("x\U000eeeee", r"U\+EEEEE"),
}


@pytest.mark.parametrize("kind", SIGNS)
def test_any_sign_that_no_font_has_is_named(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, named = SIGNS[kind]
    monkeypatch.setattr(fonts, "_letters_of_fonts", lambda: ((0x20, 0x7E), (0x2212, 0x2212)))
    with pytest.raises(DepformerError, match=rf"has the characters {named}, .*--label pinyin"):
        fonts.refuse_boxes(with_title(text))


@pytest.mark.parametrize("sign", ["\u200d", "\ufe0f", "\u00a0", "\u2009", "\n", "\u00ad"])
def test_what_draws_nothing_needs_no_font(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_letters_of_fonts", lambda: ((0x21, 0x7E),))
    fonts.refuse_boxes(with_title(f"a{sign}b"))


def test_where_nobody_knows_the_fonts_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    fonts.refuse_boxes(with_title("悲剧"))
