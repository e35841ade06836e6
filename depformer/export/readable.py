"""Tables of numbers, written out for the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.figures.parts import style
from depformer.files import read_json
from depformer.jobs.opening import Opened
from depformer.stats import contrast_groups

if TYPE_CHECKING:
    import xarray as xr

METRICS = {
    "accuracy": "Accuracy",
    "auc": "AUC",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "brier": "Brier score (lower is better)",
}
DASH = "–"
DEFINES_GROUPS = "severity"
"""What the groups were formed by differs between them, and says nothing of their balance."""
MOST_NAMED = 6


def metrics(performance: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return name, estimate and interval with n of the metrics at the top of the overview."""
    rows = performance.set_index("metric")
    shown = []
    for name, title in METRICS.items():
        row = rows.loc[name]
        known = pd.notna(row["estimate"])
        value = f"{row['estimate']:.2f}" if known else DASH
        note = (
            f"{row['ci_low']:.2f} to {row['ci_high']:.2f}, n = {row['n']}" if known else "not known"
        )
        shown.append((title, value, note))
    return shown


def table_one(table: pd.DataFrame) -> pd.DataFrame:
    """Return table 1 as people read it: mean (SD) or share, group by group."""
    a, b = contrast_groups(table)
    units = {"year": "[years]", "score": "[score]", "1": ""}
    rows = [
        {
            "Characteristic": _characteristic(row, units),
            labels.human(a): _cell(row, "a"),
            labels.human(b): _cell(row, "b"),
            "SMD": _smd(row),
        }
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _smd(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["smd"]):
        return DASH
    if row["variable"] == DEFINES_GROUPS:
        return "by design"
    return style.signed(row["smd"]).removeprefix("+")


def contrasts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the contrasts by valence as people read them."""
    shown = pd.DataFrame(
        {
            "Words": [
                variable.split("/")[-1].replace(" - ", " − ").capitalize()
                for variable in table["variable"]
            ],
            "Modality": [labels.human(name) for name in table["modality"]],
        }
    )
    known = table["estimate"].notna()
    bounded = table["ci_low"].notna()
    a, b = contrast_groups(table)
    unit = str(table["unit"].iloc[0])
    shown[style.with_unit(f"{labels.human(a)} − {b}", unit)] = [
        style.signed(x, 3) if ok else DASH for x, ok in zip(table["estimate"], known, strict=True)
    ]
    shown["95 % interval"] = [
        f"{style.signed(low, 3)} to {style.signed(high, 3)}" if ok else DASH
        for low, high, ok in zip(table["ci_low"], table["ci_high"], bounded, strict=True)
    ]
    return shown.set_index("Words")


def contrasts_note(table: pd.DataFrame) -> str:
    """Return what the contrasts by valence rest on."""
    a, b = contrast_groups(table)
    return (
        "Each person's mean over the words of a valence, then the difference of the groups' "
        f"means; n = {table['n_a'].max()} {a}, {table['n_b'].max()} {b} held-out participants; "
        "Welch's t intervals, not adjusted. Exploratory: no test is made."
    )


def people(run: xr.Dataset) -> dict[str, str]:
    """Return a line a participant for lists: group, id and probability."""
    groups = [labels.human(name) for name in run["group"].values.astype(str)]
    ids = run["participant"].values.astype(str).tolist()
    chances = run["probability"].sel(outcome="depressed").values
    return {
        who: f"{group} · {who} · p(depressed) = {chance:.2f}"
        for who, group, chance in zip(ids, groups, chances, strict=True)
    }


def checkpoint(opened: Opened) -> pd.DataFrame:
    """Return what a reader must know of the checkpoint and the run, one row an item."""
    attrs = opened.run.attrs
    config = json.loads(attrs["config"])
    training = _training(opened.checkpoint)
    roles = opened.run["role"].values.astype(str)
    folds = sorted({int(fold) for fold in opened.run["fold"].values})
    rows = [
        ("Trained on", str(training.get("study", {}).get("name", DASH))),
        ("Copies of the model, one a fold", str(len(folds))),
        ("Weights per fold", f"{training['weights']:,}" if "weights" in training else DASH),
        ("Size", "{n_words} words, {n_heads} heads, width {d_model}".format(**config)),
        (
            "Participants",
            ", ".join(
                f"{(roles == role).sum()} {labels.human(role)}"
                for role in labels.ROLES
                if (roles == role).any()
            ),
        ),
        ("Baseline of attributions", str(attrs["baseline"]).replace("_", " ")),
        ("Seed of training, of the run", f"{training.get('seed', DASH)}, {attrs['seed']}"),
        ("Explained on", str(attrs["created"])[:16].replace("T", " ")),
        ("Checkpoint digest", str(attrs["checkpoint_digest"])[:12]),
        ("Feature digest", str(attrs["feature_digest"])[:12]),
    ]
    return pd.DataFrame(rows, columns=["Item", "Value"])


def left_out(opened: Opened) -> list[str]:
    """Return what to know of people who are not explained, or not as their id suggests."""
    said = []
    refused = json.loads(opened.run.attrs.get("refused") or "[]")
    other = json.loads(opened.run.attrs.get("other_features") or "[]")
    if refused:
        said.append(
            f"Not explained, because too many recordings are missing: {', '.join(refused)}."
        )
    if other:
        said.append(
            "The checkpoint knows these ids with other features, so they are taken as new people: "
            f"{', '.join(other[:MOST_NAMED])}"
            + (f" and {len(other) - MOST_NAMED} more." if len(other) > MOST_NAMED else ".")
        )
    return said


def model_card(opened: Opened) -> str:
    """Return the checkpoint's own card, or nothing."""
    path = opened.checkpoint / "README.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _training(checkpoint: Path) -> dict[str, Any]:
    """Return the training record of the checkpoint, or of its first fold."""
    for path in (checkpoint / "training.json", checkpoint / "fold-0" / "training.json"):
        if path.is_file():
            try:
                return read_json(path, kind="checkpoint")
            except DepformerError:
                return {}
    return {}


def _characteristic(row: Mapping[Any, Any], units: dict[str, str]) -> str:
    name = labels.human(row["variable"]).capitalize()
    if row["statistic"] == "share":
        return f"{name}: {row['level']}, share"
    return f"{name}, mean (SD) {units.get(row['unit'], row['unit'])}"


def _cell(row: Mapping[Any, Any], side: str) -> str:
    value, spread, n = (row[f"{part}_{side}"] for part in ("value", "spread", "n"))
    if not n:
        return DASH
    if row["statistic"] == "share":
        return f"{value:.0%} (n = {n})"
    return f"{value:.1f} ({spread:.1f}), n = {n}"
