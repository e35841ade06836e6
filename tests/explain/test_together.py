"""People who share passes: the numbers of each alone, full passes, and nobody left waiting."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import engine
from depformer.explain.case import Case
from depformer.explain.engine import answer
from depformer.explain.methods import METHODS, method_options
from depformer.explain.together.meeting import met
from depformer.explain.together.people import of_one_fold, people_at_once
from depformer.model import DEPFormer, load_checkpoint
from depformer.study import load_study
from tests.explain.alike import EVERY, alike
from tests.explain.toy import linear_case, pairs_case, weights

SHARE = (
    "integrated_gradients",
    "expected_gradients",
    "occlusion",
    "shapley_sampling",
    "shapley_valence",
    "input_x_gradient",
)
SOME = (*SHARE, "attention_query", "published_selection", "smooth_gradients")


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people share passes on the processor, as they do on an accelerator."""
    monkeypatch.setattr(engine, "people_at_once", lambda checkpoint: 4)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows of every pass of the model."""
    seen: list[int] = []
    own = DEPFormer.classify

    def classify(self: DEPFormer, z: torch.Tensor) -> Any:
        seen.append(len(z))
        return own(self, z)

    monkeypatch.setattr(DEPFormer, "classify", classify)
    return seen


def test_on_the_processor_nobody_shares(tiny_checkpoint: Path) -> None:
    assert people_at_once(load_checkpoint(tiny_checkpoint)) == 1


def test_numbers_are_those_of_each_alone(
    tiny_study: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    some, asked = study.ids[:6], Question({name: EVERY[name] for name in SOME})
    alone = answer(study, models, asked, participants=some)
    monkeypatch.setattr(engine, "people_at_once", lambda checkpoint: 4)
    found = answer(study, models, asked, participants=some)
    assert found["participant"].values.tolist() == some
    alike(alone, found)
    again = answer(study, models, asked, participants=some)
    for name in found.data_vars:  # whichever thread was faster
        np.testing.assert_array_equal(found[name].values, again[name].values)


def test_passes_are_shared(
    tiny_study: Path, tiny_checkpoint: Path, together: None, passes: list[int]
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    one_fold = models.assign(study).query("fold == 0").index[:4].tolist()
    asked = Question({"integrated_gradients": {"steps": 50}})
    answer(study, models, asked, participants=one_fold)
    assert sorted(passes) == [1, 1, 1, 1, 2 * 4, 50 * 4]  # looks, both ends, all points


def test_a_frozen_selection_is_not_shared(
    tiny_study: Path, tiny_checkpoint: Path, together: None, passes: list[int]
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    asked = Question({"integrated_gradients": {"selection": "frozen", "steps": 20}})
    answer(study, models, asked, participants=study.ids[:4])
    assert max(passes) == 20


def test_who_shares_is_declared() -> None:
    options = method_options(list(METHODS.ids))
    assert {name for name in options if METHODS[name].shares(options[name])} == {*SHARE}


@pytest.mark.parametrize("most", [1, 2, 8])
def test_everybody_is_asked_for_once_and_with_their_own_fold(most: int) -> None:
    folds = pd.Series([2, 0, 2, 0, 2, 1], index=[*"abcdef"])
    groups = of_one_fold(folds, most)
    assert sorted(who for each in groups for who in each) == [*"abcdef"]
    assert all(len(each) <= most and folds[each].nunique() == 1 for each in groups)
    if most == 1:
        assert groups == [[who] for who in folds.index]


def test_values_and_gradients_of_the_toy() -> None:
    model = linear_case(weights(1)).checkpoint
    cases = [replace(linear_case(weights(1), seed), checkpoint=model) for seed in range(5)]

    def work(case: Case) -> tuple[float, torch.Tensor]:
        z = torch.stack([case.z, 2 * case.z]).requires_grad_()
        found = case.difference(z)
        (gradient,) = torch.autograd.grad((found * torch.tensor([1.0, 3.0])).sum(), z)
        return float(case.values(case.z[None])), gradient

    for case, (value, gradient) in zip(cases, met(cases, work), strict=True):
        assert value == pytest.approx(float(case.difference(case.z[None])), rel=1e-6)
        np.testing.assert_allclose(gradient[0], weights(1), rtol=1e-6)
        np.testing.assert_allclose(gradient[1], 3 * weights(1), rtol=1e-6)


def test_those_who_ask_more_often_go_on_alone() -> None:
    cases = [pairs_case(seed)[0] for seed in range(4)]

    def work(case: Case) -> list[float]:
        return [float(case.values(case.z[None] * k)) for k in range(case.seed + 1)]

    found = met(cases, work)
    assert [len(each) for each in found] == [1, 2, 3, 4]
    for case, own in zip(cases, found, strict=True):
        assert own == pytest.approx(work(case), rel=1e-5)


def test_a_fault_of_one_ends_the_meeting_of_all() -> None:
    cases = [linear_case(weights(1), seed) for seed in range(4)]
    before = threading.active_count()

    def work(case: Case) -> None:
        for _ in range(100):
            case.values(case.z[None])
            if case.seed == 2:
                raise DepformerError("of the third")

    with pytest.raises(DepformerError, match="of the third"):
        met(cases, work)
    assert threading.active_count() == before


def test_a_pass_that_fails_ends_the_meeting_of_all() -> None:
    cases = [linear_case(weights(1), seed) for seed in range(3)]
    cases[0].checkpoint.classify = None  # type: ignore[method-assign, assignment]
    before = threading.active_count()
    with pytest.raises(TypeError):
        met(cases, lambda case: case.values(case.z[None]))
    assert threading.active_count() == before


def test_an_option_that_is_not_allowed_is_one_sentence(
    tiny_study: Path, tiny_checkpoint: Path, together: None
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    with pytest.raises(DepformerError, match="steps"):
        answer(study, models, Question({"integrated_gradients": {"steps": 0}}))
