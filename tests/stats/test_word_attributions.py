"""One word of one person by every method: its own cells, and no other's."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import stats
from depformer.errors import DepformerError


def test_the_cells_are_those_of_the_word(example_run: xr.Dataset) -> None:
    for word in ("w02", "w08"):
        table = stats.word_attributions(example_run, "sub-003", word).set_index("method")
        for method in example_run["method"].values.astype(str):
            chosen = {"method": method, "participant": "sub-003", "word": word}
            expected = example_run["attribution"].loc[chosen]
            for modality in ("face", "audio"):
                assert table.loc[method, modality] == expected.sel(modality=modality).item()
        assert table["gloss"].unique().tolist() == [f"word {int(word[1:])}"]
        place = example_run["presentation"].sel(participant="sub-003", word=word).item()
        np.testing.assert_array_equal(table["presented"], place)


def test_unit_and_direction_are_those_that_the_method_declares(example_run: xr.Dataset) -> None:
    table = stats.word_attributions(example_run, "sub-003", "w02")
    assert table["unit"].tolist() == example_run["unit"].values.astype(str).tolist()
    assert table["signed"].tolist() == example_run["signed"].values.tolist()


def test_a_missing_recording_has_no_number(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["attribution"].loc[{"participant": "sub-003", "word": "w02", "modality": "face"}] = np.nan
    table = stats.word_attributions(run, "sub-003", "w02")
    assert table["face"].isna().all()
    assert table["audio"].notna().any()


def test_wrong_names_are_said(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="Did you mean 'w02'"):
        stats.word_attributions(example_run, "sub-003", "w0222")
