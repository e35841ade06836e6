"""Sentences and tables for people: the number, its direction and its interval are the table's."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.report import readable, sentences


@pytest.fixture
def run() -> xr.Dataset:
    return schema.example(seed=0)


def cohort_table(run: xr.Dataset, largest: float) -> pd.DataFrame:
    """The table of the groups' differences, with one cell far from all others."""
    table = figures.table("cohort_words", run)
    table.loc[3, ["estimate", "ci_low", "ci_high"]] = largest, largest - 0.5, largest + 1.0
    return table


@pytest.mark.parametrize(("largest", "way"), [(9.0, "higher"), (-9.0, "lower")])
def test_the_largest_difference_has_its_direction(
    run: xr.Dataset, largest: float, way: str
) -> None:
    table = cohort_table(run, largest)
    said = sentences.cohorts(table, stats.filled_cells(run), "gloss")
    other = {"higher": "lower", "lower": "higher"}[way]
    assert f", {way} in depressed. " in said
    assert other not in said
    low, high = (sentences.signed(largest + step) for step in (-0.5, 1.0))
    assert f"{sentences.signed(largest)} logit (95 % CI {low} to {high})" in said
    assert f"of '{table.loc[3, 'gloss']}'" in said


def test_metrics_name_the_lower_end_first(run: xr.Dataset) -> None:
    table = stats.performance(run)
    rows = table.set_index("metric")
    assert (rows["ci_low"] < rows["ci_high"]).loc["accuracy"]
    low, high, n = (rows.loc["accuracy", name] for name in ("ci_low", "ci_high", "n"))
    shown = {name: (value, note) for name, value, note in readable.metrics(table)}
    assert shown["Accuracy"] == (
        f"{rows.loc['accuracy', 'estimate']:.2f}",
        f"{low:.2f} to {high:.2f}, n = {n}",
    )
    sentence = sentences.overview(table, figures.table("modality_balance", run))
    assert f"(95 % CI {low:.2f} to {high:.2f})" in sentence


def test_contrasts_name_the_lower_end_first(run: xr.Dataset) -> None:
    table = stats.compare_groups(run, by="valence")
    shown = readable.contrasts(table)
    signed = [sentences.style.signed(value, 3) for value in table["estimate"]]
    assert shown.iloc[:, 1].tolist() == signed
    assert shown.columns[1].startswith("Depressed − healthy")
    for row, text in zip(table.to_dict("records"), shown["95 % interval"], strict=True):
        ends = (sentences.style.signed(row[name], 3) for name in ("ci_low", "ci_high"))
        assert row["ci_low"] < row["ci_high"]
        assert text == " to ".join(ends)


def test_table_one_keeps_the_groups_apart(run: xr.Dataset) -> None:
    table = stats.table_one(run)
    shown = readable.table_one(table)
    age = table.index[table["variable"] == "age"][0]
    for side, name in (("a", "Depressed"), ("b", "Healthy")):
        value, spread, n = (table.loc[age, f"{part}_{side}"] for part in ("value", "spread", "n"))
        assert shown.loc[age, name] == f"{value:.1f} ({spread:.1f}), n = {n}"


def test_the_word_that_moved_a_prediction_most_has_its_direction(run: xr.Dataset) -> None:
    profile = figures.table("word_profile", run, participant="sub-002")
    for value, way in ((9.0, "towards depressed"), (-9.0, "towards healthy")):
        changed = profile.copy()
        changed.loc[4, "attribution"] = value
        said = sentences.participant(changed, "depressed", "test", "gloss")
        assert said.endswith(f"has the largest attribution, {sentences.signed(value)} logit {way}.")


@pytest.mark.parametrize(("after", "said"), [(0.7, "stays on the side 'd"), (0.2, "changes to")])
def test_a_what_if_says_which_side(after: float, said: str) -> None:
    table = pd.DataFrame({"probability": [0.9, after]})
    text = sentences.what_if(table, "sub-001", ["a"], ("face",), "the baseline")
    assert f"from 0.90 to {after:.2f}" in text
    assert said in text
    assert ("'depressed'" in text) == (after > 0.5)


def test_what_a_word_attends_to_is_written_stream_by_stream(run: xr.Dataset) -> None:
    shown = readable.attention(run, "sub-002", "w03", "gloss")
    heads = stats.attending_heads(run, "sub-002", "w03").set_index("stream")
    for stream, name in (("multimodal", "Face and voice together"), ("audio", "Voice")):
        row = heads.loc[stream]
        assert shown.loc[name, "Heads"] == f"{row['n_attending']} of {row['n_heads']}"
        keys = stats.attended_words(run, "sub-002", "w03", stream)
        if len(keys):
            first = keys.iloc[0]
            assert (
                shown.loc[name]
                .iloc[1]
                .startswith(f"{first['gloss']} ({100 * first['attention']:.0f}\u00a0%)")
            )


def test_who_is_left_out_is_named(run: xr.Dataset) -> None:
    run.attrs["refused"] = json.dumps(["sub-001"])
    run.attrs["other_features"] = json.dumps([f"sub-{i:03d}" for i in range(2, 10)])
    refused, other = readable.left_out(run)
    assert refused.endswith("are missing: sub-001.")
    assert other.endswith("sub-007 and 2 more.")
    run.attrs["other_features"] = json.dumps(["sub-002"])
    assert readable.left_out(run)[1].endswith("new people: sub-002.")


def test_people_are_listed_with_their_probability(run: xr.Dataset) -> None:
    lines = readable.people(run)
    p = run["probability"].sel(participant="sub-007", outcome="depressed").item()
    assert lines["sub-007"] == f"Healthy · sub-007 · p(depressed) = {p:.2f}"
    assert len(lines) == 12


def test_a_dash_where_nothing_is_known(run: xr.Dataset) -> None:
    nobody = run.assign_coords(role=("participant", np.full(12, "train")))
    for _, value, note in readable.metrics(stats.performance(nobody)):
        assert (value, note) == ("–", "not known")
