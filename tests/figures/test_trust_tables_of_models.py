"""The numbers behind the figures that judge by other models, and who enters any of them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats as scipy_stats

from depformer import figures, schema
from tests.judged_run import held_out, mean_of, student, title

IG = {"method": "integrated_gradients"}
NUMBERS = ["n", "estimate", "ci_low", "ci_high"]
COUNTED = {  # held out, all; not everybody has every check
    "valence_shapley": (8, 12),
    **dict.fromkeys(("deletion_curves", "faithfulness", "randomisation", "stability"), (15, 23)),
}
STAGES = ("heads", "sharing", "stack_2", "stack_1", "stack_0", "embedding", "adapter")


class TestRandomisation:
    def test_stages_run_from_the_output_down_with_the_means_of_scipy(
        self, judged: xr.Dataset
    ) -> None:
        table = figures.table("randomisation", judged)
        checks = held_out(judged)["faithfulness"]
        expected = list(product(judged["method"].values, ("sign", "size"), STAGES))
        rows = list(zip(table["method"], table["compared"], table["stage"].str[14:], strict=True))
        assert rows == expected
        for row in table.itertuples():
            size = "size_" if row.compared == "size" else ""
            metric = f"randomisation_{size}{row.stage[14:]}"
            values = checks.sel({"method": row.method, "metric": metric}).values
            got = (row.n, row.estimate, row.ci_low, row.ci_high)
            assert got == pytest.approx(student(values))

    @pytest.mark.parametrize("method", ["integrated_gradients", "occlusion"])
    def test_the_chosen_method_stands_out(self, judged: xr.Dataset, method: str) -> None:
        table = figures.table("randomisation", judged)
        lines = figures.draw("randomisation", judged, method=method).data
        own = table[table["method"] == method].set_index("compared")["estimate"]
        for axis, compared in (("x", "sign"), ("x2", "size")):
            *others, chosen = (line for line in lines if line.xaxis == axis)  # over the others
            assert max(line.line.width for line in others) < chosen.line.width
            assert chosen.name == method.replace("_", " ").capitalize()
            np.testing.assert_array_equal(chosen.y, own[compared])
            assert chosen.error_y.visible
            assert not any(line.error_y.visible for line in others)

    @pytest.mark.parametrize("correlation", [-0.9, -0.1, 0.9])
    def test_no_correlation_lies_outside_the_axes(
        self, judged: xr.Dataset, correlation: float
    ) -> None:
        judged["faithfulness"].loc[{**IG, "metric": "randomisation_heads"}] = correlation
        low, high = figures.draw("randomisation", judged).layout.yaxis.range
        assert low < min(correlation, 0)
        assert high > 1


class TestUntrainedBand:
    def expected(self, run: xr.Dataset, value: str) -> dict[tuple[str, str], list[float]]:
        """Return the trained model's number, then each copy's, of every cell."""
        people = held_out(run).sel(IG)
        models = [people["attribution"]]
        models += [people["attribution_untrained"].isel(copy=i) for i in range(5)]
        found: dict[tuple[str, str], list[float]] = {}
        for model in models:
            all_sizes = np.abs(model.values)
            size = all_sizes[np.isfinite(all_sizes)].mean()
            for word, modality in product(run["word"].values, run["modality"].values):
                cell = model.sel(word=word, modality=modality)
                if value == "difference":
                    number = mean_of(cell, "depressed") - mean_of(cell, "healthy")
                else:
                    known = cell.values[np.isfinite(cell.values)]
                    number = np.abs(known).mean()
                found.setdefault((str(word), str(modality)), []).append(number / size)
        return found

    @pytest.mark.parametrize("value", ["difference", "magnitude"])
    def test_dots_and_bands_by_hand(self, judged: xr.Dataset, value: str) -> None:
        table = figures.table("untrained_band", judged, value=value)
        by_hand = self.expected(judged, value)
        assert len(table) == len(by_hand) == 16
        for row in table.itertuples():
            own, *copies = by_hand[row.word, row.modality]
            low, high = np.percentile(copies, [0, 100])
            got = (row.estimate, row.control_low, row.control_high)
            assert got == pytest.approx((own, low, high))
            assert row.outside == (not low <= own <= high)
        assert (table["n"] == 16).all()
        assert (table["copies"] == 5).all()
        assert 0 < table["outside"].sum() < 16
        copies = np.array([each[1:] for each in by_hand.values()]).T  # (copy, cell)
        shares = []
        for i, one in enumerate(copies):
            others = np.delete(copies, i, axis=0)
            shares.append(((one < others.min(axis=0)) | (one > others.max(axis=0))).mean())
        assert table["untrained_share"].unique() == pytest.approx([max(shares)])

    def test_each_model_is_its_own_measure(self, judged: xr.Dataset) -> None:
        """A copy whose logits are a hundred times larger makes no wider band."""
        before = figures.table("untrained_band", judged)
        scale = xr.DataArray([100.0, 1, 0.01, 1, 7], dims="copy")
        louder = judged.assign(attribution_untrained=judged["attribution_untrained"] * scale)
        after = figures.table("untrained_band", schema.describe(louder))
        pd.testing.assert_frame_equal(before, after)

    def test_people_of_neither_group_count_nowhere(self, judged: xr.Dataset) -> None:
        other = judged["participant"].isin(["sub-009", "sub-022"])
        renamed = judged.assign_coords(group=judged["group"].where(~other, "other").astype(str))
        for name in ("attribution", "attribution_untrained"):
            loud = renamed[name].where(~other, 50.0)
            renamed[name] = loud.transpose(*renamed[name].dims)
        without = judged.isel(participant=~other.values)
        for value in ("difference", "magnitude"):
            got, expected = (
                figures.table("untrained_band", run, value=value) for run in (renamed, without)
            )
            assert (got["n"] == 14).all()
            pd.testing.assert_frame_equal(got, expected)

    def test_the_title_counts_the_cells_outside(self, judged: xr.Dataset) -> None:
        cell = {"word": "w01", "modality": "face"}
        judged["attribution"].loc[{**IG, **cell}] = np.nan
        table = figures.table("untrained_band", judged)
        assert table["estimate"].isna().sum() == 1
        drawn = figures.draw("untrained_band", judged)
        outside = int(table["outside"].sum())
        said = title("untrained_band", judged)
        limit = round(table["untrained_share"].iloc[0] * 15)
        assert f"{outside} of 15 faces and voices lie outside; of one more copy, up to" in said
        assert f"up to {limit} would in 95 of 100 cases" in said
        dots = [trace for trace in drawn.data if trace.mode == "markers"]
        for dot, modality in zip(dots, ("face", "audio"), strict=True):
            rows = table[table["modality"] == modality]
            np.testing.assert_array_equal(dot.x, rows["estimate"])
        bands = [trace for trace in drawn.data if trace.mode == "lines"]
        for band, modality in zip(bands, ("face", "audio"), strict=True):
            rows = table[table["modality"] == modality]
            np.testing.assert_array_equal(np.array(band.x, float)[0::3], rows["control_low"])
            np.testing.assert_array_equal(np.array(band.x, float)[1::3], rows["control_high"])
            assert [end for end in band.y if end is not None] == np.repeat(range(8), 2).tolist()

    def test_a_group_of_four_is_not_described(self, judged: xr.Dataset) -> None:
        people = held_out(judged)
        four = np.flatnonzero(people["group"].values == "healthy")[:4]
        others = np.flatnonzero(people["group"].values == "depressed")
        run = people.isel(participant=np.concatenate([four, others]))
        table = figures.table("untrained_band", run)
        assert (table["n"] == 12).all()
        assert table[["estimate", "control_low", "control_high"]].isna().all(axis=None)
        assert not table["outside"].any()


class TestStability:
    def test_the_three_spreads_are_those_of_scipy_and_apart(self, judged: xr.Dataset) -> None:
        table = figures.table("stability", judged)
        checks = held_out(judged)["faithfulness"]
        assert len(table) == 3 * 3
        for row in table.itertuples():
            values = checks.sel({"method": row.method})
            shared = values.sel(metric=f"overlap_{row.panel}").values
            got = (row.n, row.estimate, row.ci_low, row.ci_high)
            assert got == pytest.approx(student(shared))
            w = values.sel(metric=f"stability_{row.panel}").values
            assert row.kendall_w == pytest.approx(np.nanmean(w))

    @pytest.mark.parametrize("top", [None, 3])
    def test_chance_is_hypergeometric(self, judged: xr.Dataset, top: int | None) -> None:
        if top:
            judged.attrs["checks"] = f'{{"top": {top}}}'
        k = top or 10
        shared = np.arange(max(0, 2 * k - 16), k + 1)
        expected = (scipy_stats.hypergeom(16, k, k).pmf(shared) * shared / (2 * k - shared)).sum()
        table = figures.table("stability", judged)
        assert table["control_low"].tolist() == pytest.approx([expected] * 9)
        assert table["control_high"].tolist() == table["control_low"].tolist()

    def test_a_spread_that_was_not_computed_is_named_and_has_no_panel(
        self, judged: xr.Dataset
    ) -> None:
        judged["faithfulness"].loc[{"metric": ["overlap_seeds", "stability_seeds"]}] = np.nan
        table = figures.table("stability", judged).set_index("panel")
        assert table.loc["seeds", ["estimate", "control_low", "kendall_w"]].isna().all(axis=None)
        assert table.loc[["folds", "samples"], "estimate"].notna().all()
        assert "Not computed: other trainings." in title("stability", judged)
        drawn = figures.draw("stability", judged)
        dots = [trace for trace in drawn.data if trace.mode == "markers"]
        assert len(dots) == 2
        np.testing.assert_array_equal(dots[1].x, table.loc["samples", "estimate"])


@pytest.mark.parametrize(
    "name",
    [
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
    ],
)
class TestEveryCheck:
    def test_training_people_enter_on_request_and_are_said(
        self, judged: xr.Dataset, name: str
    ) -> None:
        plain, everybody = (figures.table(name, judged, role=role) for role in ("held_out", "all"))
        assert (plain["role"] == "held_out").all()
        assert (everybody["role"] == "all").all()
        counts = [each["n"].max() if "n" in each else len(each) for each in (plain, everybody)]
        assert tuple(counts) == COUNTED.get(name, (16, 24))
        assert "held-out participants" in title(name, judged).lower()
        assert "training included" in title(name, judged, role="all")

    def test_training_people_change_nothing_unasked(self, judged: xr.Dataset, name: str) -> None:
        pd.testing.assert_frame_equal(
            figures.table(name, judged), figures.table(name, held_out(judged))
        )
