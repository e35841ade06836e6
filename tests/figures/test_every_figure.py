"""What holds for every figure of the registry; a new entry gets it for free."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.errors import DepformerError
from depformer.figures import FIGURES, FigureSpec
from depformer.figures.parts.style import DARK, LIGHT
from tests.figures.outside import options_of, suited

EXPECTED = (
    "word_profile",
    "session_change",
    "branch_waterfall",
    "face_map",
    "voice_map",
    "what_if",
    "query_scores",
    "selection_rate",
    "cohort_raster",
    "cohort_top_words",
    "valence_contrast",
    "cohort_forest",
    "word_across_people",
    "severity_scatter",
    "volcano",
    "paper_words",
    "cohort_words",
    "modality_balance",
    "roc",
    "confusion",
    "calibration",
    "predicted_severity",
    "valence_shapley",
    "completeness",
    "deletion_curves",
    "faithfulness",
    "agreement",
    "randomisation",
    "untrained_band",
    "stability",
    "baseline_ranking",
    "planted_truth",
)
ON_ONE_PAGE = {"cohort_raster"}  # its words are seen at once, however many they are
UNIT = re.compile(r"\[[^\]]+\]")
WITHOUT_UNIT = {
    "Word",
    "Head",
    "Group named by the model",
    "Group of the study",
    "Sensitivity",
    "False-positive rate, 1 − specificity",
    "Query score M",
    "−log<sub>10</sub> adjusted p",
    "Selection rate",
    "p(depressed)",
    "Probability of depression given",
    "Share who are depressed",
    "",
}


def example(spec: FigureSpec | None, **sizes: int) -> xr.Dataset:
    """A random run that holds whatever the figure needs: sessions only if it is about them."""
    run = schema.example(seed=0, checked=True, **sizes)
    if spec is None or "person" not in spec.needs:
        return run if spec is None else suited(spec, run)
    number = np.arange(run.sizes["participant"])
    persons, sessions = [f"p{n // 2}" for n in number], [str(n % 2 + 1) for n in number]
    return run.assign_coords(person=("participant", persons), session=("participant", sessions))


@pytest.fixture
def example_run(request: pytest.FixtureRequest) -> xr.Dataset:
    """That of the figure that is tested."""
    callspec = getattr(request.node, "callspec", None)
    return example(callspec.params.get("spec") if callspec else None)


def options(spec: FigureSpec, run: xr.Dataset) -> dict[str, Any]:
    """The options that a figure cannot do without."""
    return options_of(spec, run, str(run["participant"].values[0]))


def texts(figure: go.Figure) -> str:
    return " ".join(note.text or "" for note in figure.layout.annotations)


def test_the_ids_are_those_that_everybody_uses() -> None:
    assert FIGURES.ids == EXPECTED


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
class TestEveryFigure:
    def test_draws_and_leaves_run_and_table_alone(
        self, spec: FigureSpec, example_run: xr.Dataset
    ) -> None:
        before = example_run.copy(deep=True)
        given = options(spec, example_run)
        table = figures.table(spec.id, example_run, **given)
        assert isinstance(table, pd.DataFrame)
        assert len(table)
        kept = table.copy(deep=True)
        assert isinstance(spec.figure(table), go.Figure)
        pd.testing.assert_frame_equal(table, kept)
        figures.draw(spec.id, example_run, **given)
        xr.testing.assert_identical(example_run, before)

    def test_titles_ask_and_axes_have_units(
        self, spec: FigureSpec, example_run: xr.Dataset
    ) -> None:
        figure = figures.draw(spec.id, example_run, **options(spec, example_run))
        assert figure.layout.title.text.partition("</b>")[0].endswith("?")
        said = [figure.layout.title.text, *(trace.name or "" for trace in figure.data)]
        assert any("n = " in text.replace("\u00a0", " ") for text in said)
        for axis in [*figure.select_xaxes(), *figure.select_yaxes()]:
            title = axis.title.text or ""
            assert axis.visible is False or title in WITHOUT_UNIT or UNIT.search(title), title
        for trace in figure.select_traces({"type": "heatmap"}):
            title = trace.colorbar.title.text or ""
            assert trace.showscale is False or title in WITHOUT_UNIT or UNIT.search(title), title

    def test_title_lines_fit_into_700_pixels(
        self, spec: FigureSpec, example_run: xr.Dataset
    ) -> None:
        figure = figures.draw(spec.id, example_run, **options(spec, example_run))
        question, *lines = re.sub(r"</?(b|span)\b[^>]*>", "", figure.layout.title.text).split(
            "<br>"
        )
        assert len(question) <= 68
        assert all(len(line) <= 112 for line in lines)

    def test_people_of_one_are_named(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        if not spec.of_one:
            return
        given = options_of(spec, example_run, "sub-004")
        figure = figures.draw(spec.id, example_run, **given)
        assert "sub-004" in figure.layout.title.text

    def test_sets_its_own_template(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        given = options(spec, example_run)
        for dark, theme in ((False, LIGHT), (True, DARK)):
            figure = figures.draw(spec.id, example_run, dark=dark, **given)
            assert figure.layout.template.layout.paper_bgcolor == theme["paper"]
            assert figure.layout.template.layout.font.color == theme["ink"]

    def test_one_participant(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        run = example_run.isel(participant=[3])
        figure = figures.draw(spec.id, run, **options(spec, run))
        assert figure.data or "nothing to show: " in texts(figure)

    @pytest.mark.parametrize("group", ["depressed", "healthy"])
    def test_an_empty_group(self, spec: FigureSpec, example_run: xr.Dataset, group: str) -> None:
        run = example_run.isel(participant=example_run["group"].values == group)
        figure = figures.draw(spec.id, run, **options(spec, run))
        assert figure.data or "nothing to show: " in texts(figure)

    def test_nobody_held_out(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        run = example_run.assign_coords(role=("participant", ["train"] * 12))
        figure = figures.draw(spec.id, run, **options(spec, run))
        assert spec.of_one == bool(figure.data)

    def test_nothing_computed(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        run = example_run.copy(deep=True)
        for name in spec.needs:
            run[name].values[:] = np.nan
        given = options(spec, run)
        for name in {"maps", "predictions"} & given.keys():
            given[name] = (
                given[name] * np.nan if name == "maps" else given[name].assign(logit=np.nan)
            )
            given[name].attrs.update(participant=given["participant"])
        figure = figures.draw(spec.id, run, **given)
        assert "nothing to show: " in texts(figure)

    def test_signed_means_symmetric(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        if not spec.signed:
            return
        figure = figures.draw(spec.id, example_run, **options(spec, example_run))
        axis = figure.layout.yaxis if spec.words == "x" else figure.layout.xaxis
        low, high = axis.range
        assert low == pytest.approx(-high)
        assert "←" in axis.title.text
        assert "→" in axis.title.text

    def test_synthetic_data_are_marked(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        given = options(spec, example_run)
        assert "Synthetic data" in texts(figures.draw(spec.id, example_run, **given))
        real = example_run.assign_attrs(synthetic=False)
        assert "Synthetic data" not in texts(figures.draw(spec.id, real, **given))

    def test_a_missing_variable_is_named(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        for name in spec.needs:
            with pytest.raises(DepformerError, match=name) as caught:
                figures.draw(spec.id, example_run.drop_vars(name), **options(spec, example_run))
            assert caught.value.kind == "figure"

    def test_wrong_options_are_named(self, spec: FigureSpec, example_run: xr.Dataset) -> None:
        given = options(spec, example_run)
        with pytest.raises(DepformerError, match="Did you mean 'dark'"):
            figures.draw(spec.id, example_run, **given, drak=True)
        for option in spec.options:
            if option.choices:
                wrong = option.choices[0] + "x"
                with pytest.raises(DepformerError, match=f"Did you mean '{option.choices[0]}'"):
                    figures.draw(spec.id, example_run, **given, **{option.name: wrong})

    @pytest.mark.parametrize("n_words", [24, 72])
    def test_long_lists(self, spec: FigureSpec, n_words: int) -> None:
        run = example(spec, words=n_words)
        figure = figures.draw(spec.id, run, **options(spec, run))
        if spec.words == "x" and spec.id not in ON_ONE_PAGE:
            assert (figure.layout.width is None) == (n_words <= 30)

    def test_words_can_be_clicked_and_marked(
        self, spec: FigureSpec, example_run: xr.Dataset
    ) -> None:
        if not spec.words:
            return
        given = options(spec, example_run)
        figure = figures.draw(spec.id, example_run, **given)
        clicked = {
            str(data[0])
            for trace in figure.data
            if trace.type in ("bar", "scatter") and trace.customdata is not None
            for data in trace.customdata
            if data[0]  # nothing stands first where a click opens a person
        }
        assert clicked == set(example_run["word"].values)
        marked = figures.draw(spec.id, example_run, **given, selected="w03")
        assert len(marked.layout.shapes) > len(figure.layout.shapes)
        with pytest.raises(DepformerError, match="Did you mean 'w0"):
            figures.draw(spec.id, example_run, **given, selected="w0")


def test_the_import_is_light() -> None:
    code = (
        "import sys, depformer.figures; heavy = 'torch', 'plotly.express', 'streamlit', 'kaleido'; "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
