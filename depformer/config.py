"""What a checkpoint stores of its model's sizes, and what a run is asked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from depformer.errors import DepformerError
from depformer.labels import BASELINES
from depformer.validate import number, one_of, shortened, whole_number, word_count
from depformer.wording import say

PARTS = MappingProxyType(
    {
        part: say(f"model_config.part_{part}")
        for part in ("adapter_sharing", "asu", "mca", "ffp", "face", "audio")
    }
)
TARGETS = ("group", "severity")
DEVICES = ("cpu", "cuda", "mps")  # that a model can be put on; the first unless one is named
LARGEST = 65_536  # of every size: no product of three, the most that a tensor has, overflows


@dataclass(frozen=True)
class ModelConfig:
    """Fix every size of a DEP-Former.

    The defaults are those of the publication (Ye et al., IEEE TCSVT 35(3), 2025), the number of
    words and the feature sizes come from the study.

    Parameters
    ----------
    n_words : int
        Words per participant, N: a multiple of 4, at least 8.
    image_size : int
        Height and width of a face [pixel].
    audio_size : int
        Numbers per audio vector.
    hidden_size : int
        Width of z, the affine image of one face or one audio vector.
    adapter_size : int
        Width of one modality behind the adapter.
    d_model, n_heads, d_k, d_v, d_ff : int
        Sizes of the encoder: token, heads, key and query, value, feed-forward.
    n_stacks : int
        Distilling stacks; stack i reads the last N / 2^i positions.
    sparsity_factor : int
        c of ProbSparse attention: u = min(int(c ln L), L) queries are selected.
    branch_weight : float
        p, the weight of the branches cross, face and audio; the expectation of the Bernoulli
        weights that training draws.
    asu_threshold : float
        A stream keeps its own word selection where its confidence reaches this value, and takes
        the multimodal stream's selection elsewhere.
    dropout : float
        Dropout inside the encoder, in training only.
    without : str
        Parts that are left out for an ablation, of `PARTS`, with spaces between; empty: none.
    target : str
        ``group``: two logits, one an outcome. ``severity``: one number, the rating [SD] from its
        mean over the training part.
    word_list_digest, feature_digest : str
        What the model was made for; an empty string means unknown.
    """

    n_words: int = 24
    image_size: int = 224
    audio_size: int = 1000
    hidden_size: int = 1000
    adapter_size: int = 128
    d_model: int = 224
    n_heads: int = 8
    d_k: int = 64
    d_v: int = 64
    d_ff: int = 32
    n_stacks: int = 3
    sparsity_factor: int = 5
    branch_weight: float = 0.1
    asu_threshold: float = 0.5
    dropout: float = 0.1
    without: str = ""
    target: str = "group"
    word_list_digest: str = ""
    feature_digest: str = ""

    def __post_init__(self) -> None:
        for name in _SIZES:
            whole_number(name, getattr(self, name), low=1, high=LARGEST, kind="checkpoint")
        word_count(self.n_words, kind="checkpoint")
        if self.n_stacks != 3 or not isinstance(self.n_stacks, int):
            got = shortened(self.n_stacks)
            raise DepformerError(say("model_config.stacks", got=got), kind="checkpoint")
        for name in ("branch_weight", "asu_threshold", "dropout"):
            number(name, getattr(self, name), low=0, high=1, kind="checkpoint")
        for name in ("word_list_digest", "feature_digest", "without", "target"):
            if not isinstance(getattr(self, name), str):
                got = shortened(getattr(self, name))
                raise DepformerError(
                    say("model_config.text", name=name, got=got), kind="checkpoint"
                )
        for part in self.without.split():
            one_of(say("model_config.part"), part, PARTS, kind="checkpoint")
        if {"face", "audio"} <= set(self.without.split()):
            raise DepformerError(say("model_config.both_modalities"), kind="checkpoint")
        one_of("target", self.target, TARGETS, kind="checkpoint")

    def has(self, part: str) -> bool:
        """Return whether a part of `PARTS` is there."""
        return part not in self.without.split()

    @property
    def outputs(self) -> int:
        """Numbers that the model returns: a logit per outcome, or one severity."""
        return 2 if self.target == "group" else 1

    def selected_queries(self, length: int) -> int:
        """Return u, how many of `length` queries ProbSparse attention selects."""
        return max(1, min(int(self.sparsity_factor * math.log(length)), length))

    @property
    def tokens(self) -> int:
        """Tokens behind the three stacks, 3 N / 4."""
        return self.n_stacks * self.n_words // 4

    def to_dict(self) -> dict[str, Any]:
        """Return the flat keys of ``config.json``."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelConfig:
        """Build a config from the keys of ``config.json``, naming unknown and missing ones."""
        known = {field.name for field in fields(cls)}
        settings = {key: value for key, value in values.items() if key not in _HUB_KEYS}
        for key in settings:
            one_of(say("model_config.key"), key, known, kind="checkpoint")
        missing = sorted(known - settings.keys() - _LATER)
        if missing:
            raise DepformerError(
                say("model_config.lacks", names=", ".join(missing)), kind="checkpoint"
            )
        return cls(**settings)


_SIZES = tuple(
    field.name for field in fields(ModelConfig) if field.type == "int" and field.name != "n_stacks"
)
_LATER = {"without", "target"}  # a config.json from before they were there leaves nothing out
_HUB_KEYS = ("model_type", "format_version")

PRESETS: dict[str, dict[str, Any]] = {
    # For tens to hundreds of participants: about 1 M weights, and a selection that leaves words out
    # at every length (c = 2: 6 of 24, 4 of 12, 3 of 6), so that the sharing unit has a choice.
    "compact": {
        "hidden_size": 16,
        "adapter_size": 32,
        "d_model": 48,
        "n_heads": 4,
        "d_k": 12,
        "d_v": 12,
        "d_ff": 32,
        "sparsity_factor": 2,
    },
    # The sizes of the publication.
    "published": {},
}


def preset(name: str, **sizes: Any) -> ModelConfig:
    """Return the config of a preset with the study's sizes.

    Parameters
    ----------
    name : str
        ``compact`` or ``published``.
    **sizes
        Any field of `ModelConfig`, most often `n_words`, `image_size` and `audio_size`.

    Returns
    -------
    ModelConfig
        Ready to build a model from.
    """
    return replace(ModelConfig(**PRESETS[one_of("preset", name, PRESETS)]), **sizes)


@dataclass(frozen=True)
class Question:
    """All that identifies a run of one study and one checkpoint.

    Memory, place and progress are no part of it: they change no number but for the last bits.

    Parameters
    ----------
    methods : mapping
        Options by method id; options that are not named have their defaults. ``default`` and
        ``all`` stand for groups of methods.
    baseline : str
        What words are compared with, one of `depformer.labels.BASELINES`.
    baseline_from : str
        Folder of the study whose mean is the baseline ``study_mean``, else empty.
    seed : int
        For methods that draw.
    checks : bool
        Whether every explanation is checked.
    also : tuple of str
        Folders of the same training with other seeds, for the checks.

    Examples
    --------
    >>> Question() == Question({"default": {}}, "training_mean")
    True
    >>> Question({"occlusion": {}}) == Question({"occlusion": {}}, seed=1)
    False
    """

    methods: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"default": {}})
    baseline: str = BASELINES[0]
    baseline_from: str = ""
    seed: int = 0
    checks: bool = False
    also: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it in one order, for digests."""
        return json.dumps(asdict(self), sort_keys=True)

    def __hash__(self) -> int:
        return hash(self.text)
