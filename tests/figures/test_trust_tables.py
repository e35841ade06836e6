"""The numbers behind the figures that judge one explanation, against SciPy and by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer import figures, schema
from depformer.labels import CURVES
from tests.judged_run import held_out, judged_run, student, title

IG = {"method": "integrated_gradients"}
NUMBERS = ["n", "estimate", "ci_low", "ci_high"]


def few(run: xr.Dataset, people: int) -> xr.Dataset:
    """So many held-out people of each group."""
    kept = held_out(run)
    groups = kept["group"].values
    first = [np.flatnonzero(groups == group)[:people] for group in ("depressed", "healthy")]
    return kept.isel(participant=np.concatenate(first))


class TestValenceShapley:
    def test_means_and_intervals_of_each_group_are_those_of_scipy(self, judged: xr.Dataset) -> None:
        table = figures.table("valence_shapley", judged)
        people = held_out(judged)
        for row in table.itertuples():
            of_group = people.isel(participant=people["group"].values == row.group)
            if row.player_2:
                cells = of_group["coalition_interaction"].sel(player_2=row.player_2)
            else:
                cells = of_group["coalition_value"]
            expected = student(cells.sel(player=row.player).values)
            assert (row.n, row.estimate, row.ci_low, row.ci_high) == pytest.approx(expected)

    def test_every_player_and_every_pair_once_a_group(self, judged: xr.Dataset) -> None:
        table = figures.table("valence_shapley", judged)
        players = judged["player"].values.tolist()
        expected = {(one, "") for one in players} | set(combinations(players, 2))
        for _, rows in table.groupby("group"):
            assert len(rows) == 10
            assert set(zip(rows["player"], rows["player_2"], strict=True)) == expected

    def test_what_one_person_lacks_leaves_out_nobody_else(self, judged: xr.Dataset) -> None:
        table = figures.table("valence_shapley", judged)
        values = table[table["player_2"] == ""].drop_duplicates("group").set_index("group")["n"]
        pairs = table[table["player_2"] != ""].drop_duplicates("group").set_index("group")["n"]
        assert values.to_dict() == {"depressed": 7, "healthy": 8}
        assert pairs.to_dict() == {"depressed": 8, "healthy": 8}

    def test_fewer_than_five_are_counted_and_not_described(self, judged: xr.Dataset) -> None:
        people = held_out(judged).drop_sel(participant="sub-005")
        for n, shown in ((4, False), (5, True)):
            table = figures.table("valence_shapley", few(people, n))
            assert (table["n"] == n).all()
            assert table[NUMBERS[1:]].notna().all(axis=None) == shown
            assert table[NUMBERS[1:]].notna().any(axis=None) == shown

    def test_the_dots_are_the_table(self, judged: xr.Dataset) -> None:
        table = figures.table("valence_shapley", judged)
        drawn = figures.draw("valence_shapley", judged)
        for trace, group in zip(drawn.data, ("depressed", "healthy"), strict=True):
            rows = table[table["group"] == group]
            np.testing.assert_array_equal(trace.x, rows["estimate"])
            np.testing.assert_allclose(trace.x + trace.error_x.array, rows["ci_high"])
            np.testing.assert_allclose(trace.x - trace.error_x.arrayminus, rows["ci_low"])
            assert trace.name.endswith(f"(n = {rows['n'].max()})")


class TestCompleteness:
    def test_the_gap_is_the_sum_less_the_logit_difference(self, judged: xr.Dataset) -> None:
        """Each held-out person against numbers that were set: logit and logit of the baseline."""
        rng = np.random.default_rng(1)
        difference = xr.DataArray(rng.normal(size=24), {"participant": judged["participant"]})
        values = judged["attribution"].sel(IG)
        judged["completeness_gap"].loc[IG] = values.sum(("word", "modality")) - difference
        table = figures.table("completeness", judged).set_index("participant")
        people = held_out(judged)
        assert set(table.index) == set(people["participant"].values)
        for person, row in table.iterrows():
            parts = values.sel(participant=person).values
            expected = float(difference.sel(participant=person))
            assert row["sum"] == pytest.approx(parts[np.isfinite(parts)].sum())
            assert row["difference"] == pytest.approx(expected)
            assert row["gap"] == pytest.approx(row["sum"] - expected)
            assert row["group"] == str(judged["group"].sel(participant=person).item())

    def test_small_is_below_a_fiftieth_of_the_standard_deviation(self, judged: xr.Dataset) -> None:
        people = held_out(judged)["participant"].values
        sums = held_out(judged)["attribution"].sel(IG).sum(("word", "modality")).values
        gaps = np.where(np.arange(len(people)) < 4, 0.5, 1e-6)
        judged["completeness_gap"].loc[{**IG, "participant": people}] = gaps
        table = figures.table("completeness", judged).set_index("participant").loc[people]
        sd = (sums - gaps).std(ddof=1)
        np.testing.assert_allclose(table["share_of_sd"], gaps / sd)
        assert table["share_small"].tolist() == [12 / 16] * 16
        assert "in 75 % of them" in title("completeness", judged)
        assert "n = 16" in title("completeness", judged)

    def test_a_method_that_claims_no_sum_has_none(self, judged: xr.Dataset) -> None:
        table = figures.table("completeness", judged, method="attention_query")
        assert table[["gap", "difference", "sum", "share_small"]].isna().all(axis=None)
        assert not table["complete"].any()

    def test_no_spread_over_people_is_said_of_one_person(self, judged: xr.Dataset) -> None:
        run = held_out(judged).sel(participant=["sub-005"])
        table = figures.table("completeness", run)
        assert table["gap"].notna().all()
        assert table["share_of_sd"].isna().all()
        said = title("completeness", run)
        assert "nan" not in said
        assert "n = 1." in said


class TestDeletionCurves:
    def test_every_step_is_the_mean_and_interval_of_scipy(self, judged: xr.Dataset) -> None:
        table = figures.table("deletion_curves", judged).set_index(["curve", "step"])
        curves = held_out(judged)["curve"].sel(IG)
        assert len(table) == len(CURVES) * 9
        for (name, step), row in table.iterrows():
            expected = student(curves.sel(curve_metric=name, step=step).values)
            assert tuple(row[NUMBERS]) == pytest.approx(expected)
            assert row["share"] == step / 8
        assert (table["n"] == 15).all()

    def test_better_counts_people_whose_area_beats_their_random_orders(
        self, judged: xr.Dataset
    ) -> None:
        table = figures.table("deletion_curves", judged).drop_duplicates("curve")
        checks = held_out(judged)["faithfulness"].sel(IG)
        counted = dict.fromkeys(CURVES, 0)
        for person in checks["participant"].values:
            area = checks.sel(participant=person).to_series()
            for end in ("", "_random"):
                counted[f"deletion{end}"] += int(area["deletion"] < area["deletion_random"])
                counted[f"insertion{end}"] += int(area["insertion"] > area["insertion_random"])
        assert table.set_index("curve")["better"].to_dict() == counted
        said = f"muting in {counted['deletion']}, showing in {counted['insertion']} of 15 people"
        assert said in title("deletion_curves", judged)

    def test_equal_is_not_better(self, judged: xr.Dataset) -> None:
        judged["faithfulness"].loc[IG] = 0.4
        assert (figures.table("deletion_curves", judged)["better"] == 0).all()

    def test_fewer_than_five_are_not_described(self, judged: xr.Dataset) -> None:
        table = figures.table("deletion_curves", held_out(judged).isel(participant=slice(4)))
        assert table[["estimate", "ci_low", "ci_high", "better"]].isna().all(axis=None)
        assert table["n"].max() <= 4

    def test_the_lines_are_the_table_in_percent(self, judged: xr.Dataset) -> None:
        table = figures.table("deletion_curves", judged)
        drawn = figures.draw("deletion_curves", judged)
        lines = [trace for trace in drawn.data if trace.fill != "toself"]
        names = ("deletion_random", "deletion", "insertion_random", "insertion")
        for line, name in zip(lines, names, strict=True):
            rows = table[table["curve"] == name]
            np.testing.assert_array_equal(line.y, rows["estimate"])
            np.testing.assert_allclose(line.x, np.linspace(0, 100, 9))
            assert line.xaxis == ("x" if "deletion" in name else "x2")
            assert line.name == ("Random order" if "random" in name else "Method")
        bands = [trace for trace in drawn.data if trace.fill == "toself"]
        for band, name in zip(bands, names, strict=True):
            rows = table[table["curve"] == name]
            steps = np.linspace(0, 100, 9)
            np.testing.assert_allclose(band.x, [*steps, *steps[::-1]])
            np.testing.assert_array_equal(band.y[:9], rows["ci_high"])
            np.testing.assert_array_equal(band.y[:8:-1], rows["ci_low"])


class TestFaithfulness:
    def test_dots_and_controls_are_those_of_scipy(self, judged: xr.Dataset) -> None:
        table = figures.table("faithfulness", judged).set_index(["method", "panel"])
        checks = held_out(judged)["faithfulness"]
        assert len(table) == 3 * 3
        for (method, panel), row in table.iterrows():
            values = checks.sel({"method": method})
            assert tuple(row[NUMBERS]) == pytest.approx(student(values.sel(metric=panel).values))
            if panel == "polarity":
                assert row[["control_low", "control_high"]].isna().all()
                assert row["unit"] == "1"
            else:
                random = np.nanmean(values.sel(metric=f"{panel}_random").values)
                assert row["control_low"] == row["control_high"] == pytest.approx(random)
                assert row["unit"] == "logit"

    def test_methods_stand_down_the_page_and_panels_side_by_side(self, judged: xr.Dataset) -> None:
        table = figures.table("faithfulness", judged)
        drawn = figures.draw("faithfulness", judged)
        dots = [trace for trace in drawn.data if trace.mode == "markers"]
        for dot, panel in zip(dots, ("comprehensiveness", "sufficiency", "polarity"), strict=True):
            rows = table[table["panel"] == panel]
            np.testing.assert_array_equal(dot.x, rows["estimate"])
            np.testing.assert_allclose(dot.x + dot.error_x.array, rows["ci_high"])
            np.testing.assert_allclose(dot.x - dot.error_x.arrayminus, rows["ci_low"])
        controls = [trace for trace in drawn.data if trace.mode == "lines"]
        for control, panel in zip(controls, ("comprehensiveness", "sufficiency"), strict=True):
            random = table[table["panel"] == panel]["control_low"].to_numpy()
            np.testing.assert_array_equal(np.array(control.x, float)[0::3], random)
            np.testing.assert_array_equal(np.array(control.x, float)[1::3], random)
            np.testing.assert_allclose(np.array(control.y, float)[0::3], np.arange(3) - 0.3)
        ticks = drawn.layout.yaxis.ticktext
        expected = [name.replace("_", " ").capitalize() for name in judged["method"].values]
        assert list(ticks) == expected
        chance = drawn.layout.shapes[0]
        assert (chance.x0, chance.x1, chance.xref) == (0.5, 0.5, "x3")

    def test_a_run_of_one_method(self, judged: xr.Dataset) -> None:
        whole = figures.table("faithfulness", judged)
        alone = figures.table("faithfulness", judged.sel({"method": ["occlusion"]}))
        kept = whole[whole["method"] == "occlusion"].reset_index(drop=True)
        assert alone.equals(kept)


def by_scipy(run: xr.Dataset, first: str, second: str) -> np.ndarray:
    """Return each held-out person's Spearman correlation of two methods, one by one."""
    people = held_out(run)
    found = []
    for person in people["participant"].values:
        of_person = people["attribution"].sel(participant=person).stack(cell=("word", "modality"))
        a, b = (of_person.sel({"method": name}).values for name in (first, second))
        if "attention_query" in (first, second):
            a, b = np.abs(a), np.abs(b)
        found.append(scipy_stats.spearmanr(a, b, nan_policy="omit").statistic)
    return np.array(found)


