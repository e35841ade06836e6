"""What an export is made from and how: enough to make the same numbers again, and no path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import depformer
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.export.image import FORMATS
from depformer.export.presets import PRESETS
from depformer.export.spec_values import check_option, check_text, of_kind
from depformer.figures import FIGURES
from depformer.files import read_json
from depformer.labels import BASELINES
from depformer.validate import number, one_of, shortened, whole_number
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

FORMAT = 1
MOST_FIGURES = 200
FILE = "spec.json"
FROM_OUTSIDE = ("maps", "recorded", "predictions", "pictures")
"""Options that hold data: they are computed or read again."""


@dataclass(frozen=True)
class FigureOrder:
    """One figure of an export.

    Parameters
    ----------
    figure : str
        Id of the figure.
    options : mapping
        Those of the figure, apart from data from outside the run.
    share : float
        Of the row's width, where figures are panels.
    """

    figure: str
    options: Mapping[str, Any] = field(default_factory=dict)
    share: float = 1.0

    def __post_init__(self) -> None:
        known = {option.name: option for option in FIGURES[self.figure].options}
        allowed = [name for name in known if name not in FROM_OUTSIDE]
        for name, value in of_kind("options", self.options, dict).items():
            one_of(say("figure_lines.option_of", figure=self.figure), name, allowed)
            check_option(known[name], value)
        number("share", self.share, low=0.05, high=20)


@dataclass(frozen=True)
class Spec:
    """An export: its figures, its page, the run, and the digests of what all is made from.

    Parameters
    ----------
    rows : tuple of tuples of FigureOrder
        The figures; rows matter where they are panels of one page.
    together : bool
        Whether they are panels of one page.
    preset, width_mm, formats
        The page, as of `depformer.export.write_figure`.
    english, faces : bool
        Whether labels are English alone, and recordings are shown of those who consent.
    groups_by : str
        A filter that makes the groups, or nothing.
    methods, baseline, seed, checks
        What the run was asked, as of `depformer.config.Question`.
    study, checkpoint, run, baseline_study : str
        Digests.
    data : mapping
        Digest by CSV file.
    guards : tuple
        ``level``, ``name`` and ``sentence`` of each that held; information, not read again.
    depformer, format : str, int
        Versions.
    """

    rows: tuple[tuple[FigureOrder, ...], ...]
    together: bool = False
    preset: str = "nature"
    width_mm: float | None = None
    formats: tuple[str, ...] = ("pdf",)
    english: bool = False
    faces: bool = False
    groups_by: str = ""
    methods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    baseline: str = BASELINES[0]
    seed: int = 0
    checks: bool = False
    study: str = ""
    checkpoint: str = ""
    run: str = ""
    baseline_study: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[Mapping[str, str], ...] = ()
    depformer: str = depformer.__version__
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.format is True or self.format != FORMAT:
            known = {"got": shortened(self.format), "known": FORMAT}
            raise DepformerError(say("exports.spec_format", **known))
        if not self.rows or not all(self.rows):
            raise DepformerError(say("exports.spec_empty"))
        if len(self.orders) > MOST_FIGURES:
            known = {"got": len(self.orders), "most": MOST_FIGURES}
            raise DepformerError(say("exports.spec_many", **known))
        for name in ("together", "english", "faces", "checks"):
            of_kind(name, getattr(self, name), bool)
        for name in ("groups_by", *DIGESTS, "depformer"):
            check_text(name, getattr(self, name))
        for name in ("methods", "data"):
            for key, value in of_kind(name, getattr(self, name), dict).items():
                check_text(name, key)
                of_kind(key, value, {"methods": dict, "data": str}[name])
        for guard in self.guards:
            for key, said in of_kind("guards", guard, dict).items():
                of_kind(one_of(say("exports.spec_key"), key, GUARD_COLUMNS), said, str)
        preset = PRESETS[of_kind("preset", self.preset, str)]
        if self.width_mm is not None:
            number("width_mm", self.width_mm, low=10, high=max(preset.widths_mm))
        for each in self.formats:
            one_of("format", each, FORMATS)
        one_of("baseline", self.baseline, BASELINES)
        whole_number("seed", self.seed, low=0)

    @property
    def orders(self) -> tuple[FigureOrder, ...]:
        """All figures, in reading order."""
        return tuple(order for row in self.rows for order in row)

    @property
    def text(self) -> str:
        """The file."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False, sort_keys=True) + "\n"

    def question(self, baseline_from: str | None) -> Question:
        """Return what the run was asked, with the folder of its baseline's study."""
        return Question(
            self.methods, self.baseline, baseline_from=baseline_from or "", seed=self.seed
        )


