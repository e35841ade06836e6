"""The words that people read, and the order of every fixed set of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from depformer.wording import LANGUAGES, sentences

OUTCOMES = ("healthy", "depressed")
SEVERAL = "several"  # the group of a person whose sessions stand in different groups
BRANCHES = ("multimodal", "cross", "face", "audio", "bias")
STREAMS = ("multimodal", "face", "audio")
MODALITIES = ("face", "audio")
VALENCES = ("positive", "neutral", "negative")
ALL_WORDS = "all"  # in place of a valence, where nobody knows any
ROLES = ("train", "val", "test", "new")
HELD_OUT_ROLES = ("test", "new")
SPLIT_BY = ("session", "person")
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
        "correlation_folds": "1",
        "correlation_seeds": "1",
        "correlation_samples": "1",
        "overlap_folds": "1",
        "overlap_seeds": "1",
        "overlap_samples": "1",
    }
)


def valences_of(names: Iterable[object]) -> tuple[str, ...]:
    """Return the valences that some words have, in their order; none where nobody knows any."""
    known = set(map(str, names))
    return tuple(valence for valence in VALENCES if valence in known)


def labels_of(words: Mapping[str, Iterable[object]]) -> tuple[str, ...]:
    """Return by which labels words can be called: those that are known, each once.

    Parameters
    ----------
    words : mapping
        The texts of all words by label. The first label is there, whatever the others are.

    Examples
    --------
    >>> labels_of({"text": ["joy", "calm"], "pinyin": ["", ""], "gloss": ["joy", "calm"]})
    ('text',)
    """
    found: dict[tuple[str, ...], str] = {}
    for name in WORD_LABELS:
        texts = tuple(map(str, words[name]))
        if name == WORD_LABELS[0] or not set(texts) <= {"", "n/a"}:
            found.setdefault(texts, name)
    return tuple(found.values())


def human(name: str, language: str = LANGUAGES[0]) -> str:
    """Return the words that people read for an id, or the id with spaces if it has none.

    Only what is measured of people, methods and columns, has a name in every language.
    """
    # A pair is a noun that is counted, and no name.
    found = sentences("quantities", language).get(name) or sentences("names").get(name)
    return found if isinstance(found, str) else name.replace("_", " ")


def in_text(name: str) -> str:
    """Return `human` as it stands within a sentence: what a study calls its own keeps its capitals.

    Examples
    --------
    >>> in_text("depressed"), in_text("Clinic A"), in_text("lime")
    ('depressed', 'Clinic A', 'LIME')
    """
    words = human(name)
    return words.lower() if name in sentences("names") else words


def title(name: str) -> str:
    """Return `human` as a heading or an entry of a menu begins: its first letter is a capital."""
    words = human(name)
    return words[:1].upper() + words[1:]


# Lowest score of every band, and one beyond the highest score of the scale.
BANDS = MappingProxyType({"BDI-II": (0, 14, 20, 29, 64)})


def range_of(scale: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of a scale, None where they are not known.

    Examples
    --------
    >>> range_of("BDI-II"), range_of("my own")
    ((0, 63), None)
    """
    limits = BANDS.get(scale, ())
    return (limits[0], limits[-1] - 1) if limits else None
