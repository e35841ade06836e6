"""The verb that explains a checkpoint's predictions."""

from __future__ import annotations

from json import loads as decode
from typing import TYPE_CHECKING, Annotated

import typer

from depformer.cli.options import (
    Also,
    Baseline,
    BaselineFrom,
    CheckpointPath,
    Device,
    Json,
    Methods,
    Place,
    Seed,
    Settings,
    StudyPath,
    placed,
    question,
)
from depformer.cli.report import progress_bar, show, warn
from depformer.config import DEVICES
from depformer.errors import DepformerError
from depformer.labels import HELD_OUT_ROLES
from depformer.study import layout
from depformer.validate import allowed_list
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


@placed(loads="depformer.explain.kept")
def explain(
    study: StudyPath,
    checkpoint: CheckpointPath,
    out: Annotated[str | None, typer.Option(help=say("command.out_run"))] = None,
    methods: Methods = None,
    settings: Settings = None,
    baseline: Baseline = None,
    baseline_from: BaselineFrom = None,
    seed: Seed = 0,
    trust: Annotated[bool, typer.Option(help=say("command.trust"))] = False,
    also: Also = None,
    device: Device = DEVICES[0],
    json: Json = False,
    *,
    place: Place,
) -> None:
    """Predict and explain every participant by the fold that did not see them."""
    if also and not trust:
        raise DepformerError(say("verbs.also_without_trust"))
    from depformer.explain import kept_run
    from depformer.stats.sessions import counted_rows

    asked = question(methods, settings, baseline, baseline_from, seed, checks=trust, also=also)
    with progress_bar(say("verbs.explaining")) as progress:
        run, folder = kept_run(
            study, checkpoint, asked, out=out, place=place, device=device, progress=progress
        )
    roles = {
        str(role): int((run["role"] == role).sum()) for role in sorted(set(run["role"].values))
    }
    summary = {
        "run": str(folder),
        "participants": run.sizes["participant"],
        "roles": roles,
        **({"checkpoint": source} if (source := run.attrs.get("checkpoint_source")) else {}),
        "methods": list(asked.methods),
        "baseline": asked.baseline,
        "synthetic": bool(run.attrs["synthetic"]),
        "warnings": (warnings := _warnings(run, roles, device)),
    }
    if json:
        show(summary)
        return
    known = ", ".join(f"{n} {role}" for role, n in roles.items())
    done = ", ".join(asked.methods)
    who = counted_rows(run)
    show(say("verbs.explained", who=who, folder=folder, roles=known, methods=done))
    for warning in warnings:
        warn(warning)


def _warnings(run: xr.Dataset, roles: dict[str, int], device: str) -> list[str]:
    """Return what limits the use of the run, in sentences."""
    said = []
    if run.attrs.get("untrained"):
        said.append(say("notices.untrained"))
    if not set(roles) & set(HELD_OUT_ROLES):
        said.append(say("verbs.nobody_held_out"))
    other = sorted(set(map(layout.person_of, decode(run.attrs["other_features"]))))
    if other:
        said.append(say("notices.known_ids", n=len(other), ids=allowed_list(other)))
    places = decode(run.attrs.get("computed_on", "[]"))
    kinds = {kind if (kind := each.split()[0]) in DEVICES else DEVICES[0] for each in places}
    if kinds - {device}:  # kept from before: the device is no part of the question
        said.append(say("device.other", device=device, names=allowed_list(places)))
    elif len(places) > 1:
        said.append(say("verbs.several_processors", names=allowed_list(places)))
    refused = decode(run.attrs["refused"])
    if refused:
        said.append(say("verbs.left_out", names=allowed_list(refused)))
    return said