class TestAgreement:
    def test_each_pair_is_the_mean_over_people_of_scipy(self, judged: xr.Dataset) -> None:
        table = figures.table("agreement", judged).set_index(["method", "method_2"])
        assert len(table) == 9
        for (first, second), row in table.iterrows():
            each = by_scipy(judged, first, second)
            if first == second:
                assert row["estimate"] == pytest.approx(1)
                continue
            assert tuple(row[NUMBERS]) == pytest.approx(student(each))
            assert (row["lowest"], row["highest"]) == pytest.approx((each.min(), each.max()))
            signed = {first, second} == {"integrated_gradients", "occlusion"}
            assert row["compared"] == ("signed" if signed else "absolute")

    def test_only_sizes_meet_a_method_without_a_sign(self, judged: xr.Dataset) -> None:
        chosen = {"method": ["integrated_gradients", "attention_query"]}
        before = figures.table("agreement", judged)
        judged["attribution"].loc[IG] = -judged["attribution"].sel(IG)
        after = figures.table("agreement", judged)
        turned = after["estimate"] / before["estimate"]
        signed = (before["compared"] == "signed") & (before["method"] != before["method_2"])
        np.testing.assert_allclose(turned, np.where(signed, -1, 1))
        assert figures.table("agreement", judged.sel(chosen))["estimate"].notna().all()

    @settings(max_examples=15, deadline=None)
    @given(st.integers(0, 500), st.integers(3, 9), st.floats(0.1, 20))
    def test_symmetric_and_blind_to_monotone_maps(
        self, seed: int, words: int, scale: float
    ) -> None:
        run = judged_run(seed, words=words)
        wide = figures.table("agreement", run).pivot(
            index="method", columns="method_2", values="estimate"
        )
        np.testing.assert_allclose(wide, wide.T)
        np.testing.assert_allclose(np.diag(wide), 1)
        assert (wide.abs() <= 1 + 1e-12).all(axis=None)
        bent = run.assign(attribution=np.sign(run["attribution"]) * run["attribution"] ** 2 * scale)
        bent = schema.describe(bent)
        other = figures.table("agreement", bent).pivot(
            index="method", columns="method_2", values="estimate"
        )
        np.testing.assert_allclose(wide, other)

    def test_the_matrix_says_what_the_table_says(self, judged: xr.Dataset) -> None:
        table = figures.table("agreement", judged)
        heat = figures.draw("agreement", judged).data[0]
        order = judged["method"].values.tolist()
        cells = table.set_index(["method", "method_2"])
        for i, first in enumerate(order):
            for j, second in enumerate(order):
                row = cells.loc[(first, second)]
                assert heat.z[i][j] == row["estimate"]
                assert heat.customdata[i][j].tolist() == [row["lowest"], row["highest"]]
                star = "*" if row["compared"] == "absolute" else ""
                assert heat.text[i][j] == f"{row['estimate']:.2f}{star}"

    def test_fewer_than_five_people(self, judged: xr.Dataset) -> None:
        table = figures.table("agreement", held_out(judged).isel(participant=slice(4)))
        assert (table["n"] == 4).all()
        assert table[["estimate", "ci_low", "lowest", "highest"]].isna().all(axis=None)
