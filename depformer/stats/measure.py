"""What is compared between people: attributions, rates of selection, attention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from depformer import labels
from depformer.errors import DepformerError
from depformer.stats.inference.groups.composition import centred_log_ratio
from depformer.stats.inference.intervals import Floats
from depformer.stats.people import choose, mean_of_people, of_method, sittings
from depformer.stats.tables.selection_rates import selection_rates
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

# A measure, and the method whose checks limit it; attribution is of the method that is chosen.
CHECKED_AS = {
    "attribution": None,
    "selection_rate": "attention_query",
    "attention_received": "attention_received",
}
MEASURES = tuple(CHECKED_AS)
KEPT = ("attribution", "query_score", "logit", "probability", "predicted")
WHOLE = "multimodal"  # the stream that sees both modalities


@dataclass(frozen=True)
class Measured:
    """One number a person, word and modality or stream.

    Attributes
    ----------
    values : array
        Shape (participant, word, part), in the order of `people`; NaN = not measured.
    parts : tuple of str
        The modalities face and audio; of selection rates the three streams.
    unit, name : str
        The unit, and what a table calls it: the id of the method or of the measure.
    people : xarray.Dataset
        One row a person.
    """

    values: Floats
    parts: tuple[str, ...]
    unit: str
    name: str
    people: xr.Dataset

    def of(self, rows: NDArray[np.intp]) -> Measured:
        """Return the same of some of the people, by their rows."""
        return replace(self, values=self.values[rows], people=self.people.isel(participant=rows))

    def whole(self) -> Floats:
        """Return one number a person and word: the sum of face and voice, or the joint stream."""
        if WHOLE in self.parts:
            return self.values[..., self.parts.index(WHOLE)]
        return np.asarray(self.values.sum(axis=-1))

    def apart(self) -> tuple[list[str], Floats]:
        """Return face and voice, and their numbers of `values`, without the joint stream."""
        kept = [part for part in self.parts if part != WHOLE]
        return kept, self.values[:, :, [self.parts.index(part) for part in kept]]


def measured(
    run: xr.Dataset,
    measure: str = "attribution",
    method: str = "integrated_gradients",
    role: str = "held_out",
    *,
    absolute: bool = False,
    clr: bool = False,
) -> Measured:
    """Return what is compared, one row a person: sessions are measured apart and then averaged.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    measure : str
        ``attribution`` of `method`; ``selection_rate``, the share of heads in which a word's query
        is among the most active ones, by stream; ``attention_received``.
    method : str
        Id of the attribution method; the other measures have none.
    role : str
        ``held_out`` or ``all``.
    absolute : bool
        Whether the size counts without its sign.
    clr : bool
        Whether masses that sum to one over the words become centred log ratios.

    Raises
    ------
    DepformerError
        If the run lacks the measure, or what is to become log ratios is not all above 0.
    """
    run = run[[name for name in KEPT if name in run]]  # the rest is large, and each row is a copy
    rows = sittings(run, role)
    parts: tuple[str, ...] = labels.MODALITIES
    if one_of("measure", measure, MEASURES) == "selection_rate":
        values, parts, unit, name = _selection_rates(rows), labels.STREAMS, "1", measure
    else:
        name = method if measure == "attribution" else measure
        found = of_method(rows, name)
        values, unit = found.values.astype(float), str(found["unit"].item())
    if absolute:
        values = np.abs(values)
    if clr:
        if unit != "1" or not (values[np.isfinite(values)] > 0).all():
            raise DepformerError(say("cohorts.no_masses", name=labels.human(name)))
        values, unit = centred_log_ratio(values.swapaxes(1, 2)).swapaxes(1, 2), "log ratio"
    name = f"{name}/absolute" if absolute else name
    return Measured(mean_of_people(rows, values), parts, unit, name, choose(run, role))


def guarded_by(measure: str, method: str | None) -> str | None:
    """Return the method whose guards limit a measure: of attributions the one that is chosen."""
    return CHECKED_AS[one_of("measure", measure, MEASURES)] or method


def _selection_rates(rows: xr.Dataset) -> Floats:
    """Return the rate of every word and stream, shape (participant, word, stream)."""
    shape = (rows.sizes["participant"], rows.sizes["word"])
    return np.stack(
        [
            selection_rates(rows, stream=stream)["selection_rate"].to_numpy().reshape(shape)
            for stream in labels.STREAMS
        ],
        axis=-1,
    )
