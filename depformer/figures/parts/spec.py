"""What a figure declares, and the options that a reader may set."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.errors import DepformerError
from depformer.schema.target import LOGIT, Target, target_of
from depformer.stats.cohort import PEOPLE, cohort_of
from depformer.stats.findings import group_called
from depformer.stats.measure import MEASURES
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

CHOICES = MappingProxyType(
    {
        "label": labels.WORD_LABELS,
        "order": ("list", "valence", "size"),
        "stream": labels.STREAMS,
        "role": ("held_out", "all"),
        "value": ("difference", "magnitude"),
        "shown": ("attributions", "recording"),
        "measure": MEASURES,
        "people": PEOPLE,
    }
)
CHECKS = frozenset(
    ("curve", "faithfulness", "attribution_untrained", "attribution_baseline", "planted")
)
"""Variables that only a checked run holds."""


@dataclass(frozen=True)
class Option:
    """One thing that a reader may set.

    Parameters
    ----------
    name : str
        The keyword.
    of : str
        ``table`` if it changes the numbers, ``figure`` if only how they are drawn.
    default : object
        Its value unless set; `inspect.Parameter.empty` if it must be given.
    choices : tuple of str
        The allowed values, where they are few and fixed.
    """

    name: str
    of: str
    default: object
    choices: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the reader must give it."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True)
class FigureSpec:
    """Describe one figure.

    Parameters
    ----------
    id : str
        Stable, short name; its title and how to read it stand under it in the wording.
    needs : tuple of str
        Variables that the run must hold.
    scope : str
        ``participant``, ``word`` or ``cohort``: what it is about.
    guards : tuple of str
        Scopes whose guards touch it, see `stats.guard_checks.guard.SCOPES`.
    table : callable
        ``table(run, *, ...)`` -> DataFrame with all the numbers.
    figure : callable
        ``figure(table, *, ...)`` -> plotly Figure.
    signed : bool
        Whether its values have a direction and are compared about 0: its axis is symmetric.
    words : str
        The axis that the words stand on, ``x``, ``y`` or nothing.
    unsigned : bool
        Whether title and reading differ for a method without direction.
    by_valence : bool
        Whether title and reading differ for words that have no valence.
    intervals : str
        Name of the sentence on its intervals, beside that on the bootstrap of figures with
        `n_bootstrap`.
    resampled : str
        What its bootstrap draws, if it has one: ``in_groups`` or ``people``.
    measure : str
        What it compares, one of `MEASURES`, where that is no option of its own.
    measured : callable or None
        ``measured(table)`` -> str: whom it shows and what was measured, in a caption. None: its
        caption counts the people of the groups.
    noted : callable or None
        ``noted(table)`` -> str: what is to be said of these very numbers, on screen and in a
        caption, such as how its words were chosen; may be empty.
    given : tuple of str
        Options of the table that hold data from outside the run, such as maps or predictions.
    by_target : bool
        Whether its reading differs where a score is predicted.
    clicks : bool
        Whether a click on it chooses a word, or opens a person, though not all words stand there.
    hinted : bool
        Whether a sentence in the wording says where to click.
    counted : mapping
        By the column of the table that counts people: the columns that are statistics of them, and
        stay here where they are few. A figure of one person has none.
    """

    id: str
    needs: tuple[str, ...]
    scope: str
    guards: tuple[str, ...]
    table: Callable[..., pd.DataFrame]
    figure: Callable[..., go.Figure]
    signed: bool = False
    words: str = ""
    unsigned: bool = False
    by_valence: bool = False
    intervals: str = ""
    resampled: str = "in_groups"
    measure: str = "attribution"
    measured: Callable[[pd.DataFrame], str] | None = None
    noted: Callable[[pd.DataFrame], str] | None = None
    given: tuple[str, ...] = ()
    by_target: bool = False
    clicks: bool = False
    hinted: bool = False
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def clickable(self) -> bool:
        """Whether a click on it chooses something."""
        return bool(self.words) or self.clicks

    @property
    def hint(self) -> str:
        """Where to click, if that is not plain to see: for a screen, not for paper."""
        return say(f"figures.click_{self.id}") if self.hinted else ""

    def question(self, *, signed: bool = True, valence: bool = True) -> str:
        """Return the question that it answers, also for a method without direction."""
        return say(f"figures.title_{self._kind(signed=signed, valence=valence)}{self.id}")

    def reading(
        self, *, signed: bool = True, valence: bool = True, a: str = "", unit: str = LOGIT
    ) -> str:
        """Return how to read it: with the first of two groups `a`, if they are compared."""
        kind = self._kind(signed=signed, valence=valence)
        ending = Target.of_unit(unit).ending if self.by_target and kind != "unsigned_" else ""
        return say(f"figures.read_{kind}{self.id}{ending}", **{"a": group_called(a)})

    def _kind(self, *, signed: bool, valence: bool) -> str:
        if self.by_valence and not valence:
            return "no_valence_"
        return "" if signed or not self.unsigned else "unsigned_"

    def offered(self, run: xr.Dataset) -> bool:
        """Return whether it shows something that the model of a run can predict at all."""
        return target_of(run).offers(self.needs)

    def absent(self, run: xr.Dataset) -> list[str]:
        """Return the variables that it needs and the run does not hold."""
        return target_of(run).absent(run, self.needs)

    @property
    def of_one(self) -> bool:
        """Whether it shows one person."""
        return self.scope in ("participant", "word")

    @property
    def options(self) -> tuple[Option, ...]:
        """All options, read from the signatures of the two functions.

        A table that takes further ones hands them on to `cohort_of`, whose they are.
        """
        found = [*_options("table", self.table), *_options("figure", self.figure)]
        kinds = {each.kind for each in inspect.signature(self.table).parameters.values()}
        if inspect.Parameter.VAR_KEYWORD in kinds:
            found += _options("table", cohort_of)
        return tuple(found)

    def split(self, run: xr.Dataset, given: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        """Return the options of `table` and those of `figure`, or raise at the first wrong one."""
        if not self.offered(run):
            reason = say(f"targets.not_offered_{target_of(run).id}", **{"figure": self.id})
            raise DepformerError(reason, kind="figure")
        if absent := self.absent(run):
            raise DepformerError(
                say(
                    "figure_lines.needs_checks"
                    if set(absent) <= CHECKS
                    else "figure_lines.needs_sessions"
                    if "person" in absent
                    else "figure_lines.needs_method",
                    figure=self.id,
                    names=", ".join(absent),
                ),
                kind="figure",
            )
        known = {option.name: option for option in self.options}
        for name, value in given.items():
            option = known[
                one_of(say("figure_lines.option_of", figure=self.id), name, known, kind="figure")
            ]
            if option.choices:
                one_of(name, value, option.choices)
        for option in known.values():
            if option.required and option.name not in given:
                raise DepformerError(
                    say("figure_lines.needs_option", figure=self.id, option=option.name),
                    kind="figure",
                )
        return tuple(
            {name: value for name, value in given.items() if known[name].of == of}
            for of in ("table", "figure")
        )


def _options(of: str, function: Callable[..., Any]) -> list[Option]:
    return [
        Option(name, of, parameter.default, tuple(CHOICES.get(name, ())))
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY or name == "participant"
    ]


def who(role: str) -> str:
    """Return what the people of a table are called, by its column `role`."""
    return say(f"figure_lines.who_{role}")


def of_both(line: str, table: pd.DataFrame, smallest: int) -> str:
    """Return a line on groups that says of which nobody, or hardly anybody, was held out.

    Parameters
    ----------
    line : str
        How to read the figure.
    table : DataFrame
        With ``group`` and ``n``.
    smallest : int
        As many people a group needs to be shown.
    """
    most = table.groupby("group", sort=False)["n"].max()
    empty, few = most[most == 0], most[(most > 0) & (most < smallest)]
    said = [line]
    if len(empty):
        said.append(say("figure_lines.nobody_in", groups=_quoted(empty.index)))
    if len(few):
        said.append(say("figure_lines.not_shown", n=smallest, groups=_quoted(few.index)))
    return " ".join(said)


def _quoted(names: Iterable[object]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def one_participant(run: xr.Dataset, participant: str) -> xr.Dataset:
    """Return the run of one person, without the participant dim, or raise with the nearest id."""
    ids = run["participant"].values.astype(str).tolist()
    return run.isel(participant=ids.index(one_of("participant", participant, ids)))


def mark_training(figure: go.Figure, role: str, *, colour: str) -> go.Figure:
    """Write 'Training included' across the plot unless everybody in it was held out."""
    if role != "held_out":
        figure.add_annotation(
            text=f"<b>{say('figure_lines.training_mark')}</b>",
            textangle=-20,
            x=0.5,
            xref="paper",
            y=0.5,
            yref="paper",
            showarrow=False,
            opacity=0.3,
            font={"size": 34, "color": colour},
            name="training",
        )
    return figure


def mark_synthetic(figure: go.Figure, *, colour: str) -> go.Figure:
    """Write 'Synthetic data' along the right edge."""
    figure.add_annotation(
        text=say("figure_lines.synthetic_mark"),
        textangle=90,
        x=1,
        xref="paper",
        xanchor="right",
        xshift=(figure.layout.margin.r or 0) - 2,
        y=0,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"size": 10, "color": colour},
        name="synthetic",
    )
    return figure
