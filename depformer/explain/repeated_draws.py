"""What the methods share that let Captum draw which cells are muted, and repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depformer.explain.method import Array
from depformer.validate import whole_number

if TYPE_CHECKING:
    from depformer.explain.case import Case

PER_CELL = 10  # mutings of one regression where their number is not named


@dataclass(frozen=True)
class RegressionOptions:
    """Settings of a method that fits a weight a cell to the logits of muted copies.

    Parameters
    ----------
    samples : int
        Mutings of one regression, more than twice the cells; 0: ten a cell.
    repeats : int
        Independent regressions, whose spread gives the standard error.
    """

    samples: int = 0
    repeats: int = 8


def regressions(case: Case, captum: Any, options: RegressionOptions) -> list[Array]:
    """Return the weights of independent regressions, each (word, modality).

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    samples = options.samples or PER_CELL * case.n_players
    whole_number("samples", samples, low=2 * case.n_players + 1)
    repeats = whole_number("repeats", options.repeats, low=2)
    return repeated(case, captum, repeats, samples)


def repeated(case: Case, captum: Any, repeats: int, samples: int) -> list[Array]:
    """Return what a class of Captum says of the cells, drawing anew each time.

    Parameters
    ----------
    case : Case
        The participant before the model; all draws come from its seed.
    captum : captum.attr.Attribution
        Of the class that mutes cells, made with `Case.difference`.
    repeats : int
        How often it is asked.
    samples : int
        Captum's ``n_samples`` of one time.

    Returns
    -------
    list of ndarray
        Each of shape (word, modality).
    """
    from depformer.model.drawing import drawing

    asked = {
        "baselines": case.baseline[None],
        "feature_mask": case.players(),
        "n_samples": samples,
        "perturbations_per_eval": case.rows,
    }
    with drawing(case.seed):
        return [case.of_players(captum.attribute(case.z[None], **asked)) for _ in range(repeats)]
