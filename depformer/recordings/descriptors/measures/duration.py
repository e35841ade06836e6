"""How long the word lasts."""

from __future__ import annotations

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord


def duration(word: SpokenWord) -> tuple[float]:
    """Return the time from voice onset to voice offset [s]."""
    return (word.offset - word.onset,)


SPEC = DescriptorSpec("duration", "Duration", {"duration": "s"}, duration)
