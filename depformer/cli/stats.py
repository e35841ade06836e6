"""The verb that tests whether two groups of people differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depformer.cli.options import MOST_SEED, CheckpointPath, StudyPath
from depformer.cli.report import show, warn
from depformer.cli.shown import shown_run
from depformer.errors import DepformerError
from depformer.validate import one_of
from depformer.wording import LANGUAGES, say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


def stats(
    study: StudyPath,
    checkpoint: CheckpointPath,
    run: Annotated[str | None, typer.Option(help=say("command.run"))] = None,
    method: Annotated[str | None, typer.Option(help=say("command.method_tested"))] = None,
    measure: Annotated[str, typer.Option(help=say("command.tested_measure"))] = "attribution",
    groups_by: Annotated[str | None, typer.Option(help=say("command.groups_by"))] = None,
    groups: Annotated[str | None, typer.Option(help=say("command.tested_groups"))] = None,
    covariates: Annotated[str | None, typer.Option(help=say("command.covariates"))] = None,
    people: Annotated[str, typer.Option(help=say("command.tested_people"))] = "everyone",
    role: Annotated[str, typer.Option(help=say("command.tested_role"))] = "held_out",
    absolute: Annotated[bool, typer.Option("--absolute", help=say("command.absolute"))] = False,
    clr: Annotated[bool, typer.Option("--clr", help=say("command.clr"))] = False,
    within_folds: Annotated[
        bool, typer.Option("--within-folds", help=say("command.within_folds"))
    ] = False,
    permutations: Annotated[int, typer.Option(help=say("command.permutations"), min=1)] = 9999,
    seed: Annotated[
        int, typer.Option(help=say("command.seed_permutations"), min=0, max=MOST_SEED)
    ] = 0,
    severity: Annotated[
        bool, typer.Option("--severity", help=say("command.tested_severity"))
    ] = False,
    group: Annotated[str | None, typer.Option(help=say("command.tested_group"))] = None,
    equivalence: Annotated[
        float | None, typer.Option(help=say("command.tested_equivalence"))
    ] = None,
    mixed: Annotated[bool, typer.Option("--mixed", help=say("command.mixed"))] = False,
    out: Annotated[str | None, typer.Option(help=say("command.out_stats"))] = None,
    fmt: Annotated[str, typer.Option("--format", help=say("command.format_table"))] = "text",
) -> None:
    """Test whether two groups of people differ, and in which words and modalities."""
    from depformer.config import Question
    from depformer.explain.methods import METHODS, methods_of
    from depformer.export.tables import table_format
    from depformer.files import check_place, refuse_inside, user_path
    from depformer.labels import human
    from depformer.stats import findings
    from depformer.stats.cohort import too_few_permutations
    from depformer.stats.tables.equivalence import checked_margin
    from depformer.study import load_study

    fmt = table_format(fmt)
    if out is not None:
        check_place(user_path(out))
        for source in (study, checkpoint):
            refuse_inside(user_path(out), user_path(source))
    if equivalence is not None:
        checked_margin(equivalence)
    asked = Question(methods_of(None if method is None else METHODS[method].id, ()))
    shown = shown_run(load_study(study), checkpoint, asked, run=run, groups_by=groups_by)
    options: dict[str, Any] = {
        "groups": None if groups is None else tuple(_listed(groups)),
        "role": role,
        "measure": measure,
        "people": people,
        "covariates": _listed(covariates or ""),
        "absolute": absolute,
        "clr": clr,
        "within_folds": within_folds,
        "n_permutations": permutations,
        "seed": seed,
    }
    if "method" in shown.coords:
        held = shown["method"].values.astype(str).tolist()
        options["method"] = one_of("method", method or held[0], held)
    beside: dict[str, Any] = {"severity": severity or group is not None, "group": group}
    beside |= {"margin": equivalence, "mixed": mixed}
    if beside["severity"]:
        beside["group"] = _group_of_severity(shown, group, options["groups"])
    tables, refused = _tables(shown, options, **beside)
    said = {language: findings.found(tables, shown, language) for language in LANGUAGES}
    found = _guards(shown, options)
    if out is not None:
        _write(out, tables, said, found, _asked(shown, options, beside, refused))
    if fmt == "text":
        show("\n".join(said[LANGUAGES[0]]))
    else:
        from depformer.export.tested import tested_table

        show(tested_table(tables, fmt, findings.word_names(shown)).rstrip("\n"))
    for why, names in refused.items():
        warn(say("command.not_computed", names=", ".join(map(human, names)), why=why))
    if few := too_few_permutations(permutations):
        warn(few)
    for sentence in found.loc[found["level"].isin(["block", "warn"]), "sentence"]:
        warn(sentence)
    warn(say("notices.synthetic" if shown.attrs["synthetic"] else "notices.research_use"))


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _group_of_severity(
    run: xr.Dataset, group: str | None, groups: tuple[str, str] | None
) -> str | None:
    """Return within which group the severity is followed; None = among everybody."""
    from depformer.stats.people import members, two_groups

    if group is not None:
        members(run, group)  # raises unless there is one of that name
        return group
    pair = two_groups(run, groups)
    return pair[0] if any(members(run, each).any() for each in pair) else None


def _tables(
    run: xr.Dataset,
    options: dict[str, Any],
    *,
    severity: bool,
    group: str | None,
    margin: float | None,
    mixed: bool,
) -> tuple[dict[str, pd.DataFrame], dict[str, list[str]]]:
    """Return the tables that are asked for, by name, the one number to name in advance first.

    And the names of those that this study does not allow, by the reason. That of the first is
    raised where none is allowed.
    """
    from depformer import stats as tables

    of_permutations = ("within_folds", "n_permutations", "seed")
    plain = {name: value for name, value in options.items() if name not in of_permutations}
    # Nothing is permuted within folds where nothing is permuted: who asks for it is told so.
    told = plain | ({"within_folds": True} if options["within_folds"] else {})
    asked: dict[str, Callable[[], pd.DataFrame]] = {
        "valence_contrast": partial(tables.valence_contrast, run, **options),
        "omnibus": partial(tables.omnibus, run, **options),
        "cohort_tests": partial(tables.cohort_tests, run, **options),
        "detectable_effect": partial(tables.detectable_effect, run, **plain),
    }
    if severity:
        alone = {name: value for name, value in options.items() if name != "groups"}
        asked["severity_tests"] = partial(tables.severity_tests, run, group=group, **alone)
    if margin is not None:
        asked["equivalence"] = partial(tables.equivalence, run, margin=margin, **told)
    if mixed:
        asked["mixed_model"] = partial(tables.mixed_model, run, **told)
    found: dict[str, pd.DataFrame] = {}
    refused: dict[str, list[str]] = {}
    faults = []
    for name, compute in asked.items():
        try:
            found[name] = compute()
        except DepformerError as fault:
            faults.append(fault)
            refused.setdefault(str(fault), []).append(name)
    if not found:
        raise faults[0]
    return found, refused


def _guards(run: xr.Dataset, options: dict[str, Any]) -> pd.DataFrame:
    """Return what to know before believing tables of these people."""
    from depformer.stats import guards, touching

    found = touching(
        guards(run, options["role"]),
        ("people", "cohort", "attribution"),
        options.get("method"),
        measure=options["measure"],
    )
    return found[["level", "name", "sentence"]]


def _asked(
    run: xr.Dataset,
    options: dict[str, Any],
    beside: dict[str, Any],
    refused: dict[str, list[str]],
) -> dict[str, Any]:
    """Return what was asked of what, so that the same tables can be made again."""
    from depformer import __version__
    from depformer.export.spec import run_digest
    from depformer.stats.filtered import OWN
    from depformer.stats.people import groups_of

    pair = groups_of(run, options["groups"])
    of_method = options["measure"] == "attribution"
    return {
        "version": __version__,
        **{f"{what}_digest": str(run.attrs[f"{what}_digest"]) for what in ("study", "checkpoint")},
        "run_digest": run_digest(run),
        **options,
        "groups": list(pair),
        "filter": groups_of(run)[0] if OWN in run.coords else None,
        "method": options.get("method") if of_method else None,
        **beside,
        "not_computed": {name: why for why, names in refused.items() for name in names},
    }


def _write(
    out: str,
    tables: dict[str, pd.DataFrame],
    said: dict[str, list[str]],
    found: pd.DataFrame,
    asked: dict[str, Any],
) -> None:
    """Write every table as CSV, what they say in every language, and of what; or nothing."""
    from depformer.export.manuscript.numbers import table_csv
    from depformer.files import more_files, user_path, write_json

    with more_files(user_path(out)) as beside:
        for name, table in {**tables, "guards": found}.items():
            (beside / f"{name}.csv").write_bytes(table_csv(table))
        for language, sentences in said.items():
            text = "\n".join(sentences) + "\n"
            (beside / f"findings_{language}.txt").write_text(text, "utf-8")
        write_json(beside / "asked.json", asked)
