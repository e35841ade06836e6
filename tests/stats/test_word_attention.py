"""Which heads a word's query attends in, and to what, worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import stats
from depformer.errors import DepformerError

WHO = {"participant": "sub-002"}


@pytest.fixture
def known(example_run: xr.Dataset) -> xr.Dataset:
    """A run in which w03 of sub-002 attends in heads 0 and 2 of the voice, and nowhere else."""
    run = example_run.copy(deep=True)
    run["query_selected"].loc[{**WHO, "word": "w03"}] = False
    run["attention"].loc[{**WHO, "query_word": "w03"}] = np.nan
    rows = {0: [0.5, 0.25, 0.25, 0, 0, 0, 0, 0], 2: [0, 0.25, 0.25, 0, 0, 0, 0, 0.5]}
    for head, row in rows.items():
        run["query_selected"].loc[{**WHO, "word": "w03", "stream": "audio", "head": head}] = True
        run["attention"].loc[{**WHO, "query_word": "w03", "stream": "audio", "head": head}] = row
    return run


def test_heads_are_counted_stream_by_stream(known: xr.Dataset) -> None:
    table = stats.attending_heads(known, "sub-002", "w03")
    assert table["stream"].tolist() == ["multimodal", "face", "audio"]
    assert table["n_attending"].tolist() == [0, 0, 2]
    assert table["n_heads"].tolist() == [4, 4, 4]
    assert table["u"].tolist() == stats.query_counts(known)["u"].tolist()


def test_shares_are_the_mean_over_the_heads_that_attend(known: xr.Dataset) -> None:
    table = stats.attended_words(known, "sub-002", "w03", "audio")
    assert table["word"].tolist() == ["w01", "w02", "w03", "w08", "w04", "w05", "w06", "w07"]
    assert table["attention"].tolist() == [0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0]
    assert table["gloss"].tolist()[3] == "word 8"
    assert (table["n_heads"] == 2).all()


def test_a_query_that_attends_nowhere_has_no_row(known: xr.Dataset) -> None:
    table = stats.attended_words(known, "sub-002", "w03", "face")
    assert table.empty
    assert list(table.columns) == ["word", "text", "pinyin", "gloss", "attention", "n_heads"]


def test_shares_sum_to_one_whatever_the_order_of_dims(known: xr.Dataset) -> None:
    turned = known.transpose(*reversed(list(known.dims))).isel(key_word=slice(None, None, -1))
    one = stats.attended_words(known, "sub-001", "w05", "multimodal")
    other = stats.attended_words(turned, "sub-001", "w05", "multimodal")
    assert one["attention"].sum() == pytest.approx(1)
    pd.testing.assert_frame_equal(one, other)


def test_u_is_the_model_s_and_k_that_of_the_attention_query(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["query_selected"][:] = run["word"].isin(["w01", "w02", "w07"])
    assert stats.query_counts(run)["u"].tolist() == [3, 3, 3]
    assert stats.query_counts(run)["k"].tolist() == [4, 4, 4]  # half of the 8 words
    run["query_selected"].loc[{**WHO, "stream": "face", "head": 1, "word": "w05"}] = True
    run["query_selected"].loc[{"participant": "sub-003", "stream": "audio"}] = False
    assert stats.query_counts(run)["u"].tolist() == [3, 4, 3]  # the most of any person and head
    run.attrs["methods"] = json.dumps({"attention_query": {"top": 5}})
    assert stats.query_counts(run)["k"].tolist() == [5, 5, 5]


def test_unknown_names_and_absent_variables_are_said(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="Invalid participant"):
        stats.attending_heads(example_run, "sub-999", "w01")
    with pytest.raises(DepformerError, match="Invalid word"):
        stats.attended_words(example_run, "sub-001", "w99", "face")
    with pytest.raises(DepformerError, match="Invalid stream"):
        stats.attended_words(example_run, "sub-001", "w01", "smell")
    bare = example_run.drop_vars(["query_selected", "attention"])
    with pytest.raises(DepformerError, match="holds no query_selected"):
        stats.attending_heads(bare, "sub-001", "w01")
    with pytest.raises(DepformerError, match="holds no attention"):
        stats.attended_words(bare, "sub-001", "w01", "face")
