"""The honest forward pass written out in NumPy, one participant and one word at a time.

It shares no line with the network: it reads the weights by name and follows the description.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from depformer.config import ModelConfig

Array = NDArray[np.float64]


@dataclass
class Reference:
    """A model by its weights.

    Attributes
    ----------
    config : ModelConfig
        Its sizes.
    weights : mapping
        The state_dict as float64.
    selected : dict
        Filled by a pass: the selected words by stream and place, each (head, word) of bool.
    confidence : dict
        Filled by a pass: alpha by stream and stack.
    attention, score : dict
        Filled by a pass, by stream and place: (head, query, key), NaN in rows that are not
        selected, and (head, word).
    """

    config: ModelConfig
    weights: Mapping[str, Array]
    selected: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    attention: dict[str, Array] = field(default_factory=dict)
    score: dict[str, Array] = field(default_factory=dict)

    def branches(self, face: Array, audio: Array) -> Array:
        """Return the logits of each branch and of the bias, shape (5, outcome)."""
        cells = [
            np.stack([self._cell(name, word, row) for word, row in enumerate(rows)])
            for name, rows in (("face", face.reshape(len(face), -1)), ("audio", audio))
        ]
        multimodal = self._encode("multimodal", np.concatenate(cells, axis=1))
        own = [
            self._encode("unimodal", rows, stream)
            for rows, stream in zip(cells, ("face", "audio"), strict=True)
        ]
        cross = self._cross(own[0], own[1], multimodal)
        p = self.config.branch_weight
        head, rest = self.weights["head.weight"], self.weights["branch_head.weight"]
        parts = [head @ multimodal.ravel()]
        parts += [p * rest @ tokens.ravel() for tokens in (cross, *own)]
        parts.append(self.weights["head.bias"] + 3 * p * self.weights["branch_head.bias"])
        return np.stack(parts)

    def _cell(self, modality: str, word: int, values: Array) -> Array:
        w = self.weights
        shift, scale = w[f"adapter.{modality}_shift"][word], w[f"adapter.{modality}_scale"]
        z = self._linear(f"adapter.{modality}", (values - shift) * scale)
        features = self._linear("adapter.shared", self._norm("adapter.norm", z))
        return np.asarray(features / (1 + np.exp(-features)))

    def _encode(self, encoder: str, rows: Array, stream: str = "multimodal") -> Array:
        table = self._positions(len(rows))
        embedded = self._circular(f"{encoder}.embedding.convolution", rows) + table
        ends = []
        for stack in range(3):
            x = embedded[len(rows) - len(rows) // 2**stack :]
            for layer in range(3 - stack):
                if layer:
                    x = self._distil(f"{encoder}.stacks.{stack}.distil.{layer - 1}", x)
                name = f"{encoder}.stacks.{stack}.layers.{layer}"
                x = self._layer(name, x, f"{stream}.{stack}.{layer}")
            x = self._norm(f"{encoder}.norm", x)
            if encoder == "unimodal":
                shared = self._layer("unimodal.sharing", x, f"{stream}.{stack}.sharing")
                x = x + self._norm("unimodal.norm", shared)
            ends.append(x)
        return np.concatenate(ends)

    def _layer(self, name: str, x: Array, place: str) -> Array:
        attended = self._attend(f"{name}.attention", x, place)
        wide = self._linear(f"{name}.feed_forward.wide", attended)
        erf = np.vectorize(math.erf)
        inner = wide * (1 + erf(wide / math.sqrt(2))) / 2
        back = self._linear(f"{name}.feed_forward.back", inner)
        return self._norm(f"{name}.feed_forward.norm", attended + back)

    def _attend(self, name: str, x: Array, place: str) -> Array:
        c = self.config
        query, key, value = (
            self._heads(f"{name}.projections.{part}", x) for part in ("query", "key", "value")
        )
        selected = np.zeros((c.n_heads, len(x)), dtype=bool)
        score = np.empty((c.n_heads, len(x)))
        for head in range(c.n_heads):
            products = query[head] @ key[head].T
            score[head] = [max(row) - sum(row) / len(row) for row in products]
            most = np.argsort(score[head])[::-1][: c.selected_queries(len(x))]
            selected[head, most] = True
        if place.endswith("sharing"):
            logit = self._linear(f"{name}.confidence", query.ravel())[0]
            alpha = 1 / (1 + math.exp(-logit))
            self.confidence[place] = alpha
            if alpha < c.asu_threshold:  # what the multimodal stream chose for its last quarter
                selected = self.selected["multimodal.2.0"]
        self.selected[place], self.score[place] = selected, score
        self.attention[place] = np.full((c.n_heads, len(x), len(x)), np.nan)
        context = np.empty((len(x), c.n_heads, c.d_v))
        for head in range(c.n_heads):
            for word in range(len(x)):
                if selected[head, word]:
                    size = np.exp(query[head, word] @ key[head].T / math.sqrt(c.d_k))
                    self.attention[place][head, word] = size / size.sum()
                    context[word, head] = (size / size.sum()) @ value[head]
                else:
                    context[word, head] = value[head].mean(axis=0)
        return self._merge(name, context, x)

    def _cross(self, face: Array, audio: Array, multimodal: Array) -> Array:
        c = self.config
        query = self._heads("cross.projections.query", face)
        key = self._heads("cross.projections.key", audio)
        value = self._heads("cross.projections.value", multimodal)
        context = np.empty((len(face), c.n_heads, c.d_v))
        for head in range(c.n_heads):
            for token in range(len(face)):
                size = np.exp(query[head, token] @ key[head].T / math.sqrt(c.d_k))
                context[token, head] = (size / size.sum()) @ value[head]
        return self._merge("cross", context, face)

    def _heads(self, name: str, x: Array) -> Array:
        """Return (head, word, d)."""
        return np.moveaxis(self._linear(name, x).reshape(len(x), self.config.n_heads, -1), 1, 0)

    def _merge(self, name: str, context: Array, residual: Array) -> Array:
        joined = self._linear(f"{name}.projections.output", context.reshape(len(residual), -1))
        return self._norm(f"{name}.projections.norm", joined + residual)

    def _distil(self, name: str, x: Array) -> Array:
        w = self.weights
        rows = self._circular(f"{name}.convolution", x)
        spread = np.sqrt(w[f"{name}.norm.running_var"] + 1e-5)
        rows = (rows - w[f"{name}.norm.running_mean"]) / spread
        rows = rows * w[f"{name}.norm.weight"] + w[f"{name}.norm.bias"]
        rows = np.where(rows > 0, rows, np.expm1(np.minimum(rows, 0)))
        return np.stack(
            [rows[max(0, 2 * i - 1) : 2 * i + 2].max(axis=0) for i in range(len(x) // 2)]
        )

    def _circular(self, name: str, x: Array) -> Array:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        n = len(x)
        return np.stack(
            [
                sum(weight[:, :, step] @ x[(i + step - 1) % n] for step in range(3)) + bias
                for i in range(n)
            ]
        )

    def _linear(self, name: str, x: Array) -> Array:
        bias = self.weights.get(f"{name}.bias", np.array(0.0))
        return np.asarray(x @ self.weights[f"{name}.weight"].T + bias)

    def _norm(self, name: str, x: Array) -> Array:
        mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        normed = (x - mean) / np.sqrt(variance + 1e-5)
        return np.asarray(normed * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])

    def _positions(self, words: int) -> Array:
        width = self.config.d_model
        table = np.empty((words, width))
        for word in range(words):
            for column in range(width):
                angle = word / 10_000 ** ((column - column % 2) / width)
                table[word, column] = math.cos(angle) if column % 2 else math.sin(angle)
        return table