GUARD_COLUMNS = ("level", "name", "sentence")
DIGESTS = ("study", "checkpoint", "run", "baseline_study")


def of_run(run: xr.Dataset) -> dict[str, Any]:
    """Return the fields of a spec that a run fills."""
    about = run.attrs
    return {
        "methods": json.loads(about["methods"]),
        "baseline": str(about["baseline"]),
        "seed": int(about["seed"]),
        "checks": "checks" in about,
        "study": str(about["study_digest"]),
        "checkpoint": str(about["checkpoint_digest"]),
        "baseline_study": str(about["baseline_from_digest"]),
        "run": run_digest(run),
    }


def run_digest(run: xr.Dataset) -> str:
    """Return the digest of all numbers and names of a run, whatever file they came from."""
    sha = hashlib.sha256()
    for part in _parts(run):
        sha.update(part)
    return sha.hexdigest()


def _parts(run: xr.Dataset) -> Iterator[bytes]:
    for name in sorted(map(str, run.variables)):
        values = run[name].transpose(*sorted(map(str, run[name].dims))).values
        yield f"{name}{sorted(map(str, run[name].dims))}{values.shape}".encode()
        if values.dtype.kind in "OUST":
            yield "\n".join(map(str, values.ravel().tolist())).encode()
        else:
            yield np.ascontiguousarray(values).tobytes()


def read_spec(path: Path) -> Spec:
    """Read a ``spec.json``.

    Raises
    ------
    DepformerError
        If it is missing, no JSON object, or says what no export can.
    """
    given = read_json(path, kind="value")
    known = {each.name for each in fields(Spec)}
    for name in given:
        one_of(say("exports.spec_key"), name, known)
    if "rows" not in given:
        raise DepformerError(say("exports.spec_empty"))
    rows = tuple(
        tuple(_order(each) for each in of_kind("row", row, list))
        for row in of_kind("rows", given["rows"], list)
    )
    listed: dict[str, Any] = {
        name: tuple(of_kind(name, given[name], list))
        for name in ("formats", "guards")
        if name in given
    }
    values: dict[str, Any] = {**given, **listed, "rows": rows}
    return Spec(**values)


def _order(given: Any) -> FigureOrder:
    found = of_kind("figure", given, dict)
    for name in found:
        one_of(say("exports.spec_key"), name, [each.name for each in fields(FigureOrder)])
    if not isinstance(found.get("figure"), str):
        raise DepformerError(say("exports.spec_empty"))
    return FigureOrder(**found)


def refuse_other(spec: Spec, got: Mapping[str, str]) -> None:
    """Raise unless what an export is made from has the digests of its spec.

    Parameters
    ----------
    spec : Spec
        As it was read; what it has no digest of is not compared.
    got : mapping
        Some of `DIGESTS`, of what is named now.
    """
    for what, own in got.items():
        wanted = getattr(spec, what)
        if wanted and wanted != own:
            known = {"wanted": wanted[:12], "got": own[:12] or "-"}
            raise DepformerError(say(f"exports.spec_of_other_{what}", **known), kind="run")


def refuse_other_data(spec: Spec, made: Mapping[str, str], files: Sequence[str]) -> None:
    """Raise unless the CSV files that were made again are those of the spec.

    Parameters
    ----------
    spec : Spec
        As it was read.
    made : mapping
        Digest by CSV file, of what was made.
    files : sequence of str
        Which of them are compared.
    """
    other = [name for name in files if spec.data.get(name) not in (None, made.get(name))]
    if other:
        raise DepformerError(
            say(
                "exports.other_data",
                files=", ".join(other),
                made_by=spec.depformer,
                now=depformer.__version__,
            ),
            kind="run",
        )
