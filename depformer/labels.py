"""The words that people read, and the order of every fixed set of names."""

from __future__ import annotations

from types import MappingProxyType

from depformer.wording import say, sentences

OUTCOMES = ("healthy", "depressed")
BRANCHES = ("multimodal", "cross", "face", "audio", "bias")
STREAMS = ("multimodal", "face", "audio")
MODALITIES = ("face", "audio")
VALENCES = ("positive", "neutral", "negative")
ROLES = ("train", "val", "test", "new")
HELD_OUT_ROLES = ("test", "new")
MODES = ("honest", "published")
WORD_LABELS = ("text", "pinyin", "gloss")
BASELINES = ("training_mean", "healthy_mean", "participant_mean", "study_mean", "zero")
CURVES = ("deletion", "insertion", "deletion_random", "insertion_random")

# Checks of an explanation: id -> unit. Those that end in _random are the control of the same name.
METRICS = MappingProxyType(
    {
        "deletion": "logit",
        "deletion_random": "logit",
        "deletion_rank": "1",
        "insertion": "logit",
        "insertion_random": "logit",
        "insertion_rank": "1",
        "comprehensiveness": "logit",
        "comprehensiveness_random": "logit",
        "sufficiency": "logit",
        "sufficiency_random": "logit",
        "polarity": "1",
        "randomisation_heads": "1",
        "randomisation_sharing": "1",
        "randomisation_stack_2": "1",
        "randomisation_stack_1": "1",
        "randomisation_stack_0": "1",
        "randomisation_embedding": "1",
        "randomisation_adapter": "1",
        "randomisation_size_heads": "1",
        "randomisation_size_sharing": "1",
        "randomisation_size_stack_2": "1",
        "randomisation_size_stack_1": "1",
        "randomisation_size_stack_0": "1",
        "randomisation_size_embedding": "1",
        "randomisation_size_adapter": "1",
        "stability_folds": "1",
        "stability_seeds": "1",
        "stability_samples": "1",
        "overlap_folds": "1",
        "overlap_seeds": "1",
        "overlap_samples": "1",
    }
)

RESEARCH_USE = "Research use only. Not a diagnostic device; no output here is a clinical finding."
SYNTHETIC = (
    "Synthetic data: drawn faces and synthesised speech. No result here is about real people."
)


def human(name: str) -> str:
    """Return the words that people read for an id, or the id with spaces if it has none."""
    if f"name_{name}" in sentences("methods"):
        return say(f"methods.name_{name}")
    return str(sentences("names").get(name, name.replace("_", " ")))


def known_with_other_features(ids: list[str]) -> str:
    """Say that a checkpoint knows these participants' ids with other features."""
    return (
        f"{count(len(ids), 'participant')} of this study have ids that the checkpoint was trained "
        f"with, but other features ({', '.join(ids[:5])}{' ...' if len(ids) > 5 else ''}). If they "
        "are the same people, their predictions are not held out."
    )


def count(n: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun in the right number, for example ``1 head`` or ``8 heads``."""
    return f"{n} {singular if n == 1 else plural or singular + 's'}"
