"""The verb that tests whether two groups of people differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from depformer.cli.options import MOST_SEED, CheckpointPath, StudyPath
from depformer.cli.report import show, warn
from depformer.cli.shown import shown_run
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
    from depformer.export.tables import FORMATS
    from depformer.files import check_place, user_path
    from depformer.study import load_study

    one_of("format", fmt, FORMATS)
    if out is not None:
        check_place(user_path(out))
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
    tables = _tables(shown, options, severity=severity, margin=equivalence, mixed=mixed)
    said = {language: _findings(tables, shown, language) for language in LANGUAGES}
    if out is not None:
        _write(out, tables, said)
    if fmt == "text":
        show("\n".join(said[LANGUAGES[0]]))
    else:
        from depformer.export.tested import tested_table

        show(tested_table(tables, fmt).rstrip("\n"))
    warn(say("notices.synthetic" if shown.attrs["synthetic"] else "notices.research_use"))


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _tables(
    run: xr.Dataset, options: dict[str, Any], *, severity: bool, margin: float | None, mixed: bool
) -> dict[str, pd.DataFrame]:
    """Return the tables that are asked for, by name, the one number to name in advance first."""
    from depformer import stats as tables
    from depformer.stats.people import two_groups

    found = {
        "valence_contrast": tables.valence_contrast(run, **options),
        "omnibus": tables.omnibus(run, **options),
        "cohort_tests": tables.cohort_tests(run, **options),
        "detectable_effect": tables.detectable_effect(run, **options),
    }
    if severity:
        first, _ = two_groups(run, options["groups"])
        alone = {name: value for name, value in options.items() if name != "groups"}
        found["severity_tests"] = tables.severity_tests(run, group=first, **alone)
    if margin is not None:
        found["equivalence"] = tables.equivalence(run, margin=margin, **options)
    if mixed:
        found["mixed_model"] = tables.mixed_model(run, **options)
    return found


def _findings(tables: dict[str, pd.DataFrame], run: xr.Dataset, language: str) -> list[str]:
    """Return what the tables say, a sentence each."""
    from depformer.stats import findings

    names = findings.word_names(run, language)
    said = [
        *findings.contrast_found(tables["valence_contrast"], language),
        findings.omnibus_found(tables["omnibus"], language),
        *findings.cells_found(tables["cohort_tests"], names, language),
        findings.detectable_found(tables["detectable_effect"], language),
    ]
    if "severity_tests" in tables:
        said += findings.severity_found(tables["severity_tests"], names, language)
    if "equivalence" in tables:
        said.append(findings.equivalence_found(tables["equivalence"], language))
    if "mixed_model" in tables:
        said += findings.mixed_found(tables["mixed_model"], language)
    return [*said, *findings.conditions(tables["cohort_tests"], language)]


def _write(out: str, tables: dict[str, pd.DataFrame], said: dict[str, list[str]]) -> None:
    """Write every table as CSV, and what they say in every language; all of them or none."""
    from depformer.export.manuscript.numbers import table_csv
    from depformer.files import more_files, user_path

    with more_files(user_path(out)) as beside:
        for name, table in tables.items():
            (beside / f"{name}.csv").write_bytes(table_csv(table))
        for language, sentences in said.items():
            text = "\n".join(sentences) + "\n"
            (beside / f"findings_{language}.txt").write_text(text, "utf-8")
