"""Tables as people read them: numbers rounded, ids in words, a dash where nothing is known."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from depformer import labels, stats
from depformer.errors import DepformerError
from depformer.figures.parts import style
from depformer.files import CARD, TRAINING, read_text, read_training
from depformer.report.plain import plain, without_links
from depformer.schema import Target, prediction, target_of
from depformer.stats import contrast_groups
from depformer.stats.sessions import counted_rows, has_sessions
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

METRICS = ("accuracy", "auc", "sensitivity", "specificity", "brier")
SCORE_METRICS = ("mae", "rmse", "ccc", "pearson")
DASH = "–"
MOST_NAMED = 6
MOST_KEYS = 5
UNITS = {"year": "[years]", "score": "[score]", "1": ""}


def metrics(performance: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return name, estimate and interval with n of the metrics at the top of the overview."""
    rows = performance.set_index("metric").to_dict("index")
    shown = []
    for name in METRICS if "accuracy" in rows else SCORE_METRICS:
        row = rows[name]
        value, note = DASH, say("readable.not_known")
        if pd.notna(row["estimate"]):
            value = say("readable.rounded", value=row["estimate"])
            ends = {"low": row["ci_low"], "high": row["ci_high"]}
            n, people = int(row["n"]), row.get("people", row["n"])
            of = n if people == n else say("names.sessions", n=n)
            note = say("readable.interval_and_n", n=of, **ends)
        shown.append((say(f"readable.metric_{name}").format(unit=row.get("unit")), value, note))
    return shown


def metrics_note(performance: pd.DataFrame) -> str:
    """Return what stands below each of `metrics`: whom the interval and the number are of."""
    first = performance.iloc[0]
    people = int(first.get("people", first["n"]))
    if people == int(first["n"]):
        return say("readable.below_each_value")
    return say("readable.below_each_value_of_sessions", who=say("names.participants", n=people))


