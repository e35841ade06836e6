"""Sentences of results: each number, side and name stands where it belongs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from depformer.report import sentences
from depformer.report.plain import plain, unbroken

PERFORMANCE = pd.DataFrame(
    {
        "metric": ["accuracy", "auc"],
        "estimate": [0.81, 0.87],
        "ci_low": [0.7, 0.75],
        "ci_high": [0.9, 0.95],
        "n": [48, 48],
    }
)
BALANCE = pd.DataFrame(
    {
        "part": ["modality"] * 4 + ["branch"],
        "modality": ["face", "audio", "face", "audio", "audio"],
        "group": ["depressed", "depressed", "healthy", "healthy", "healthy"],
        "estimate": [0.7, 0.3, 0.55, 0.45, 0.99],
    }
)


def test_the_overview_says_accuracy_auc_and_the_voice_of_each_group() -> None:
    assert sentences.overview(PERFORMANCE, BALANCE) == (
        "In 48 held-out participants the model's accuracy was 0.81 (95 % CI 0.70 to 0.90) and its "
        "AUC 0.87 (95 % CI 0.75 to 0.95). The voice carried 30% in depressed participants and 45% "
        "in healthy participants of the absolute attribution."
    )


def test_the_overview_leaves_out_what_is_not_known() -> None:
    one = PERFORMANCE.assign(n=1, estimate=[1.0, float("nan")])
    nothing = BALANCE.assign(estimate=float("nan"))
    assert sentences.overview(one, nothing) == (
        "In 1 held-out participant the model's accuracy was 1.00 (95 % CI 0.70 to 0.90)."
    )
    assert "not known" in sentences.overview(PERFORMANCE.assign(n=0), BALANCE)


CURVES = pd.DataFrame(
    {
        "curve": ["deletion", "deletion", "insertion"],
        "n": [20, 20, 20],
        "better": [14.0, 14.0, 3.0],
    }
)
CHANGES = pd.DataFrame(
    {
        "method": ["occlusion", "occlusion", "occlusion", "rollout"],
        "compared": ["sign", "sign", "size", "sign"],
        "stage": ["heads", "adapter", "adapter", "adapter"],
        "estimate": [0.6, -0.12, 0.5, 0.9],
    }
)


def test_trust_says_how_many_fall_faster_and_the_last_stage_of_the_method() -> None:
    said = sentences.trust(CURVES, CHANGES, "occlusion")
    assert said.startswith("When the words that occlusion ranks first are muted")
    assert "in 14 of 20 held-out participants" in said
    assert "correlation of −0.12 with that of the trained model" in said
    alone = sentences.trust(CURVES, CHANGES[CHANGES["method"] == "rollout"], "occlusion")
    assert alone.endswith("(a random order does so in about half).")
    few = sentences.trust(CURVES.assign(better=float("nan"), n=1), CHANGES, "occlusion")
    assert few == "The checks of 1 held-out participant are too few to sum up."


def profile(values: list[float], *, signed: bool = True) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "participant": "sub-003",
            "signed": signed,
            "probability": 0.734,
            "gloss": ["joy", "joy", "grief", "grief"],
            "modality": ["face", "audio"] * 2,
            "attribution": values,
        }
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            [0.1, -0.2, 0.5, 0.3],
            "the face of 'grief' has the largest attribution, +0.50 logit towards depressed.",
        ),
        (
            [0.1, -0.6, 0.5, 0.3],
            "the voice of 'joy' has the largest attribution, −0.60 logit towards healthy.",
        ),
        (
            [float("nan"), 0.0, 0.01, -0.02],
            "the voice of 'grief' has the largest attribution, −0.02 logit towards healthy.",
        ),
        ([float("nan")] * 4, "this method has no value for this person."),
    ],
)
def test_a_person_s_largest_cell_is_said_with_its_side(values: list[float], said: str) -> None:
    start = "For sub-003 (depressed, held out) the model gave p(depressed) = 0.73; "
    assert sentences.participant(profile(values), "depressed", "test", "gloss") == start + said


def test_values_without_a_sign_have_no_side() -> None:
    table = profile([0.1, 0.2, 0.75, 0.3], signed=False)
    assert sentences.participant(table, "healthy", "new", "gloss").endswith(
        "the largest value is that of the face of 'grief' (0.75)."
    )


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        (0.8, 0.6, "from 0.80 to 0.60: the prediction stays on the side 'depressed'."),
        (0.8, 0.3, "from 0.80 to 0.30: the prediction changes to the side 'healthy'."),
        (0.2, 0.4, "from 0.20 to 0.40: the prediction stays on the side 'healthy'."),
        (0.2, 0.9, "from 0.20 to 0.90: the prediction changes to the side 'depressed'."),
        (0.5, 0.9, "from 0.50 to 0.90: the prediction changes to the side 'depressed'."),
    ],
)
def test_a_what_if_says_where_the_prediction_goes(before: float, after: float, end: str) -> None:
    table = pd.DataFrame({"state": ["recorded", "replaced"], "probability": [before, after]})
    said = sentences.what_if(table, "sub-003", ["joy", "grief"], ("face",), "the baseline")
    assert said == (
        "With the face of 'joy' and 'grief' of sub-003 replaced by the baseline, p(depressed) goes "
        + end
    )


def test_a_what_if_counts_many_words_and_names_both_modalities() -> None:
    table = pd.DataFrame({"state": ["recorded", "replaced"], "probability": [0.8, 0.7]})
    asked: Any = (table, "sub-003", list("abcd"), ("face", "audio"), "those of sub-009")
    assert sentences.what_if(*asked).startswith(
        "With the face and voice of 4 words of sub-003 replaced by those of sub-009"
    )
    three = sentences.what_if(table, "sub-003", list("abc"), ("audio",), "x")
    assert "the voice of 'a', 'b' and 'c' of sub-003" in three


def scores(attending: dict[str, int], heads: int = 8, u: int = 5) -> pd.DataFrame:
    """Return one row a word and head; the first so many heads of a word select its query."""
    return pd.DataFrame(
        [
            {
                "participant": "sub-003",
                "stream": "face",
                "word": f"w-{name}",
                "gloss": name,
                "head": head,
                "selected": head < count,
                "u": u,
            }
            for name, count in attending.items()
            for head in range(heads)
        ]
    )


@pytest.mark.parametrize(
    ("attending", "said"),
    [
        ({"joy": 3, "grief": 6, "tree": 5}, "the query of 'grief' attends in 6 of 8 heads"),
        ({"joy": 6, "grief": 6, "tree": 5}, "the queries of 'joy' and 'grief' attend in 6 of 8"),
        (dict.fromkeys("abcd", 2), "the queries of 4 words, among them 'a' and 'b' attend in 2"),
    ],
)
def test_the_words_with_most_heads_are_named(attending: dict[str, int], said: str) -> None:
    found = sentences.words(scores(attending), "gloss")
    assert found.startswith("For sub-003 ")
    assert said in found
    assert "of the stream 'face' (among the model's u = 5 most active queries)" in found


def test_a_stream_in_which_nobody_attends_is_said() -> None:
    nobody = sentences.words(scores({"joy": 0, "grief": 0}), "gloss")
    assert nobody == "For sub-003 no query attends in the stream 'face'."


def cells(estimates: list[float], *, unit: str = "logit", a: str = "depressed") -> pd.DataFrame:
    """Return cells whose intervals reach 0.1 to either side."""
    b = "healthy" if a == "depressed" else "depressed"
    table = pd.DataFrame(
        {
            "contrast": f"{a} - {b}",
            "gloss": [f"word {i}" for i in range(len(estimates))],
            "modality": ["face", "audio"] * (len(estimates) // 2),
            "estimate": estimates,
            "unit": unit,
        }
    )
    table["ci_low"], table["ci_high"] = table["estimate"] - 0.1, table["estimate"] + 0.1
    table["filled"] = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    return table


COUNTED = pd.DataFrame(
    {"expected": [2.4], "range_low": [0], "range_high": [7], "n_permutations": [999]}
)
MEANING = (
    " A difference here is one of what the model made of the recordings, which need not be a "
    "difference in the recordings."
)


def by_chance(*, within_folds: bool = False) -> pd.DataFrame:
    return COUNTED.assign(within_folds=within_folds)


@pytest.mark.parametrize(
    ("largest", "a", "end"),
    [
        (0.4, "depressed", "+0.40 logit (95 % CI +0.30 to +0.50), higher in depressed."),
        (-0.4, "depressed", "−0.40 logit (95 % CI −0.50 to −0.30), lower in depressed."),
        (0.4, "healthy", "+0.40 logit (95 % CI +0.30 to +0.50), higher in healthy."),
        (-0.4, "healthy", "−0.40 logit (95 % CI −0.50 to −0.30), lower in healthy."),
    ],
)
def test_the_largest_difference_is_said_with_its_side_and_interval(
    largest: float, a: str, end: str
) -> None:
    said = sentences.cohorts(cells([0.2, 0.05, -0.3, largest], a=a), by_chance(), "gloss")
    assert said.startswith("Of 4 cells (word × modality), 3 have a 95 % interval that excludes 0;")
    assert said.endswith(f"The largest difference is that of the voice of 'word 3': {end}{MEANING}")


def test_one_cell_and_what_chance_would_give() -> None:
    many = cells([0.2] + [0.01] * 59, unit="1")
    assert sentences.cohorts(many, by_chance(), "gloss") == (
        "Of 60 cells (word × modality), 1 has a 95 % interval that excludes 0; about 2 would if "
        "depressed and healthy participants did not differ at all (0 to 7 in 95 % of 999 "
        "permutations of people between the groups). The largest difference is that of the face of "
        "'word 0': +0.20 (95 % CI +0.10 to +0.30), higher in depressed." + MEANING
    )
    within = sentences.cohorts(many, by_chance(within_folds=True), "gloss")
    assert "of people between the groups, within folds)" in within
    suppressed = many.assign(ci_low=float("nan"))
    assert sentences.cohorts(suppressed, by_chance(), "gloss").startswith("No cell has enough")
    half = pd.concat([many.iloc[:20], suppressed.iloc[20:]], ignore_index=True)
    assert sentences.cohorts(half, by_chance(), "gloss").startswith("Of 20 cells")


def test_no_line_breaks_within_a_number() -> None:
    said = unbroken("g = −0.60, 95 % CI -0.02 to 1.19, adjusted p < 0.0001; n = 24 and 24; a = b")
    assert said.replace("\u00a0", "_") == (
        "g_=_−0.60, 95_% CI -0.02 to 1.19, adjusted p_<_0.0001; n_=_24 and 24; a = b"
    )
    assert plain(said).count("\u00a0") == said.count("\u00a0")
    assert plain("a\tb \n c\u2028d") == "a b c d"
