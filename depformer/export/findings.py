"""Results in plain words, built from tables: what was measured, never a cause or a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from depformer import labels
from depformer.figures.parts import style
from depformer.stats import contrast_groups
from depformer.wording import say

EXPECTED_OUTSIDE = 0.05


def overview(performance: pd.DataFrame, balance: pd.DataFrame) -> str:
    """Say how well held-out people are told apart, and what the voice weighs, if that is known."""
    rows = {row["metric"]: row for row in performance.to_dict("records")}
    n = int(rows["accuracy"]["n"])
    if not n:
        return "No participant with a diagnosis was held out, so performance is not known."
    said = (
        f"In {say('names.held_out_participants', n=n)} the model's accuracy was "
        f"{interval(rows['accuracy'])}"
    )
    if pd.notna(rows["auc"]["estimate"]):
        said += f" and its AUC {interval(rows['auc'])}"
    voice = balance[(balance["part"] == "modality") & (balance["modality"] == "audio")]
    shares = [
        f"{row['estimate']:.0%} in {row['group']} participants"
        for row in voice.dropna(subset=["estimate"]).to_dict("records")
    ]
    if shares:
        said += f". The voice carried {' and '.join(shares)} of the absolute attribution"
    return said + "."


def trust(curves: pd.DataFrame, changes: pd.DataFrame, method: str) -> str:
    """Say what muting and fresh weights make of a method, good or bad."""
    muted = curves[curves["curve"] == "deletion"]
    n, better = int(muted["n"].max()), muted["better"].iloc[0]
    if pd.isna(better):
        return f"The checks of {say('names.held_out_participants', n=n)} are too few to sum up."
    said = (
        f"When the words that {labels.human(method)} ranks first are muted, the prediction falls "
        f"faster than with words muted at random in {better:.0f} of "
        f"{say('names.held_out_participants', n=n)} (a random order does so in about half)"
    )
    rows = changes[(changes["method"] == method) & (changes["compared"] == "sign")]
    rows = rows.dropna(subset=["estimate"])
    if rows.empty:
        return said + "."
    last = rows.iloc[-1]
    return (
        f"{said}. With all weights of the model drawn anew, its ranking has a correlation of "
        f"{style.signed(last['estimate'])} with that of the trained model (0: nothing in common)."
    )


def participant(profile: pd.DataFrame, group: str, role: str, label: str) -> str:
    """Say what the model made of one person and which word moved it most."""
    first = profile.iloc[0]
    said = (
        f"For {first['participant']} ({group}, {labels.human(role)}) the model gave "
        f"p(depressed) = {first['probability']:.2f}"
    )
    known = profile.dropna(subset=["attribution"])
    if known.empty:
        return said + "; this method has no value for this person."
    top = known.iloc[int(known["attribution"].abs().argmax())]
    what = f"the {labels.human(top['modality']).lower()} of '{top[label]}'"
    if not first["signed"]:
        return f"{said}; the largest value is that of {what} ({top['attribution']:.2f})."
    way = "depressed" if top["attribution"] > 0 else "healthy"
    size = signed(top["attribution"])
    return f"{said}; {what} has the largest attribution, {size} logit towards {way}."


def what_if(
    table: pd.DataFrame, who: str, words: list[str], modalities: tuple[str, ...], by: str
) -> str:
    """Say what becomes of a prediction where words are replaced."""
    before, after = table["probability"]
    what = " and ".join(labels.human(name).lower() for name in modalities)
    which = (
        _listed([f"'{word}'" for word in words[:3]]) if len(words) <= 3 else f"{len(words)} words"
    )
    outcome = "stays on the side" if (before > 0.5) == (after > 0.5) else "changes to the side"
    side = "depressed" if after > 0.5 else "healthy"
    return (
        f"With the {what} of {which} of {who} replaced by {by}, p(depressed) "
        f"goes from {before:.2f} to {after:.2f}: the prediction {outcome} '{side}'."
    )


def words(scores: pd.DataFrame, label: str) -> str:
    """Say whose query attends in most heads of one person."""
    first = scores.iloc[0]
    heads = scores["head"].nunique()
    chosen = scores.groupby("word", sort=False)["selected"].sum()
    most = int(chosen.max())
    stream = f"stream '{labels.human(first['stream']).lower()}'"
    if not most:
        return f"For {first['participant']} no query attends in the {stream}."
    names = scores.drop_duplicates("word").set_index("word")[label]
    top = [f"'{names[word]}'" for word in chosen[chosen == most].index]
    listed = _listed(top) if len(top) <= 3 else f"{len(top)} words, among them {_listed(top[:2])}"
    verb = "query of" if len(top) == 1 else "queries of"
    return (
        f"For {first['participant']} the {verb} {listed} "
        f"{'attends' if len(top) == 1 else 'attend'} in {most} of "
        f"{say('names.heads', n=heads)} of the {stream} (among the model's u = {first['u']} most "
        "active queries), in more than all others."
    )


def cohorts(table: pd.DataFrame, label: str) -> str:
    """Say how many cells differ between the groups, and how many would by chance."""
    known = table.dropna(subset=["estimate", "ci_low"])
    if known.empty:
        return (
            "No cell has enough held-out participants in both groups, or enough spread, to "
            "compare them."
        )
    a, b = contrast_groups(table)
    outside, n = int(known["filled"].sum()), len(known)
    said = (
        f"Of {n} cells (word × modality), {outside} "
        f"{'has' if outside == 1 else 'have'} a 95 % interval that excludes 0; about "
        f"{EXPECTED_OUTSIDE * n:.0f} would if {a} and {b} participants did not differ at all"
    )
    top = known.iloc[int(known["estimate"].abs().argmax())]
    what = f"the {labels.human(top['modality']).lower()} of '{top[label]}'"
    way = "higher" if top["estimate"] > 0 else "lower"
    size = (
        f"{signed(top['estimate'])} {top['unit']}"
        if top["unit"] != "1"
        else signed(top["estimate"])
    )
    return (
        f"{said}. The largest difference is that of {what}: {size} "
        f"(95 % CI {signed(top['ci_low'])} to {signed(top['ci_high'])}), {way} in {a}."
    )


def interval(row: Mapping[Any, Any]) -> str:
    """Return an estimate with its interval."""
    return f"{row['estimate']:.2f} (95 % CI {row['ci_low']:.2f} to {row['ci_high']:.2f})"


def signed(value: float) -> str:
    """Return a number with its sign, the minus being one."""
    return style.signed(value)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