def table_one(table: pd.DataFrame) -> pd.DataFrame:
    """Return table 1 as people read it: mean (SD) or share, group by group."""
    a, b = contrast_groups(table)
    rows = [
        {
            say("readable.characteristic"): _characteristic(row),
            labels.human(a): _cell(row, "a"),
            labels.human(b): _cell(row, "b"),
            say("readable.smd"): _smd(row, table.attrs["formed_by"]),
        }
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _smd(row: Mapping[Any, Any], formed_by: str) -> str:
    if pd.isna(row["smd"]):
        return DASH
    if row["variable"] == formed_by:
        return say("readable.by_design")
    return style.signed(row["smd"]).removeprefix("+")


def contrasts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the contrasts by valence as people read them."""
    a, b = contrast_groups(table)
    difference = style.with_unit(f"{labels.human(a)} − {b}", str(table["unit"].iloc[0]))
    rows = [
        {
            say("readable.words"): row["variable"]
            .split("/")[-1]
            .replace(" - ", " − ")
            .capitalize(),
            say("readable.modality"): labels.human(row["modality"]),
            difference: _number(row["estimate"]),
            say("readable.interval"): _interval(row["ci_low"], row["ci_high"]),
        }
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows).set_index(say("readable.words"))


def _number(value: float) -> str:
    return DASH if pd.isna(value) else style.signed(value, 3)


def _interval(low: float, high: float) -> str:
    return (
        DASH
        if pd.isna(low)
        else say("readable.ends", low=style.signed(low, 3), high=style.signed(high, 3))
    )


def contrasts_note(table: pd.DataFrame) -> str:
    """Return what the contrasts by valence rest on."""
    a, b = contrast_groups(table)
    counts = {name: table[name].max() for name in ("n_a", "n_b")}
    return say("readable.contrasts_note", a=a, b=b, **counts)


def people(run: xr.Dataset) -> dict[str, str]:
    """Return a line a participant for lists: group, id and probability."""
    groups = [labels.human(name) for name in run["group"].values.astype(str)]
    ids = run["participant"].values.astype(str).tolist()
    target = target_of(run)
    own = run[[name for name in target.predicted if name != target.branches]]
    said = [
        prediction(target.of_person(own.isel(participant=at)), listed=True)
        for at in range(len(ids))
    ]
    return {
        who: say("readable.person", group=group, who=layout.named(who), prediction=each)
        for who, group, each in zip(ids, groups, said, strict=True)
    }


def attributions(table: pd.DataFrame) -> pd.DataFrame:
    """Return `stats.word_attributions` as people read it, with a dash where there is none."""
    rows = []
    for row in table.to_dict("records"):
        signed = bool(row["signed"])
        values = {
            labels.human(name): DASH
            if pd.isna(row[name])
            else (style.signed(row[name], 3) if signed else f"{row[name]:.2f}")
            for name in labels.MODALITIES
        }
        way = _way(row["unit"]) if signed else say("readable.no_direction")
        unit = ", ".join([*([row["unit"]] if row["unit"] != "1" else []), way])
        rows.append(
            {
                say("readable.method"): labels.title(row["method"]),
                **values,
                say("readable.unit"): unit,
            }
        )
    return pd.DataFrame(rows).set_index(say("readable.method"))


def _way(unit: str) -> str:
    return say(f"targets.plus_{Target.of_unit(unit).id}")


def attention(run: xr.Dataset, participant: str, word: str, label: str) -> pd.DataFrame:
    """Return in how many heads the query of a word attends, and to what, one row a stream."""
    most_to = say("readable.attends_most", percent=100 / run.sizes["word"])
    rows = []
    for row in stats.attending_heads(run, participant, word).to_dict("records"):
        keys = stats.attended_words(run, participant, word, row["stream"]).head(MOST_KEYS)
        listed = [
            say("readable.share_of_word", word=key[label], percent=100 * key["attention"])
            for key in keys.to_dict("records")
        ]
        rows.append(
            {
                say("readable.stream"): labels.human(row["stream"]),
                say("readable.heads"): say(
                    "readable.heads_of", n=row["n_attending"], of=row["n_heads"]
                ),
                most_to: ", ".join(listed) or say("readable.attends_nowhere"),
            }
        )
    return pd.DataFrame(rows).set_index(say("readable.stream"))


def checkpoint(run: xr.Dataset, folder: Path) -> pd.DataFrame:
    """Return what a reader must know of the checkpoint and the run, one row an item."""
    config = json.loads(run.attrs["config"])
    training = _training(folder)
    roles = run["role"].values.astype(str)
    folds = sorted({int(fold) for fold in run["fold"].values})
    counts = [
        f"{_counted(run.isel(participant=roles == role))} {labels.human(role)}"
        for role in labels.ROLES
        if (roles == role).any()
    ]
    sizes = {name: config[name] for name in ("n_words", "n_heads", "d_model")}
    rows = [
        (say("readable.trained_on"), _trained_on(training)),
        *_predicts(run),
        (say("readable.copies"), str(len(folds))),
        (
            say("readable.weights"),
            f"{training['weights']:,}" if "weights" in training else DASH,
        ),
        (say("readable.size"), say("readable.size_of", **sizes)),
        (say("readable.participants"), ", ".join(counts)),
        (say("readable.baseline"), labels.human(str(run.attrs["baseline"]))),
        (say("readable.seeds"), f"{training.get('seed', DASH)}, {run.attrs['seed']}"),
        (say("readable.explained_on"), str(run.attrs["created"])[:16].replace("T", " ")),
        (say("readable.checkpoint_digest"), str(run.attrs["checkpoint_digest"])[:12]),
        *_fetched_from(run),
        (say("readable.feature_digest"), str(run.attrs["feature_digest"])[:12]),
    ]
    return pd.DataFrame(rows, columns=[say("readable.item"), say("readable.value")])


def _counted(rows: xr.Dataset) -> str:
    """Return how many people these are, and of how many sessions if there are any."""
    return counted_rows(rows) if has_sessions(rows) else str(rows.sizes["participant"])


def _predicts(run: xr.Dataset) -> list[tuple[str, str]]:
    """Return the row on what is predicted, if it is a score."""
    target = target_of(run)
    return [(say("readable.predicts"), target.unit)] if target.is_score else []


def _fetched_from(run: xr.Dataset) -> list[tuple[str, str]]:
    """Return the row on the hub that the checkpoint was fetched from, if it was."""
    source = str(run.attrs.get("checkpoint_source", ""))
    return [(say("readable.checkpoint_source"), source)] if source else []


def _trained_on(training: Mapping[str, Any]) -> str:
    if training.get("untrained"):
        return say("readable.untrained")
    return str(training.get("study", {}).get("name", DASH))


def left_out(run: xr.Dataset) -> list[str]:
    """Return what to know of people who are not explained, or not as their id suggests."""
    said = []
    refused = json.loads(run.attrs.get("refused") or "[]")
    known = json.loads(run.attrs.get("other_features") or "[]")
    other = list(dict.fromkeys(map(layout.person_of, known)))
    if refused:
        said.append(say("readable.not_explained", who="; ".join(map(layout.named, refused))))
    more, named = len(other) - MOST_NAMED, ", ".join(other[:MOST_NAMED])
    if more > 0:
        said.append(say("readable.other_features_and_more", who=named, more=more))
    elif other:
        said.append(say("readable.other_features", who=named))
    return said


def model_card(checkpoint: Path) -> str:
    """Return the checkpoint's own card as Markdown without pictures and links, or nothing.

    Of a card that cannot be read, the sentence that says why.
    """
    path = checkpoint / CARD
    if not os.path.lexists(path):
        return ""
    try:
        return without_links(read_text(path, what=say("checkpoint.card"), kind="checkpoint"))
    except DepformerError as fault:
        return plain(str(fault))


def _training(checkpoint: Path) -> dict[str, Any]:
    """Return the training record of the checkpoint, or of its first fold."""
    for folder in (checkpoint, checkpoint / "fold-0"):
        with suppress(DepformerError):  # missing or broken: a dash says that nothing is known
            return read_training(folder / TRAINING)
    return {}


def _characteristic(row: Mapping[Any, Any]) -> str:
    name = labels.title(row["variable"])
    if row["statistic"] == "share":
        return say("readable.share_of", name=name, level=row["level"])
    return say("readable.mean_sd", name=name, unit=UNITS.get(row["unit"], f"[{row['unit']}]"))


def _cell(row: Mapping[Any, Any], side: str) -> str:
    value, spread, n = (row[f"{part}_{side}"] for part in ("value", "spread", "n"))
    if not n or pd.isna(value):
        return DASH
    if row["statistic"] == "share":
        return f"{value:.0%} (n = {n})"
    around = DASH if spread != spread else f"{spread:.1f}"  # of one person
    return f"{value:.1f} ({around}), n = {n}"
