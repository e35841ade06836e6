"""How a model is fitted: every setting of the training, with its check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from depformer.errors import DepformerError
from depformer.validate import one_of, settings_of
from depformer.wording import say

SCHEDULES = ("cosine", "plain")


@dataclass(frozen=True)
class TrainOptions:
    """How a model is fitted.

    Parameters
    ----------
    epochs : int
        At most; early stopping may end before.
    least_epochs : int
        Epochs before the first whose weights may be kept: the loss of a few people is lowest by
        chance while the model says nothing yet.
    patience : int
        Epochs without a lower validation loss before it stops.
    batch_size : int
        Participants per step.
    learning_rate, weight_decay : float
        Of AdamW.
    schedule : str
        ``cosine``: the rate rises during warm-up and falls as a cosine, as published. ``plain``: it
        stays.
    warmup : float
        Share of the steps over which the learning rate rises.
    class_weights : bool
        Whether the smaller group weighs more in the loss, so that both weigh the same in all.
    smoothing : float
        Label smoothing of the cross-entropy.
    noise : float
        Standard deviation of noise added to z in training, where a cell's own spread is about 1.
    adapter_rate : float
        Factor on the learning rate of the adapter's first layers. At 0 they stay where they start:
        with tens of people, weights per pixel learn who was in the training part.
    cell_dropout : float
        Share of the (word, modality) cells that are muted in training, so that the prediction leans
        on every informative cell and not on the few that are found first.
    modality_dropout : float
        Share of the participants of a step whose face or whose voice is muted as a whole.
    donor_share : float
        Share of the cells that are taken, in training, from somebody else of the same group in the
        same batch: the word and the group stay, the identity does not, so that people cannot be
        learnt by heart.
    shift : int
        Largest shift of a participant's faces in training [pixel], the same for all words.
    brightness : float
        Largest change of the brightness of a participant's faces in training, of 1.
    time_mask, band_mask : int
        Largest number of time bins and of bands of each voice that are replaced by that voice's
        mean in training; they need features made of bands and bins.
    averaging : float
        Decay per step of the running mean of the weights, which is what is validated and kept: with
        few people, single epochs jump. 0 switches it off.
    """

    epochs: int = 100
    least_epochs: int = 60
    patience: int = 30
    batch_size: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    schedule: str = "cosine"
    warmup: float = 0.1
    class_weights: bool = True
    smoothing: float = 0.05
    noise: float = 0.3
    adapter_rate: float = 0.0
    cell_dropout: float = 0.3
    modality_dropout: float = 0.0
    donor_share: float = 0.5
    shift: int = 0
    brightness: float = 0.0
    time_mask: int = 0
    band_mask: int = 0
    averaging: float = 0.95

    def __post_init__(self) -> None:
        one_of("schedule", self.schedule, SCHEDULES)
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            whole = isinstance(value, int) and not isinstance(value, bool)
            kind = whole if name in _WHOLE else whole or isinstance(value, float)
            if not kind or not low <= value <= high:
                raise DepformerError(
                    say(
                        "train.whole_number" if name in _WHOLE else "train.number",
                        name=name,
                        got=value,
                        low=low,
                        high=high,
                    )
                )


_ENDLESS = float("inf")
_RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("epochs", "patience", "batch_size"), (1, _ENDLESS)),
    **dict.fromkeys(("least_epochs", "shift", "time_mask", "band_mask"), (0, _ENDLESS)),
    **dict.fromkeys(("learning_rate", "weight_decay", "noise", "adapter_rate"), (0, _ENDLESS)),
    **dict.fromkeys(("warmup", "smoothing", "cell_dropout", "modality_dropout"), (0, 1)),
    **dict.fromkeys(("donor_share", "brightness", "averaging"), (0, 1)),
}
_WHOLE = {"epochs", "patience", "batch_size", "least_epochs", "shift", "time_mask", "band_mask"}


def parse_options(settings: Iterable[str]) -> dict[str, Any]:
    """Return the settings of texts like ``learning_rate=0.001`` as numbers, texts and booleans.

    Raises
    ------
    DepformerError
        If a text is no setting, or its name or value is not allowed.
    """
    return settings_of(settings, {field.name: str(field.type) for field in fields(TrainOptions)})
