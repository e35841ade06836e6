"""What the verb `figures` draws: which run, which panels, and whole exports from a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer.cli.report import warn
from depformer.cli.shown import shown_run
from depformer.errors import DepformerError
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.export.spec import Spec
    from depformer.figures import FigureSpec
    from depformer.model import CheckpointSet
    from depformer.study import Study

OWN = ("top", "crossed")  # options of figures that make them small enough for a page
_PANEL = re.compile(r"(?P<figure>[\w-]+)(@(?P<participant>[\w.-]+))?(:(?P<share>\d+(\.\d+)?))?")


def panels_of(text: str) -> list[list[dict[str, Any]]]:
    """Return the panels that a text names, row by row.

    Parameters
    ----------
    text : str
        Rows with ``/`` between them, panels with ``,``; each a figure, then ``@`` and a
        participant, then ``:`` and its share of the width, both of which may be left out.

    Returns
    -------
    list of lists of dict
        ``figure participant share`` of each.

    Examples
    --------
    >>> panels_of("cohort_words / word_profile@sub-001:2, roc")[1][0]
    {'figure': 'word_profile', 'participant': 'sub-001', 'share': 2.0}
    """
    rows = []
    for line in text.split("/"):
        row = []
        for each in line.split(","):
            found = _PANEL.fullmatch(each.strip())
            if found is None:
                raise DepformerError(say("verbs.invalid_panel", got=each.strip() or text))
            row.append(
                {
                    "figure": found["figure"],
                    "participant": found["participant"],
                    "share": float(found["share"] or 1),
                }
            )
        rows.append(row)
    return rows


def of_compared(
    specs: Sequence[FigureSpec],
    measure: str | None,
    people: str | None,
    covariates: str | None,
    *,
    absolute: bool,
) -> dict[str, Any]:
    """Return what is asked of comparisons, for those of some figures that know it.

    Raises
    ------
    DepformerError
        If a value is not allowed, or none of the figures knows an option.
    """
    from depformer.stats.cohort import PEOPLE
    from depformer.stats.measure import MEASURES

    given: dict[str, Any] = {
        "measure": measure and one_of("measure", measure, MEASURES),
        "people": people and one_of("people", people, PEOPLE),
        "covariates": [each.strip() for each in (covariates or "").split(",") if each.strip()],
        "absolute": absolute,
    }
    given = {name: value for name, value in given.items() if value}
    known = {option.name for spec in specs for option in spec.options}
    if others := [f"--{name}" for name in given if name not in known]:
        raise DepformerError(say("verbs.nothing_compared", options=", ".join(others)))
    return given


def of_figures(specs: Sequence[FigureSpec], given: Sequence[str]) -> dict[str, Any]:
    """Return options of figures that are given as ``NAME=VALUE``: whole numbers, yes or no.

    Raises
    ------
    DepformerError
        If none of the figures has the option, or the value is not of its kind.
    """
    known = {
        option.name: option.default
        for spec in specs
        for option in spec.options
        if option.name in OWN
    }
    found: dict[str, Any] = {}
    for each in given:
        name, _, value = each.partition("=")
        if name not in known:
            held = ", ".join(known) or say("verbs.no_option")
            raise DepformerError(say("verbs.unknown_option", got=name or each, held=held))
        switch = isinstance(known[name], bool)
        if switch and value not in ("yes", "no"):
            raise DepformerError(say("verbs.not_yes_or_no", name=name, got=value))
        if not switch and not (value.isascii() and value.isdigit() and int(value) > 0):
            raise DepformerError(say("verbs.not_a_count", name=name, got=value))
        found[name] = value == "yes" if switch else int(value)
    return found


def methods_in(run: xr.Dataset) -> list[str]:
    """Return the ids of the methods that a run holds."""
    return run["method"].values.astype(str).tolist() if "method" in run.coords else []


def fitting_of(
    specs: Sequence[FigureSpec],
    rows: Sequence[Sequence[Mapping[str, Any]]],
    study: Study,
    checkpoint: str,
    run: xr.Dataset,
    order: Mapping[str, Any],
    outside: Mapping[str, Any],
    *,
    named: bool,
) -> list[tuple[str, dict[str, Any]]]:
    """Return ids and options of the figures that can be laid out; say which cannot, and why.

    Parameters
    ----------
    specs : sequence of FigureSpec
        In their order.
    rows : sequence of sequences of mappings
        From `panels_of`; none: files of their own.
    study, checkpoint, run
        What they are of.
    order : mapping
        ``preset width_mm participant label method english``, and ``own``: options that only some
        of the figures have.
    outside : mapping
        ``words donor baseline_from faces``, see `depformer.export.given.given`.
    named : bool
        Whether these figures were asked for: then one that cannot be made is a fault.
    """
    from depformer.export import fits
    from depformer.figures.parts.spec import CHECKS

    models: CheckpointSet | str = checkpoint
    if any(each.given for each in specs):  # else nothing needs the model, nor torch
        from depformer.model import load_checkpoint

        models = load_checkpoint(checkpoint)
    of_panels = [each["participant"] for row in rows for each in row]
    fitting: list[tuple[str, dict[str, Any]]] = []
    unchecked = []
    several = _each(specs, outside["words"], one_word=bool(rows))  # a panel is one figure
    for place, (spec, words) in enumerate(several):
        absent = set(spec.absent(run))
        if "person" in absent and not named:  # a study without sessions lacks nothing
            continue
        if absent and absent <= CHECKS and not named:
            unchecked.append(spec.id)
            continue
        person = of_panels[place] if of_panels else None
        options = _options(spec, run, order, person)
        options |= _given_to(spec, study, models, run, options, {**outside, "words": words})
        try:
            nothing = fits(run, spec.id, **options)
        except DepformerError as fault:
            if fault.kind != "figure" or named:
                raise
            warn(say("verbs.figure_left_out", figure=spec.id, why=fault))
        else:
            fitting.append((spec.id, options))
            if nothing:
                warn(say("verbs.figure_empty", figure=spec.id, why=nothing))
    if unchecked:
        warn(say("verbs.unchecked", figures=", ".join(unchecked)))
    return fitting


def _options(
    spec: FigureSpec, run: xr.Dataset, order: Mapping[str, Any], person: str | None
) -> dict[str, Any]:
    """Return the options of a figure: those of all, and those that it knows."""
    options = {name: order[name] for name in ("preset", "width_mm", "participant", "label")}
    if order["english"]:
        options["english"] = True
    known = {option.name: option.default for option in spec.options}
    options |= {name: value for name, value in order["own"].items() if name in known}
    if person:
        options["participant"] = one_of("participant", person, run["participant"].values)
    methods = methods_in(run)
    if "method" in known and methods:
        usual = known["method"] if known["method"] in methods else methods[0]
        options["method"] = order["method"] or usual
    return options


def _given_to(
    spec: FigureSpec,
    study: Study,
    models: CheckpointSet | str,
    run: xr.Dataset,
    options: Mapping[str, Any],
    outside: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the options of a figure that hold data from outside the run."""
    from depformer.export.given import given

    return given(
        spec.id,
        study,
        models,
        run,
        str(options["participant"] or run["participant"].values[0]),
        words=outside["words"],
        donor=outside["donor"],
        baseline_from=outside["baseline_from"],
        recordings=outside["faces"],
    )


