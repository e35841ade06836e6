"""A spec is of one run, and whatever stands in it is plain, short and of its kind."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import schema
from depformer.errors import DepformerError
from depformer.export import bundle
from depformer.export.spec import DIGESTS, FigureOrder, Spec, of_run, read_spec, refuse_other
from depformer.figures import FIGURES
from depformer.files import write_json
from depformer.runs import save_run
from tests.cli.asked import ask

RUN = schema.example(0)
RIGHT = json.loads(Spec(((FigureOrder("roc"),),), **of_run(RUN)).text)


def read(tmp_path: Path, **change: Any) -> Spec:
    write_json(tmp_path / "spec.json", {**RIGHT, **change})
    return read_spec(tmp_path / "spec.json")


@pytest.mark.parametrize("what", DIGESTS)
def test_a_spec_of_another_thing_is_refused(what: str, tmp_path: Path) -> None:
    spec = read(tmp_path, **{what: "a" * 64})
    refuse_other(spec, {what: "a" * 64})
    with pytest.raises(DepformerError, match=r"another .*aaaaaaaaaaaa.*bbbbbbbbbbbb.*Name the one"):
        refuse_other(spec, {what: "b" * 64})


def test_another_run_of_the_same_study_and_checkpoint_is_refused(
    tiny_study: Path,
    tiny_checkpoint: Path,
    tiny_run: xr.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bundle, "figure_bytes", lambda *given: b"-")
    both = (tiny_study, tiny_checkpoint)
    save_run(tmp_path / "run", tiny_run)
    other = tiny_run.assign(logit=tiny_run["logit"] + 1e-12)  # which no figure here shows
    save_run(tmp_path / "other", other)
    made = ("figures", *both, tmp_path / "made", "--run", tmp_path / "run", "--figure", "confusion")
    assert ask(*made, "--bundle").code == 0
    spec = ("--spec", tmp_path / "made" / "spec.json")
    again = ask("figures", *both, tmp_path / "again", "--run", tmp_path / "other", *spec)
    assert again.code == 2
    assert "The spec was made from another run" in again.err
    assert "leave out --run" in again.err
    assert not (tmp_path / "again").exists()
    assert ask("figures", *both, tmp_path / "again", "--run", tmp_path / "run", *spec).code == 0


SIGNS = ("\u202e", "\u200b", "\x1b[31m", "\n", "\ue000", "x" * 201)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("place", ["groups_by", "study", "depformer", "methods", "data", "option"])
def test_no_unseen_sign_and_no_long_text_is_taken_over(
    place: str, sign: str, tmp_path: Path
) -> None:
    text = f"age{sign}"
    change: dict[str, Any] = {
        "methods": {"methods": {text: {}}},
        "data": {"data": {text: "0" * 64}},
        "option": {"rows": [[{"figure": "word_profile", "options": {"participant": text}}]]},
    }.get(place, {place: text})
    with pytest.raises(DepformerError, match="allowed is a text of one line") as refused:
        read(tmp_path, **change)
    assert sign not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"guards": [{"levl": "warn"}]}, "Did you mean 'level'"),
        ({"guards": ["<b>"]}, "Invalid guards in the spec"),
        ({"data": {"roc.csv": 5}}, r"Invalid roc\.csv in the spec"),
        ({"format": True}, "has format True"),
        ({"rows": [[{"figure": "roc"}]] * 201}, "This spec has 201 figures, 200 are allowed"),
        ({"title": "=1+1"}, "Invalid key of the spec"),
    ],
)
def test_what_stands_in_a_spec_is_of_its_kind(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(DepformerError, match=said):
        read(tmp_path, **change)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**12),
    st.text(max_size=5),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=2), st.none(), max_size=1),
)
OPTIONS = [(name, option.name) for name in FIGURES.ids for option in FIGURES[name].options]
SLOW = ("n_bootstrap", "n_permutations")


@given(place=st.sampled_from(OPTIONS), value=VALUES)
def test_whatever_an_option_is_set_to_a_fault_is_a_sentence(
    place: tuple[str, str], value: Any
) -> None:
    name, option = place
    if option in SLOW and isinstance(value, int) and value > 20:
        value = 20
    own = {each.name: each for each in FIGURES[name].options}
    given = {each: 20 for each in SLOW if each in own}
    given |= {"participant": "sub-001"} if FIGURES[name].of_one else {}
    with suppress(DepformerError):
        bundle.made(RUN, name, **FigureOrder(name, {**given, option: value}).options)
