"""The mixed model against statsmodels asked in its own way, and what it refuses."""

from __future__ import annotations

import warnings
from unittest import mock

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.regression.mixed_linear_model import MixedLMResults

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.groups import mixed
from depformer.stats.inference.groups.mixed import valence_by_group

IN_A, POSITIVE = np.arange(16) < 8, np.arange(10) % 2 == 0


def drawn(seed: int = 0) -> np.ndarray:
    """Return values of people and words that differ in level and slope, one missing."""
    rng = np.random.default_rng(seed)
    group, valence = IN_A - 0.5, POSITIVE - 0.5
    values = rng.normal(0, 0.3, (16, 10)) + rng.normal(size=(16, 1)) + rng.normal(size=10)
    values += rng.normal(0, 0.6, (16, 1)) * valence + rng.normal(0, 0.6, 10) * group[:, None]
    values[3, 4] = np.nan
    return values + 0.5 * group[:, None] * valence


def test_the_interaction_is_that_of_a_formula_whose_search_starts_elsewhere() -> None:
    values = drawn()
    person, word = np.nonzero(np.isfinite(values))
    frame = pd.DataFrame({"y": values[person, word], "person": person, "word": word})
    frame["g"], frame["v"], frame["all"] = IN_A[person] - 0.5, POSITIVE[word] - 0.5, 1
    parts = {
        "p": "0 + C(person)",
        "pv": "0 + C(person):v",
        "w": "0 + C(word)",
        "wg": "0 + C(word):g",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = smf.mixedlm("y ~ v * g", frame, groups="all", vc_formula=parts, re_formula="0")
        theirs = model.fit(reml=True, method="bfgs", gtol=1e-9)
    found = valence_by_group(values, IN_A, POSITIVE, np.empty((16, 0)))
    low, high = theirs.conf_int().loc["v:g"]
    assert found.estimate == pytest.approx(theirs.params["v:g"], abs=1e-6)
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=3e-5)
    assert found.p == pytest.approx(theirs.pvalues["v:g"], abs=1e-5)


def test_sparse_and_dense_designs_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = drawn(1), IN_A, POSITIVE, np.random.default_rng(0).normal(size=(16, 1))
    dense = valence_by_group(*asked)
    monkeypatch.setattr(mixed, "DENSE", 0)
    np.testing.assert_allclose(valence_by_group(*asked), dense, atol=1e-4)


def test_of_complete_values_the_interaction_is_the_contrast() -> None:
    run = schema.example(3, participants=24).copy(deep=True)
    run["attribution"] = run["attribution"].fillna(0.1)
    table, contrast = stats.mixed_model(run), stats.valence_contrast(run, n_permutations=9)
    own = contrast[contrast["unit"] == "logit"]
    np.testing.assert_allclose(table["estimate"], own["estimate"], atol=1e-6)
    assert table["modality"].tolist() == own["modality"].tolist() == ["", "face", "audio"]
    assert table["adjustment"].tolist() == own["adjustment"].tolist() == ["none", "holm", "holm"]
    assert table["p_adjusted"].iloc[0] == table["p"].iloc[0]
    assert (table["p_adjusted"] >= table["p"]).all()
    assert (table["n_permutations"] == 0).all()


def test_no_convergence_and_no_spread_are_refusals() -> None:
    with (
        mock.patch.object(MixedLMResults, "converged", False, create=True),
        mock.patch.object(MixedLMResults, "__setattr__", _keep_converged),
        pytest.raises(DepformerError, match="did not converge"),
    ):
        valence_by_group(drawn(), IN_A, POSITIVE, np.empty((16, 0)))
    with pytest.raises(DepformerError, match="are the same"):
        valence_by_group(np.ones((16, 10)), IN_A, POSITIVE, np.empty((16, 0)))


def _keep_converged(self: object, name: str, value: object) -> None:
    if name != "converged":
        object.__setattr__(self, name, value)
