"""What a method of explanation declares and returns; nothing here needs torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depformer.labels import human
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.explain.case import Case

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Coalitions:
    """Exact Shapley values of players that bear a meaning.

    Attributes
    ----------
    players : tuple of str
        Valence and modality, for example ``negative_face``; ``all_face`` where none is known.
    value : ndarray
        Shape (player,) [logit]; they sum to the difference of logits to the baseline.
    interaction : ndarray
        Shapley interaction index, shape (player, player_2) [logit]; NaN on the diagonal.
    """

    players: tuple[str, ...]
    value: Array
    interaction: Array


@dataclass(frozen=True)
class Attributed:
    """What a method says of one participant.

    Attributes
    ----------
    attribution : ndarray
        Shape (word, modality), in the method's unit; NaN where the method says nothing of cells.
    gap : float
        Sum of attributions minus the difference of logits to the baseline [logit]; NaN where the
        method claims no such sum.
    error : ndarray or None
        Standard error of a method that samples, the shape and unit of `attribution`.
    coalitions : Coalitions or None
        Of a method whose players are valence x modality.
    """

    attribution: Array
    gap: float = float("nan")
    error: Array | None = None
    coalitions: Coalitions | None = None

    @classmethod
    def of_draws(cls, draws: Sequence[Array], gap: float = float("nan")) -> Attributed:
        """Return the mean over independent draws, each (word, modality), and its standard error."""
        error = np.std(draws, axis=0, ddof=1) / len(draws) ** 0.5
        return cls(np.mean(draws, axis=0), gap, error)


@dataclass(frozen=True)
class MethodSpec:
    """Declare one method; menus, colour scales, legends and contract tests follow from it.

    Its name, what it says and where it comes from stand in the wording, by its id.

    Attributes
    ----------
    id : str
        Short and stable.
    unit : str
        ``logit``, or ``1`` for attention methods.
    signed, complete, stochastic : bool
        Whether values have a direction, sum to the logit difference, depend on a seed.
    options : type
        A frozen dataclass of its settings, all with defaults.
    attribute : callable
        ``attribute(case, options) -> Attributed``. What it needs of torch and Captum is imported
        inside, so that declarations are read at once.
    players : str
        ``cells`` (word x modality), or ``valence`` (valence x modality), which has no place among
        the attributions of single words.
    needs : tuple of str
        Fields of `Case` that are only made for those who need them: ``references``, ``taps``.
    by_captum : bool
        Whether a class of Captum does the computing; captions then name Captum's version.
    shares : callable
        ``shares(options) -> bool``: whether all that it asks of the model are rows of z, by
        `Case.difference`, and it draws from no generator but its own. People may then share passes.
    default : bool
        Whether it is computed where no methods are named; those that draw many samples are not.
    in_all : bool
        Whether ``all`` stands for it, too; those that cost more than all others together, and say
        again what another method says, are computed only when they are named.
    """

    id: str
    unit: str
    signed: bool
    complete: bool
    stochastic: bool
    options: type[Any]
    attribute: Callable[[Case, Any], Attributed]
    players: str = "cells"
    needs: tuple[str, ...] = ()
    by_captum: bool = False
    shares: Callable[[Any], bool] = lambda options: False
    default: bool = True
    in_all: bool = True

    @property
    def title(self) -> str:
        """The name, as it begins a line."""
        name = human(self.id)
        return name[:1].upper() + name[1:]

    @property
    def says(self) -> str:
        """One sentence: what a value means."""
        return say(f"methods.says_{self.id}")

    @property
    def reference(self) -> str:
        """Where the method comes from."""
        return say(f"methods.reference_{self.id}")
