"""Words that have no valence: every figure draws what is left, or says in one sentence why not."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

from depformer import figures, labels, schema, stats
from depformer.errors import DepformerError
from depformer.export import caption
from depformer.figures import FIGURES, FigureSpec
from depformer.figures.parts.words import orders
from tests.figures.outside import options_of, suited
from tests.figures.test_every_figure import example

SAID = [f"{mark[0]}{name}{mark[1]}" for name in labels.VALENCES for mark in (("", " word"), "()")]


@pytest.fixture
def run(request: pytest.FixtureRequest) -> xr.Dataset:
    """A checked run of words without valence; the exact values are of all faces and all voices."""
    callspec = getattr(request.node, "callspec", None)
    with_valence = example(callspec.params.get("spec") if callspec else None)
    players = [f"all_{modality}" for modality in labels.MODALITIES]
    fewer = with_valence.isel(player=[0, 1], player_2=[0, 1])
    return fewer.assign_coords(
        valence=("word", np.full(fewer.sizes["word"], "")), player=players, player_2=players
    )


def seen(figure: object) -> str:
    """Return everything that a reader sees or the pointer says, in small letters."""
    spec = figure.to_plotly_json()
    return str({**spec, "layout": {**spec["layout"], "template": None, "meta": None}}).lower()


OTHERS = tuple(spec for spec in FIGURES if spec.id != "valence_contrast")


def test_nothing_is_compared_by_what_no_word_has(run: xr.Dataset) -> None:
    figure = figures.draw("valence_contrast", run)
    assert not figure.data
    assert "nothing to show: the words have no valence" in seen(figure)
    assert "no valence, so nothing is compared by it" in caption("valence_contrast", run)


@pytest.mark.parametrize("spec", OTHERS, ids=lambda spec: spec.id)
def test_every_figure_draws_without_valence(spec: FigureSpec, run: xr.Dataset) -> None:
    run = suited(spec, run)
    given = options_of(spec, run, "sub-001")
    figure = figures.draw(spec.id, run, **given)
    assert figure.data
    said = seen(figure)
    title = " ".join(re.sub("<[^>]*>", " ", figure.layout.title.text).split())
    known = "no valence" in title  # one sentence says so
    assert not [word for word in SAID if word in said]
    assert known == spec.by_valence == ("valence" in said)
    # A strip of valences would leave an empty axis of its own.
    hidden = [*figure.select_xaxes({"visible": False}), *figure.select_yaxes({"visible": False})]
    assert not [axis for axis in hidden if axis.range == (0, 1)]
    if spec.words:
        whole = figure.layout.yaxis if spec.words == "x" else figure.layout.xaxis
        assert whole.domain is None or whole.domain[0] == 0
    text = caption(spec.id, run, **given)
    assert not [word for word in SAID if word in text.lower()]
    assert ("valence" in text) == spec.by_valence


@pytest.mark.parametrize("name", ["word_profile", "cohort_words", "query_scores", "selection_rate"])
def test_an_order_by_valence_is_refused_and_not_offered(name: str, run: xr.Dataset) -> None:
    assert orders(run) == ("list", "size")
    given = options_of(FIGURES[name], run, "sub-001")
    with pytest.raises(DepformerError, match="have no valence to be ordered by"):
        figures.draw(name, run, order="valence", **given)


def test_faces_and_voices_are_still_compared(run: xr.Dataset) -> None:
    table = figures.table("modality_balance", run)
    assert set(table["part"]) == {"modality"}
    sums = table.groupby("group")["estimate"].sum()
    assert sums.tolist() == pytest.approx([1, 1])
    people = run.isel(participant=(run["group"] == "healthy").values)
    sizes = np.abs(people["attribution"].loc[{"method": "integrated_gradients"}]).mean("word")
    shares = (sizes / sizes.sum("modality")).mean("participant")
    one = table[table["group"] == "healthy"].set_index("modality")["estimate"]
    for modality in labels.MODALITIES:
        assert one[modality] == pytest.approx(float(shares.sel(modality=modality)))


def test_attention_compares_neither_and_says_so(run: xr.Dataset) -> None:
    units = run["unit"].values.astype(str).tolist()
    method = str(run["method"].values[units.index("1")])
    drawn = figures.draw("modality_balance", run, method=method)
    assert not drawn.data
    said = drawn.layout.annotations[0].text.replace("<br>", " ")
    assert "the words have no valence, and the values of this method sum to the same" in said


def test_groups_are_not_compared_by_valence(run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="nothing is compared by it"):
        stats.compare_groups(run, by="valence")
    assert len(stats.compare_groups(run, by="modality")) == 2


def test_groups_of_the_readers_are_told_that_there_is_no_valence() -> None:
    run = schema.example(0, participants=16, words=4)
    run["valence"].values[:] = ""
    run = run.assign_coords(group=("participant", ["A", "B"] * 8))
    drawn = figures.draw("valence_contrast", run, groups=("A", "B"))
    assert "the words have no valence" in " ".join(n.text for n in drawn.layout.annotations)
    assert figures.table("valence_contrast", run, groups=("A", "B"))["n_a"].item() > 0
