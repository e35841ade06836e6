"""Results in plain words, built from tables: what was measured, never a cause or a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from depformer import labels
from depformer.figures.parts import style
from depformer.labels import OUTCOMES
from depformer.schema import Target, prediction
from depformer.schema.target import LOGIT
from depformer.stats import contrast_groups
from depformer.stats.findings import ALPHA, contrast_found
from depformer.stats.people import SMALLEST_CELL
from depformer.study import layout
from depformer.wording import say


def overview(performance: pd.DataFrame, balance: pd.DataFrame) -> str:
    """Say how well held-out people are told apart, and what the voice weighs, if that is known."""
    rows = {row["metric"]: row for row in performance.to_dict("records")}
    of_score = "mae" in rows
    said = _score_performance(rows) if of_score else _group_performance(rows)
    if not said:
        return say("sentences.nobody_with_score" if of_score else "sentences.nobody_held_out")
    voice = balance[(balance["part"] == "modality") & (balance["modality"] == "audio")]
    shares = [
        say("sentences.share_in_group", share=row["estimate"], group=row["group"])
        for row in voice.dropna(subset=["estimate"]).to_dict("records")
    ]
    if shares:
        said += say("sentences.voice_carried", shares=say("sentences.and").join(shares))
    return said + "."


def difference(contrast: pd.DataFrame, cells: pd.DataFrame) -> str:
    """Say whether two groups differ: by the one test to name in advance, and over all words.

    Parameters
    ----------
    contrast, cells : DataFrame
        Of the figures `valence_contrast` and `cohort_forest`.

    Returns
    -------
    str
        Empty where nothing could be tested.
    """
    said = []
    if contrast["estimate"].notna().any():
        said += contrast_found(contrast)[:1]
    tested = cells["p_adjusted"].notna()
    if tested.any():
        found = int((cells["p_adjusted"] < ALPHA).sum())
        said.append(say("sentences.after_adjustment", found=found, cells=int(tested.sum())))
    return " ".join(said)


def _group_performance(rows: Mapping[Any, Any]) -> str:
    if not (n := int(rows["accuracy"]["n"])):
        return ""
    if pd.isna(rows["accuracy"]["estimate"]):
        return say("sentences.few_held_out", least=SMALLEST_CELL)
    said = say(
        "sentences.accuracy",
        people=say("names.held_out_participants", n=n),
        accuracy=interval(rows["accuracy"]),
    )
    if pd.notna(rows["auc"]["estimate"]):
        said += say("sentences.and_auc", auc=interval(rows["auc"]))
    return said


def _score_performance(rows: Mapping[Any, Any]) -> str:
    if not (n := int(rows["mae"]["n"])):
        return ""
    if pd.isna(rows["mae"]["estimate"]):
        return say("sentences.few_held_out", least=SMALLEST_CELL)
    floor, people = rows["mae"]["floor"], int(rows["mae"]["people"])
    who = say("names.held_out_participants", n=n)
    if people < n:
        named = say("names.participants", n=people)
        who = say("sentences.of_whom", sessions=say("names.held_out_sessions", n=n), who=named)
    return say(
        "sentences.mae",
        people=who,
        mae=interval(rows["mae"]),
        unit=rows["mae"]["unit"],
        beside=say("sentences.beside_floor", floor=floor) if pd.notna(floor) else "",
        ccc=interval(rows["ccc"]),
    )


def trust(curves: pd.DataFrame, changes: pd.DataFrame, method: str) -> str:
    """Say what muting and fresh weights make of a method, good or bad."""
    muted = curves[curves["curve"] == "deletion"]
    n, better = int(muted["n"].max()), muted["better"].iloc[0]
    people = say("names.held_out_participants", n=n)
    if pd.isna(better):
        return say("sentences.too_few_checked", people=people)
    said = say("sentences.muted", method=labels.human(method), better=better, people=people)
    rows = changes[(changes["method"] == method) & (changes["compared"] == "sign")]
    rows = rows.dropna(subset=["estimate"])
    if rows.empty:
        return said
    return f"{said} {say('sentences.fresh_weights', r=signed(rows['estimate'].iloc[-1]))}"


def participant(profile: pd.DataFrame, group: str, role: str, label: str) -> str:
    """Say what the model made of one person and which word moved it most."""
    first = profile.iloc[0]
    said = say(
        "sentences.prediction",
        who=layout.named(first["participant"]),
        group=group,
        role=labels.human(role),
        prediction=prediction(first),
    )
    known = profile.dropna(subset=["attribution"])
    if known.empty:
        return said + say("sentences.no_value")
    top = known.iloc[int(known["attribution"].abs().argmax())]
    what = _cell(top, label)
    if not first["signed"]:
        return said + say("sentences.largest_value", what=what, value=top["attribution"])
    unit = str(first.get("unit", LOGIT))
    target = Target.of_unit(unit)
    up = say(f"targets.up_{target.id}")
    way = up if top["attribution"] > 0 else say(f"targets.down_{target.id}")
    facts = {"size": signed(top["attribution"]), "unit": unit, "way": way}
    return said + say("sentences.largest", what=what, **facts)


def what_if(
    table: pd.DataFrame, who: str, words: list[str], modalities: tuple[str, ...], by: str
) -> str:
    """Say what becomes of a prediction where words are replaced."""
    which = (
        _listed([f"'{word}'" for word in words])
        if len(words) <= 3
        else say("names.words", n=len(words))
    )
    what = say("sentences.and").join(labels.human(name).lower() for name in modalities)
    facts: dict[str, Any] = {"what": what, "which": which, "who": layout.named(who), "by": by}
    if "predicted" in table:
        before, after = table["predicted"]
        unit, change = str(table["unit"].iloc[0]), style.signed(after - before, 1)
        facts |= {"before": before, "after": after, "change": change, "unit": unit}
        return say("sentences.score_changes", **facts)
    before, after = table["probability"]
    facts |= {"before": before, "after": after, "side": OUTCOMES[after > 0.5]}
    same = (before > 0.5) == (after > 0.5)
    return say("sentences.stays" if same else "sentences.changes", **facts)


def words(scores: pd.DataFrame, label: str) -> str:
    """Say whose query attends in most heads of one person."""
    first = scores.iloc[0]
    chosen = scores.groupby("word", sort=False)["selected"].sum()
    most = int(chosen.max())
    stream = labels.human(first["stream"]).lower()
    if not most:
        return say("sentences.no_query", who=layout.named(first["participant"]), stream=stream)
    names = scores.drop_duplicates("word").set_index("word")[label]
    top = [f"'{names[word]}'" for word in chosen[chosen == most].index]
    listed = _listed(top)
    if len(top) > 3:
        listed = say("sentences.among_them", n=len(top), some=_listed(top[:2]))
    return say(
        "sentences.queries",
        n=len(top),
        who=layout.named(first["participant"]),
        words=listed,
        most=most,
        heads=say("names.heads", n=scores["head"].nunique()),
        stream=stream,
        u=first["u"],
    )


def cohorts(table: pd.DataFrame, counted: pd.DataFrame, label: str) -> str:
    """Say how many cells differ between the groups, and how many would by chance.

    Parameters
    ----------
    table : DataFrame
        From ``figures.table("cohort_words", ...)``.
    counted : DataFrame
        From `stats.filled_cells`, of the same method and groups.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    """
    known = table.dropna(subset=["estimate", "ci_low"])
    if known.empty:
        return say("sentences.no_cell")
    a, b = contrast_groups(table)
    count = counted.iloc[0]
    top = known.iloc[int(known["estimate"].abs().argmax())]
    unit = "" if top["unit"] == "1" else f" {top['unit']}"
    said = say(
        "sentences.cells",
        n=int(known["filled"].sum()),
        cells=len(known),
        expected=count["expected"],
        low=count["range_low"],
        high=count["range_high"],
        permutations=count["n_permutations"],
        where=say("sentences.within_folds" if count["within_folds"] else "sentences.over_all"),
        a=a,
        b=b,
    )
    largest = say(
        "sentences.higher" if top["estimate"] > 0 else "sentences.lower",
        what=_cell(top, label),
        size=signed(top["estimate"]) + unit,
        low=signed(top["ci_low"]),
        high=signed(top["ci_high"]),
        a=a,
    )
    return f"{said} {largest} {say('sentences.what_filled_means')}"


def top_words(table: pd.DataFrame, label: str) -> str:
    """Say which word leads furthest each way in each group, and by which modality.

    Parameters
    ----------
    table : DataFrame
        From ``figures.table("cohort_top_words", ...)``.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    """
    first = table[(table["rank"] == 1) & table["estimate"].notna()]
    said = []
    for group, rows in first.groupby("group", sort=False):
        ends = [_leading(row, label) for row in rows.to_dict("records")]
        people = say("names.participants", n=int(rows["n"].max()))
        said.append(
            say(
                "sentences.top_words",
                group=group,
                people=people,
                ends=say("sentences.and").join(ends),
            )
        )
    return " ".join(said)


def _leading(row: Mapping[Any, Any], label: str) -> str:
    """Say which word leads furthest one way, or is most active."""
    unit = str(row["unit"])
    numbers = [row[name] for name in ("estimate", "ci_low", "ci_high")]
    shown = [signed(each) if row["signed"] else f"{each:.2f}" for each in numbers]
    size, low, high = shown
    size += "" if unit == "1" else f" {unit}"
    if not row["signed"]:
        return say("sentences.most_active", word=row[label], size=size, low=low, high=high)
    return say(
        "sentences.top_word",
        word=row[label],
        size=size,
        low=low,
        high=high,
        modality=labels.human(row["modality"]).lower(),
        way=say(f"targets.{row['way']}_{Target.of_unit(unit).id}"),
    )


def interval(row: Mapping[Any, Any]) -> str:
    """Return an estimate with its interval."""
    found = {name: row[name] for name in ("estimate", "ci_low", "ci_high")}
    return say("sentences.interval", **found)


def signed(value: float) -> str:
    """Return a number with its sign, the minus being one."""
    return style.signed(value)


def _cell(row: pd.Series[Any], label: str) -> str:
    return say("sentences.cell", modality=labels.human(row["modality"]).lower(), word=row[label])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
