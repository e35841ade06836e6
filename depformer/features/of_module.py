"""An extractor of voices made of a torch module, for packages that bring a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.features.extractor import ExtractorSpec
from depformer.features.extractors.log_mel import BANDS, BINS, SHORTEST_S, log_mel
from depformer.files import digest
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    from torch import nn

RATE = 16_000  # that a module hears
TAKES = ("samples", "log_mel")


def module_extractor(
    module: nn.Module,
    *,
    id: str,
    title: str,
    version: str,
    size: int,
    takes: Literal["samples", "log_mel"] = "samples",
    options: Mapping[str, float | int | str] | None = None,
) -> ExtractorSpec:
    """Return an extractor that computes vectors by a torch module.

    It is computed in evaluation, without gradients and by one thread, so that a word has the same
    numbers wherever and beside whatever it is computed. The digest of the weights stands among the
    options: other weights are other features, even where nobody has raised the version.

    Parameters
    ----------
    module : nn.Module
        Takes float32, shape (1, sample) at 16 kHz or (1, band, bin), see `takes`; returns
        (1, feature). It is the caller's, whose package builds it and reads its weights (safetensors
        are data; a TorchScript archive is a program, and is never opened here).
    id, title, version, size
        As of `ExtractorSpec`.
    takes : str
        ``samples``, or ``log_mel``: the 40 bands in 25 bins of the extractor of that name [dB re
        full scale].
    options : mapping, optional
        Further settings that the numbers depend on.

    Examples
    --------
    In a package of one's own, under its entry point ``depformer.extractors``:

    >>> def vowels() -> ExtractorSpec:
    ...     net = build_network()
    ...     net.load_state_dict(safetensors.torch.load_file(weights))
    ...     return module_extractor(
    ...         net, id="vowels", title="Vowel network", version="1", size=256
    ...     )
    """
    one_of("takes", takes, TAKES)
    module.eval()
    weights = module.state_dict()
    parts = [part for name in sorted(weights) for part in (name, _bytes(weights[name]))]

    def extract(signal: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
        import torch

        if rate != RATE:
            raise DepformerError(say("extractors.rate", id=id, got=rate, allowed=RATE))
        heard = log_mel(signal, rate).reshape(BANDS, BINS) if takes == "log_mel" else signal
        given = torch.from_numpy(np.array(heard, dtype=np.float32)[None])
        with _alone(module), torch.no_grad():
            vector: NDArray[np.float32] = module(given).to(torch.float32).numpy()
        return vector[0] if vector.shape == (1, size) else vector

    known = {"takes": takes, "weights": digest(*parts)[:16], **(options or {})}
    shortest = SHORTEST_S if takes == "log_mel" else 0.0
    return ExtractorSpec(id, "audio", title, version, size, extract, known, shortest)


def _bytes(tensor: object) -> bytes:
    array: NDArray[np.generic] = np.asarray(tensor)
    return repr((array.dtype.str, array.shape)).encode() + array.tobytes()


@contextmanager
def _alone(module: nn.Module) -> Iterator[None]:
    """Let one thread compute in evaluation; what stood before stands again."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    module.eval()
    try:
        yield
    finally:
        torch.set_num_threads(threads)
