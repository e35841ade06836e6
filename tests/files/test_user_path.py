"""A path that a user types is a path, or one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.files import user_path


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert user_path("~/study") == Path("/home/somebody/study")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("~nobody-of-that-name/study", "no user of that name"),
        ("a" * 5000, "file name too long"),
        ("study\0", "a character that no name can have"),
        ("study\ud800", "a character that no name can have"),
    ],
)
def test_what_can_be_no_path_is_one_short_sentence(named: str, said: str) -> None:
    with pytest.raises(DepformerError, match=said) as fault:
        user_path(named)
    assert len(str(fault.value)) < 400
    assert str(fault.value).isprintable()


def test_a_place_below_a_file_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert user_path(tmp_path / "file" / "study") == tmp_path / "file" / "study"


@given(st.text())
def test_any_text_is_a_path_or_a_sentence(named: str) -> None:
    said = ""
    try:
        user_path(named)
    except DepformerError as fault:
        said = str(fault)
    assert said.isprintable()
