"""What the model of a run predicts, one of two groups or a score: only here are they told apart.

Whoever needs a sentence or a variable that differs asks the `Target` for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depformer.errors import DepformerError
from depformer.wording import say, sentences

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

LOGIT = "logit"
SMALLEST_GAP = 0.01
"""Differences below this, in the unit, are rounding, where nothing is known of its spread."""
SMALL_SHARE = 0.02
"""Differences below this share of the standard deviation of the scores are rounding."""
_OF_SCORES = {"branch_logit": "branch_predicted"}


@dataclass(frozen=True)
class Target:
    """What is predicted, and in which unit it is explained.

    Attributes
    ----------
    id : str
        ``group`` or ``severity``; sentences that differ end in it.
    unit : str
        ``logit``, or that of the score.
    """

    id: str = "group"
    unit: str = LOGIT

    @classmethod
    def of_scale(cls, name: str) -> Target:
        """Return the score of a scale, whose name may be unknown."""
        return cls("severity", say("targets.points_of", scale=name) if name else POINTS)

    @classmethod
    def of_unit(cls, unit: str) -> Target:
        """Return the target of a table whose column `unit` says so; 1 is that of no target."""
        return cls() if unit in (LOGIT, "1") else cls("severity", unit)

    @property
    def is_score(self) -> bool:
        """Whether it is a number on a scale."""
        return self.id == "severity"

    @property
    def predicted(self) -> tuple[str, ...]:
        """The variables of a run that say what is predicted."""
        if self.is_score:
            return ("predicted", "branch_predicted")
        return ("logit", "probability", "branch_logit")

    @property
    def branches(self) -> str:
        """The variable with the share of each branch, which sum to what is explained."""
        return self.predicted[-1]

    @property
    def direction(self) -> str:
        """Where the two ends of a signed axis lead, as its title says it."""
        return say(f"targets.direction_{self.id}")

    @property
    def ending(self) -> str:
        """What the names of sentences end in that read differently for a score."""
        return "_of_score" if self.is_score else ""

    def rounding(self, scales: Sequence[Mapping[str, float] | None]) -> tuple[float, str]:
        """Return below which size a difference is rounding, in the unit, and this in words.

        Parameters
        ----------
        scales : sequence of mapping or None
            Mean and standard deviation ``sd`` of the training scores of every fold, where known.
        """
        spreads = [float(each["sd"]) for each in scales if each]
        if not self.is_score or not spreads:
            return SMALLEST_GAP, say("targets.rounding", size=SMALLEST_GAP, unit=self.unit)
        size = SMALL_SHARE * min(spreads)
        known = {"size": size, "unit": self.unit, "percent": 100 * SMALL_SHARE}
        return size, say("targets.rounding_of_spread", **known)

    def offers(self, names: tuple[str, ...]) -> bool:
        """Return whether there can be these variables in a run, whatever it has computed."""
        others = {"logit", "probability"} if self.is_score else {"predicted"}
        return others.isdisjoint(names)

    def unit_of(self, declared: str) -> str:
        """Return the unit of what is declared in logits, in this run's own; others stay."""
        return self.unit if declared == LOGIT else declared

    def says_of(self, variable: str) -> str:
        """Return what a variable of a run means."""
        of_score = f"{variable}_of_score"
        differs = self.is_score and of_score in sentences("variables")
        return say(f"variables.{of_score if differs else variable}")

    def absent(self, run: xr.Dataset, names: tuple[str, ...]) -> list[str]:
        """Return which variables a run lacks, named as in a run that predicts groups."""
        own = _OF_SCORES if self.is_score else {}
        return [name for name in names if own.get(name, name) not in run]

    def of_person(self, person: xr.Dataset) -> dict[str, float]:
        """Return what a table says of one person's prediction, by column."""
        if self.is_score:
            return {"predicted": float(person["predicted"]), "severity": float(person["severity"])}
        return {"probability": float(person["probability"].sel(outcome="depressed"))}


GROUPS = Target()
POINTS = say("targets.points")


def target_of(run: xr.Dataset) -> Target:
    """Return what the model of a run predicts; runs from before scores predict groups."""
    name = str(run.attrs.get("target", "group"))
    if name not in ("group", "severity"):
        raise DepformerError(say("run_format.target", got=name), kind="run")
    return Target(name, str(run.attrs.get("unit", LOGIT)))


def prediction(row: Mapping[Any, Any] | pd.Series[Any], *, listed: bool = False) -> str:
    """Say the prediction of one person, from the columns of `Target.of_person`.

    `listed`: as an entry of a list, else as a part of a sentence.
    """
    if "probability" in row:
        return say("targets.probability", p=row["probability"])
    score = say("targets.listed" if listed else "targets.score", predicted=row["predicted"])
    known = row["severity"] == row["severity"]
    return say("targets.beside", score=score, true=row["severity"]) if known else score
