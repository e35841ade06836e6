"""The numbers behind single figures, on runs that can be worked out by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer import export, figures, schema
from depformer.errors import DepformerError
from depformer.figures.parts.filmstrip import EMPTY
from tests.judged_run import title

PIXEL = "data:image/png;base64,iVBORw0KGgo="


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_the_waterfall_ends_at_the_logit_difference(seed: int) -> None:
    run = schema.example(seed, participants=2)
    table = figures.table("branch_waterfall", run, participant="sub-002")
    difference = run["logit"].sel(participant="sub-002").diff("outcome").item()
    assert table["value"].iloc[:5].sum() == pytest.approx(difference, abs=1e-9)
    assert table["value"].iloc[5] == pytest.approx(difference, abs=1e-9)
    np.testing.assert_allclose(table["start"].iloc[1:5], table["end"].iloc[:4])


def test_the_word_profile_holds_the_attributions(example_run: xr.Dataset) -> None:
    table = figures.table("word_profile", example_run, participant="sub-001")
    assert table["word"].tolist()[::2] == [f"w{i:02d}" for i in range(1, 9)]
    chosen = {"method": "integrated_gradients", "participant": "sub-001"}
    values = example_run["attribution"].sel(chosen).values
    np.testing.assert_array_equal(table["attribution"], values.ravel())
    assert table["missing"].tolist() == [True] + [False] * 15
    sizes = table.drop_duplicates("word")["size"]
    np.testing.assert_allclose(sizes, np.nanmax(np.abs(values), axis=1))


def test_opposite_signs_do_not_cancel_in_the_order(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    cells = {"method": "integrated_gradients", "participant": "sub-002"}
    values = np.full((8, 2), 0.1)
    values[4] = [2.0, -2.0]
    run["attribution"].loc[cells] = values
    figure = figures.draw("word_profile", run, participant="sub-002", order="size", label="gloss")
    assert figure.layout.xaxis.ticktext[0] == "word 5"


def test_stochastic_methods_carry_their_interval(example_run: xr.Dataset) -> None:
    error = xr.full_like(example_run["attribution"], 0.1)
    run = example_run.assign(attribution_sd=error)
    table = figures.table("word_profile", run, participant="sub-002")
    np.testing.assert_allclose(table["ci_high"] - table["ci_low"], 2 * 1.96 * 0.1)


def test_words_are_sorted_as_asked(example_run: xr.Dataset) -> None:
    table = figures.table("word_profile", example_run, participant="sub-002")
    largest = table.loc[table["size"].idxmax(), "gloss"]
    by_size = figures.draw(
        "word_profile", example_run, participant="sub-002", order="size", label="gloss"
    )
    assert by_size.layout.xaxis.ticktext[0] == largest
    by_valence = figures.draw(
        "word_profile", example_run, participant="sub-002", order="valence", label="gloss"
    )
    assert by_valence.layout.xaxis.ticktext[:4] == ("word 1", "word 3", "word 5", "word 7")


def test_pictures_stand_over_their_words(example_run: xr.Dataset) -> None:
    pictures = {"face": {"w02": PIXEL}, "audio": {f"w{i:02d}": PIXEL for i in range(1, 9)}}
    figure = figures.draw(
        "word_profile", example_run, participant="sub-001", pictures=pictures, order="list"
    )
    images = figure.layout.images
    assert len(images) == 16
    assert [image.x for image in images] == [*range(8), *range(8)]
    assert {image.xanchor for image in images} == {"center"}
    assert [image.source == EMPTY for image in images[:3]] == [True, False, True]
    axes = {image.yref for image in images}
    bars = figure.layout.yaxis.domain
    for axis in axes:
        assert figure.layout[f"yaxis{axis[1:]}"].domain[0] >= bars[1]


def test_pictures_are_data_never_files(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="no data URI"):
        figures.draw(
            "word_profile",
            example_run,
            participant="sub-001",
            pictures={"face": {"w01": "/etc/passwd"}},
        )


def test_wrong_people_and_methods_are_named(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="Did you mean 'sub-01"):
        figures.draw("branch_waterfall", example_run, participant="sub-0010")
    with pytest.raises(DepformerError, match="needs the option 'participant'"):
        figures.draw("branch_waterfall", example_run)
    with pytest.raises(DepformerError, match="Did you mean 'integrated_gradients'"):
        figures.draw("modality_balance", example_run, method="integrated_gradient")
    with pytest.raises(DepformerError, match="Did you mean 'roc'"):
        figures.draw("rox", example_run)


def test_selection_rates_by_hand(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["query_score"].values[:] = np.arange(8)
    run["query_score"].values[6:] = -np.arange(8)
    table = figures.table("selection_rate", run, k=2).set_index(["group", "word"])
    assert table.loc["depressed", "estimate"].tolist() == [0] * 6 + [1, 1]
    assert table.loc["healthy", "estimate"].tolist() == [1, 1] + [0] * 6
    assert (table["reference"] == 0.25).all()
    assert (table["ci_low"] == table["estimate"]).all()


def test_the_shares_of_each_block_sum_to_one(example_run: xr.Dataset) -> None:
    table = figures.table("modality_balance", example_run)
    sums = table.groupby(["group", "part"])[["estimate", "equal_share"]].sum()
    np.testing.assert_allclose(sums, 1)
    assert ((table["ci_low"] <= table["estimate"]) & (table["estimate"] <= table["ci_high"])).all()


def test_the_intervals_of_shares_are_those_of_student_within_0_and_1(
    example_run: xr.Dataset,
) -> None:
    table = figures.table("modality_balance", example_run)
    sizes = abs(example_run["attribution"].sel({"method": "integrated_gradients"}))
    sizes = sizes.transpose("participant", "word", "modality").values
    means = np.stack([np.nanmean(sizes[:, v::2], axis=1) for v in (0, 1)], axis=1)
    shares = means / means.sum(axis=(1, 2), keepdims=True)  # (participant, valence, modality)
    for i, group in enumerate(("depressed", "healthy")):
        voice = shares[6 * i : 6 * i + 6].sum(axis=1)[:, 1]
        mean, error = voice.mean(), scipy_stats.sem(voice)
        row = table[(table["group"] == group) & (table["part"] == "modality")].iloc[1]
        assert row["n"] == 6
        expected = (mean, *scipy_stats.t.interval(0.95, 5, mean, error))
        assert tuple(row[["estimate", "ci_low", "ci_high"]]) == pytest.approx(expected)
    run = example_run.copy(deep=True)
    one = run["attribution"].loc[{"method": "integrated_gradients"}]
    one.loc[{"modality": "face"}] = 0.0
    one.loc[{"modality": "face", "participant": "sub-001"}] = 9.0  # one among six
    cut = figures.table("modality_balance", run)
    assert cut["ci_low"].min() == 0
    assert cut["ci_high"].max() == 1


def test_the_balance_by_hand(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    chosen = {"method": "integrated_gradients"}
    values = np.zeros((12, 8, 2))
    values[:, ::2, 0], values[:, 1::2, 0], values[:, ::2, 1], values[:, 1::2, 1] = 1, -2, 3, 4
    run["attribution"].loc[chosen] = values
    table = figures.table("modality_balance", run)
    one = table[table["group"] == "healthy"].set_index(["part", "modality", "valence"])["estimate"]
    assert one["cell", "face", "negative"] == pytest.approx(0.2)
    assert one["cell", "audio", "positive"] == pytest.approx(0.3)
    assert one["modality", "audio", ""] == pytest.approx(0.7)
    assert one["valence", "", "negative"] == pytest.approx(0.6)


def test_attention_shares_nothing_out_between_face_and_voice(example_run: xr.Dataset) -> None:
    table = figures.table("modality_balance", example_run, method="attention_query")
    assert set(table["part"]) == {"valence", "cell"}
    sums = table.groupby(["group", "part"])["estimate"].sum()
    np.testing.assert_allclose(sums, 1)
    figure = figures.draw("modality_balance", example_run, method="attention_query")
    assert "by construction" in figure.layout.title.text
    assert "<b>Voice</b>" not in figure.layout.yaxis.ticktext
    assert figure.layout.yaxis.tickvals[0] == 0


def test_only_intervals_without_zero_are_filled(example_run: xr.Dataset) -> None:
    table = figures.table("cohort_words", example_run)
    without_zero = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    assert (table["filled"] == without_zero).all()
    top = figures.draw("cohort_words", example_run, top=3)
    assert len(top.layout.yaxis.ticktext) == 3


def test_what_a_filled_cell_means_is_said_under_the_title_and_in_the_caption(
    example_run: xr.Dataset,
) -> None:
    said = "attribution differs between the groups, which need not be a difference in the recording"
    assert said in title("cohort_words", example_run)
    assert said in export.caption("cohort_words", example_run)


def test_the_threshold_in_use_stands_on_the_curve(example_run: xr.Dataset) -> None:
    table = figures.table("roc", example_run)
    confusion = figures.table("confusion", example_run).set_index(["group", "predicted"])
    used = table[table["in_use"]].iloc[0]
    assert used["sensitivity"] == confusion.loc[("depressed", "depressed"), "share"]
    assert used["false_positive_rate"] == confusion.loc[("healthy", "depressed"), "share"]


@pytest.mark.parametrize("name", ["cohort_words", "selection_rate", "modality_balance"])
class TestTrainingPeople:
    def texts(self, name: str, run: xr.Dataset, role: str) -> tuple[str, list[str]]:
        figure = figures.draw(name, run, role=role)
        lines = re.sub(r"<[^>]+>", " ", figure.layout.title.text)
        return " ".join(lines.split()), [note.text for note in figure.layout.annotations]

    def test_they_are_said_and_marked_on_request(self, name: str, example_run: xr.Dataset) -> None:
        run = example_run.assign_coords(role=("participant", ["train", *["test"] * 11]))
        for role, said in (("held_out", "held-out participants"), ("all", "training included")):
            assert (figures.table(name, run, role=role)["role"] == role).all()
            title, notes = self.texts(name, run, role)
            assert said in title
            assert ("<b>Training included</b>" in notes) == (role == "all")
        assert "held-out" not in title

    def test_all_of_a_run_that_was_held_out_is_held_out(
        self, name: str, example_run: xr.Dataset
    ) -> None:
        title, notes = self.texts(name, example_run, "all")
        assert "held-out participants" in title
        assert "<b>Training included</b>" not in notes
