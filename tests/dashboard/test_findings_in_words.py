"""What is found names words as the reader chose, or as shown where no such name is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.parts import findings
from depformer import figures, schema


def test_a_word_without_pinyin_is_called_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    run = schema.example(0, participants=60).copy(deep=True)
    cell = {"method": "integrated_gradients", "word": "w03", "modality": "face"}
    patients = run["group"].values == "depressed"
    run["attribution"].loc[cell] = patients + np.random.default_rng(0).normal(0, 0.2, 60)
    run["pinyin"].values[:] = "n/a"

    def table(_: object, name: str, **asked: Any) -> pd.DataFrame:
        return figures.table(name, run, n_permutations=199, **asked)

    said: list[str] = []
    monkeypatch.setattr(findings.data, "table", table)
    monkeypatch.setattr(findings.st, "markdown", said.append)
    opened: Any = SimpleNamespace(run=run)
    view: Any = SimpleNamespace(method="integrated_gradients", label="pinyin")
    findings.found(opened, view, {})
    assert f"At '{run['text'].sel(word='w03').item()}'," in said[0]
    assert "n/a" not in said[0]
