"""The verb that explains a checkpoint's predictions."""

from __future__ import annotations

from json import loads as decode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from depformer.cli.report import CheckpointPath, Json, StudyPath, progress_bar, show, warn
from depformer.errors import DepformerError
from depformer.labels import BASELINES, HELD_OUT_ROLES
from depformer.validate import allowed_list
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def explain(
    study: StudyPath,
    checkpoint: CheckpointPath,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Run folder to write; without it, the study keeps the run."),
    ] = None,
    methods: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="default, all, or method ids with commas between."),
    ] = None,
    settings: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--set", help="METHOD.OPTION=VALUE, repeatable."),
    ] = None,
    memory: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Memory beside the model, for example 2GB."),
    ] = None,
    baseline: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help=f"What an absent word is: {', '.join(BASELINES)}."),
    ] = None,
    baseline_from: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="The study whose mean is the baseline study_mean."),
    ] = None,
    seed: Annotated[int, typer.Option(help="For methods that draw.", min=0)] = 0,
    trust: Annotated[
        bool, typer.Option(help="Check every explanation: muting, random weights, other folds.")
    ] = False,
    also: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(help="A checkpoint of another training seed, for --trust; may be repeated."),
    ] = None,
    json: Json = False,
) -> None:
    """Predict and explain every participant by the fold that did not see them."""
    from depformer.explain import check, kept_run
    from depformer.explain import explain as compute
    from depformer.explain.kept import save_run
    from depformer.explain.memory import parse_memory
    from depformer.explain.methods import methods_of
    from depformer.files import refuse_existing

    if also and not trust:
        raise DepformerError("--also compares explanations of several trainings; add --trust.")
    baseline = baseline or (BASELINES[0] if baseline_from is None else "study_mean")
    asked: dict[str, Any] = {
        "methods": methods_of(methods, settings or ()),
        "baseline": baseline,
        "baseline_from": baseline_from,
        "seed": seed,
        "memory": None if memory is None else parse_memory(memory),
    }
    with progress_bar("Explaining") as progress:
        if out is None:
            run, folder = kept_run(
                study, checkpoint, **asked, checks=trust, also=also or (), progress=progress
            )
        else:
            folder = Path(out)
            refuse_existing(folder)
            run = compute(study, checkpoint, **asked, progress=progress)
            if trust:
                run = check(
                    run,
                    study,
                    checkpoint,
                    baseline_from=baseline_from,
                    memory=asked["memory"],
                    also=also or (),
                    progress=progress,
                )
            save_run(folder, run, replace=False)
    roles = {
        str(role): int((run["role"] == role).sum()) for role in sorted(set(run["role"].values))
    }
    summary = {
        "run": str(folder),
        "participants": run.sizes["participant"],
        "roles": roles,
        "methods": list(asked["methods"]),
        "baseline": baseline,
        "synthetic": bool(run.attrs["synthetic"]),
    }
    summary["warnings"] = warnings = _warnings(run, roles)
    if json:
        show(summary)
        return
    known = ", ".join(f"{n} {role}" for role, n in roles.items())
    done = ", ".join(asked["methods"])
    show(f"{folder}: {run.sizes['participant']} participants ({known}), {done}.")
    for warning in warnings:
        warn(warning)


def _warnings(run: xr.Dataset, roles: dict[str, int]) -> list[str]:
    """Return what limits the use of the run, in sentences."""
    said = []
    if not set(roles) & set(HELD_OUT_ROLES):
        said.append(
            "Nobody in this study is held out or new to the checkpoint; cohort comparisons need "
            "people it has not seen."
        )
    other = decode(run.attrs["other_features"])
    if other:
        said.append(say("notices.known_ids", n=len(other), ids=allowed_list(other)))
    refused = decode(run.attrs["refused"])
    if refused:
        said.append(f"Left out, too many recordings missing: {allowed_list(refused)}.")
    return said