def _each(
    specs: Sequence[FigureSpec], words: list[str], *, one_word: bool
) -> Iterator[tuple[FigureSpec, list[str]]]:
    """Yield every figure with its words: one that shows a single word once for each."""
    for spec in specs:
        if spec.scope == "word" and words:
            yield from ((spec, [word]) for word in (words[:1] if one_word else words))
        else:
            yield spec, words


def ordered(
    run: xr.Dataset,
    fitting: Sequence[tuple[str, Mapping[str, Any]]],
    rows: Sequence[Sequence[Mapping[str, Any]]],
    page: Mapping[str, Any],
) -> tuple[Spec, xr.Dataset, list[dict[str, Any]]]:
    """Return the spec of some figures, their run, and their data from outside it.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    fitting : sequence of (str, mapping)
        Ids and options, those of the page among them.
    rows : sequence of sequences of mappings
        From `panels_of`; none: files of their own.
    page : mapping
        Fields of the spec.
    """
    from depformer.export.spec import FROM_OUTSIDE, FigureOrder, Spec, of_run
    from depformer.figures import FIGURES

    outside = [{k: v for k, v in each.items() if k in FROM_OUTSIDE} for _, each in fitting]
    shares = iter([each["share"] for row in rows for each in row] or [1.0] * len(fitting))
    orders = []
    for name, options in fitting:
        known = {option.name for option in FIGURES[name].options} - {*FROM_OUTSIDE}
        own = {key: value for key, value in options.items() if key in known}
        if FIGURES[name].of_one:
            own["participant"] = options["participant"] or str(run["participant"].values[0])
        orders.append(FigureOrder(name, own, next(shares)))
    left = iter(orders)
    placed = tuple(tuple(next(left) for _ in row) for row in rows) or tuple(
        (order,) for order in orders
    )
    return Spec(placed, together=bool(rows), **page, **of_run(run)), run, outside


def write_files(
    target: Path, spec: Spec, run: xr.Dataset, given: Sequence[Mapping[str, Any]]
) -> list[Path]:
    """Write an export into a folder, all of it or nothing."""
    from depformer.export.bundle import files_of
    from depformer.files import more_files, write_bytes

    names = []
    with more_files(target) as beside:
        for name, content in files_of(spec, run, given):
            write_bytes(beside / name, content)
            names.append(target / name)
    return names


def rebuild(
    study: str,
    checkpoint: str,
    target: Path,
    path: Path,
    run: str | None,
    baseline_from: str | None,
) -> list[Path]:
    """Make an export again from its spec, of a study and a checkpoint of the same digests.

    Raises
    ------
    DepformerError
        If one of them is another, or the numbers come out otherwise.
    """
    from depformer.export.given import given
    from depformer.export.spec import of_run, read_spec, refuse_other
    from depformer.files import checkpoint_digest, user_path
    from depformer.study import load_study

    spec = read_spec(path)
    read = load_study(study)
    refuse_other(
        spec, {"study": read.digest, "checkpoint": checkpoint_digest(user_path(checkpoint))}
    )
    asked = spec.question(baseline_from)
    chosen = {"run": run, "groups_by": spec.groups_by or None}
    shown = shown_run(read, checkpoint, asked, **chosen)
    if run is None and spec.checks and "checks" not in shown.attrs:
        shown = shown_run(read, checkpoint, replace(asked, checks=True), **chosen)
    # One computed again may differ in its last digits; what is compared are the numbers shown.
    own = of_run(shown)
    refuse_other(spec, {name: own[name] for name in ("baseline_study", *(["run"] * bool(run)))})
    outside = [
        given(
            order.figure,
            read,
            checkpoint,
            shown,
            str(order.options.get("participant", "")),
            words=list(order.options.get("words") or [order.options.get("word")]),
            modalities=tuple(order.options.get("modalities") or ()) or ("face", "audio"),
            donor=order.options.get("donor"),
            baseline_from=baseline_from,
            recordings=spec.faces,
        )
        for order in spec.orders
    ]
    return write_files(target, replace(spec, **own), shown, outside)
