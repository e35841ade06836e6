"""How long it takes until the word is said."""

from __future__ import annotations

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord


def onset_latency(word: SpokenWord) -> tuple[float]:
    """Return the time from the showing of the word to its voice onset [s]; NaN if not noted."""
    return (word.onset - word.shown,)


SPEC = DescriptorSpec("onset_latency", "Onset latency", {"onset_latency": "s"}, onset_latency)
