"""The numbers behind the figures that judge by other baselines and by planted truth."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats as scipy_stats
from sklearn.metrics import roc_auc_score

from depformer import export, figures, schema
from depformer.schema import Target
from tests.judged_run import held_out, mean_of, title

IG = {"method": "integrated_gradients"}


class TestBaselineRanking:
    def expected(self, run: xr.Dataset, baseline: str) -> pd.Series:
        """Return the mean size of every word: face and voice added, person by person."""
        people = held_out(run).sel(IG)["attribution_baseline"].sel(baseline=baseline)
        found = {}
        for word in run["word"].values:
            parts = np.abs(people.sel(word=word).transpose("participant", "modality").values)
            found[str(word)] = np.mean([np.nansum(p) for p in parts if np.isfinite(p).any()])
        return pd.Series(found)

    def test_ranks_and_correlations_are_those_of_scipy(self, judged: xr.Dataset) -> None:
        table = figures.table("baseline_ranking", judged)
        own = self.expected(judged, "training_mean")
        assert set(table["baseline"]) == {"training_mean", "zero"}
        for baseline, rows in table.groupby("baseline"):
            sizes = self.expected(judged, baseline)[rows["word"]]
            np.testing.assert_allclose(rows["estimate"], sizes)
            np.testing.assert_array_equal(rows["rank"], scipy_stats.rankdata(-sizes.values))
            r = scipy_stats.spearmanr(sizes, own[rows["word"]]).statistic
            assert rows["correlation"].tolist() == pytest.approx([r] * 8)
        zero = table[table["baseline"] == "zero"]["correlation"]
        assert (zero < 0.999).all()
        assert (table["n"] == 16).all()

    def test_the_run_s_own_baseline_is_the_reference(self, judged: xr.Dataset) -> None:
        judged.attrs["baseline"] = "zero"
        table = figures.table("baseline_ranking", judged)
        assert (table["reference"] == "zero").all()
        same = table.set_index("baseline")["correlation"]
        np.testing.assert_allclose(same["zero"], 1)
        assert (same["training_mean"] < 0.999).all()
        assert "those against the black face, silent vector" in title("baseline_ranking", judged)

    def test_a_reference_that_was_not_checked_is_named(self, judged: xr.Dataset) -> None:
        judged.attrs["baseline"] = "study_mean"
        table = figures.table("baseline_ranking", judged)
        first = str(judged["baseline"].values[0])
        assert (table["reference"] == first).all()
        np.testing.assert_allclose(table.set_index("baseline").loc[first, "correlation"], 1)

    def test_a_word_that_nobody_has_has_no_rank(self, judged: xr.Dataset) -> None:
        judged["attribution_baseline"].loc[{"word": "w07", "baseline": "zero"}] = np.nan
        table = figures.table("baseline_ranking", judged).set_index(["baseline", "word"])
        assert np.isnan(table.loc[("zero", "w07"), "rank"])
        assert sorted(table.loc["zero", "rank"].dropna()) == list(range(1, 8))
        assert table.loc[("training_mean", "w07"), "rank"] >= 1

    def test_four_people_are_not_ranked(self, judged: xr.Dataset) -> None:
        table = figures.table("baseline_ranking", held_out(judged).isel(participant=slice(4)))
        assert (table["n"] == 4).all()
        assert table[["estimate", "rank", "correlation"]].isna().all(axis=None)

    def test_a_line_a_word_and_a_name_a_valence(self, judged: xr.Dataset) -> None:
        table = figures.table("baseline_ranking", judged).set_index(["baseline", "word"])
        drawn = figures.draw("baseline_ranking", judged)
        baselines = list(dict.fromkeys(table.index.get_level_values(0)))
        for line, word in zip(drawn.data, table.loc[baselines[0]].index, strict=True):
            expected = [table.loc[(name, word), "rank"] for name in baselines]
            assert list(line.y) == expected
        assert drawn.layout.showlegend
        named = [line.name for line in drawn.data if line.showlegend]
        assert sorted(named) == ["Negative word", "Positive word"]


class TestPlantedTruth:
    def scores(self, run: xr.Dataset, values: xr.DataArray) -> dict[str, np.ndarray]:
        cells = product(run["word"].values, run["modality"].values)
        found: dict[str, list[float]] = {"cohort_difference": [], "mean_magnitude": []}
        for word, modality in cells:
            cell = values.sel(word=word, modality=modality)
            gap = abs(mean_of(cell, "depressed") - mean_of(cell, "healthy"))
            found["cohort_difference"].append(gap)
            found["mean_magnitude"].append(np.nanmean(np.abs(cell.values)))
        return {name: np.array(scores) for name, scores in found.items()}

    def test_estimate_control_and_precision_against_scikit_learn(self, judged: xr.Dataset) -> None:
        table = figures.table("planted_truth", judged, n_bootstrap=20)
        people = held_out(judged)
        truth = people["planted"].transpose("word", "modality").values.ravel() != 0
        assert len(table) == 3 * 2
        for row in table.itertuples():
            of_method = people.sel({"method": row.method})
            score = self.scores(people, of_method["attribution"])[row.panel]
            assert row.estimate == pytest.approx(roc_auc_score(truth, score))
            untrained = of_method["attribution_untrained"]
            copies = [
                roc_auc_score(truth, self.scores(people, untrained.isel(copy=i))[row.panel])
                for i in range(5)
            ]
            assert row.control_low == pytest.approx(min(copies))
            assert row.control_high == pytest.approx(max(copies))
            first = np.argsort(-score)[: truth.sum()]
            assert row.precision == pytest.approx(truth[first].mean())
        assert (table["n"] == 16).all()
        assert (table["planted"] == 2).all()
        drawn = figures.draw("planted_truth", judged, n_bootstrap=20)
        bands = [trace for trace in drawn.data if trace.mode == "lines"]
        for band, panel in zip(bands, ("cohort_difference", "mean_magnitude"), strict=True):
            rows = table[table["panel"] == panel]
            np.testing.assert_array_equal(np.array(band.x, float)[0::3], rows["control_low"])
            np.testing.assert_array_equal(np.array(band.x, float)[1::3], rows["control_high"])

    def test_the_interval_is_that_of_people_redrawn_within_their_group(
        self, judged: xr.Dataset
    ) -> None:
        run = judged.sel({"method": ["integrated_gradients"]})
        row = figures.table("planted_truth", run, n_bootstrap=1500).iloc[1]
        people = held_out(run)
        truth = people["planted"].transpose("word", "modality").values.ravel() != 0
        values = people["attribution"].isel(method=0).stack(cell=("word", "modality"))
        values = np.abs(values.transpose("participant", "cell").values)
        groups = [np.flatnonzero(people["group"].values == g) for g in ("depressed", "healthy")]
        rng = np.random.default_rng(99)
        found = []
        for _ in range(1500):
            drawn = np.concatenate([rng.choice(group, len(group)) for group in groups])
            found.append(roc_auc_score(truth, np.nanmean(values[drawn], axis=0)))
        assert row["panel"] == "mean_magnitude"
        expected = np.quantile(found, [0.025, 0.975])
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(expected), abs=0.04)

    def test_cells_that_stand_out_are_found_and_the_reverse(self, judged: xr.Dataset) -> None:
        planted = judged["planted"] != 0
        depressed = judged["group"] == "depressed"
        for found, where in ((1.0, planted), (0.0, ~planted)):
            quiet = judged["attribution"] * 1e-6
            loud = quiet + xr.where(where & depressed, 1.0, 0.0) + xr.where(where, 0.1, 0.0)
            run = judged.assign(attribution=loud.transpose(*judged["attribution"].dims))
            table = figures.table("planted_truth", schema.describe(run), n_bootstrap=10)
            for column in ("estimate", "ci_low", "ci_high", "precision"):
                np.testing.assert_array_equal(table[column], found)

    def test_people_of_neither_group_count_nowhere(self, judged: xr.Dataset) -> None:
        other = judged["participant"].isin(["sub-009", "sub-022"])
        renamed = judged.assign_coords(group=judged["group"].where(~other, "other").astype(str))
        for name in ("attribution", "attribution_untrained"):
            noise = np.random.default_rng(5).normal(0, 50, renamed[name].shape)
            loud = renamed[name].where(~other, noise)
            renamed[name] = loud.transpose(*renamed[name].dims)
        without = judged.isel(participant=~other.values)
        got, expected = (
            figures.table("planted_truth", run, n_bootstrap=10) for run in (renamed, without)
        )
        assert (got["n"] == 14).all()
        pd.testing.assert_frame_equal(got, expected)

    def test_without_copies_there_is_no_control(self, judged: xr.Dataset) -> None:
        run = judged.drop_vars("attribution_untrained")
        table = figures.table("planted_truth", run, n_bootstrap=10)
        assert table[["control_low", "control_high"]].isna().all(axis=None)
        assert table["estimate"].notna().all()

    def test_a_group_of_four_is_not_described(self, judged: xr.Dataset) -> None:
        people = held_out(judged)
        four = np.flatnonzero(people["group"].values == "healthy")[:4]
        others = np.flatnonzero(people["group"].values == "depressed")
        run = people.isel(participant=np.concatenate([four, others]))
        table = figures.table("planted_truth", run, n_bootstrap=10)
        assert (table["n"] == 12).all()
        columns = ["estimate", "ci_low", "control_low", "precision"]
        assert table[columns].isna().all(axis=None)


class TestPlantedTruthOfScores:
    def test_cells_are_ranked_by_how_they_follow_the_severity(self) -> None:
        run = schema.example(3, participants=20, checked=True, target=Target.of_scale("BDI-II"))
        people = held_out(run)
        truth = people["planted"].transpose("word", "modality").values.ravel() != 0
        severity = people["severity"].values
        table = figures.table("planted_truth", run, n_bootstrap=20).set_index(["method", "panel"])
        for method in run["method"].values:
            cells = people["attribution"].sel({"method": method}).stack(cell=("word", "modality"))
            score = [
                abs(np.corrcoef(own[there], severity[there])[0, 1])
                for own in cells.transpose("cell", "participant").values
                if (there := np.isfinite(own)).any()
            ]
            row = table.loc[(method, "severity_correlation")]
            assert row["estimate"] == pytest.approx(roc_auc_score(truth, score))
            assert row["ci_low"] <= row["estimate"] <= row["ci_high"]
        drawn = figures.draw("planted_truth", run, n_bootstrap=2)
        assert "follows the severity" in title("planted_truth", run, n_bootstrap=2)
        assert "Correlation with severity" in drawn.layout.xaxis.title.text
        said = export.caption("planted_truth", run)
        assert "by how closely their attribution follows the severity over people" in said
