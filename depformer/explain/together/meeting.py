"""Let the rows of several people pass the model at once, though each is explained alone.

The points of one person leave an accelerator idle. Every person's methods run in a thread of their
own, as they would anyway; where they ask the model for rows, they wait until everybody else asks or
is done, and all rows pass in one batch. Nobody's rows mix with another's inside the model, so the
gradient of a row is that of the sum over the batch, and is made in the same pass.

Who waits for whom does not depend on which thread is fast: a batch is complete when nobody is left
who could join it, and its rows lie in the order of the people.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from depformer.explain.case import Case

T = TypeVar("T")


class _EndedError(Exception):
    """The meeting has ended before this person was answered."""


@dataclass(frozen=True)
class _Asked:
    """Rows of z that a person asks for, and whether their gradient is needed."""

    case: Case
    z: Tensor
    gradient: bool


def met(cases: Sequence[Case], work: Callable[[Case], T]) -> list[T]:
    """Return what comes of each person's work, all of whom share passes.

    Parameters
    ----------
    cases : sequence of Case
        The people, whose models nobody else uses meanwhile.
    work : callable
        Gets a case, and asks the model by `Case.difference` alone; called in a thread for each.

    Raises
    ------
    Exception
        What the work of the first of those whose work failed has raised, or a pass.
    """
    return _Meeting[T](cases, work).held()


class _Meeting(Generic[T]):
    def __init__(self, cases: Sequence[Case], work: Callable[[Case], T]) -> None:
        self._cases, self._work = cases, work
        self._changed = threading.Condition()
        self._asked: dict[int, _Asked] = {}
        self._answers: dict[int, tuple[Tensor, Tensor | None]] = {}
        self._results: dict[int, T] = {}
        self._faults: dict[int, BaseException] = {}
        self._ended = False

    def held(self) -> list[T]:
        """Answer until everybody is done."""
        threads = [
            threading.Thread(target=self._one, args=(who,), daemon=True, name=f"person-{who}")
            for who in range(len(self._cases))
        ]
        try:
            for thread in threads:
                thread.start()
            while asked := self._complete():
                answers = _answered(asked)
                with self._changed:
                    self._answers |= answers
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
            for thread in threads:
                if thread.ident is not None:  # a system may have refused to begin it
                    thread.join()
        for who in sorted(self._faults):
            if not isinstance(self._faults[who], _EndedError):
                raise self._faults[who]
        return [self._results[who] for who in range(len(self._cases))]

    def _complete(self) -> dict[int, _Asked]:
        """Wait until everybody asks or is done, and return who asks; nobody after a fault."""
        with self._changed:
            self._changed.wait_for(lambda: self._faults or self._waiting() == self._left())
            asked, self._asked = self._asked, {}
            return {} if self._faults else dict(sorted(asked.items()))

    def _waiting(self) -> int:
        return len(self._asked)

    def _left(self) -> int:
        return len(self._cases) - len(self._results) - len(self._faults)

    def _one(self, who: int) -> None:
        case = self._cases[who]

        def ask(z: Tensor) -> Tensor:
            return _through(lambda rows, need: self._ask(who, _Asked(case, rows, need)), z)

        try:
            result = self._work(replace(case, through=ask))
        except BaseException as fault:  # it is raised again where the meeting is held
            with self._changed:
                self._faults[who] = fault
                self._changed.notify_all()
        else:
            with self._changed:
                self._results[who] = result
                self._changed.notify_all()

    def _ask(self, who: int, asked: _Asked) -> tuple[Tensor, Tensor | None]:
        with self._changed:
            self._asked[who] = asked
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._ended or who in self._answers)
            if who not in self._answers:
                raise _EndedError
            return self._answers.pop(who)


Ask = Callable[[Tensor, bool], tuple[Tensor, Tensor | None]]


def _through(ask: Ask, z: Tensor) -> Tensor:
    """Return the answers to rows of z, through which a gradient finds its way."""
    if torch.is_grad_enabled() and z.requires_grad:
        found: Tensor = _Passed.apply(z, ask)  # type: ignore[no-untyped-call]
        return found
    return ask(z.detach(), False)[0]


class _Passed(torch.autograd.Function):
    """A pass of which the gradient came along."""

    @staticmethod
    def forward(ctx: Any, z: Tensor, ask: Ask) -> Tensor:
        values, gradient = ask(z.detach(), True)
        ctx.save_for_backward(gradient)
        return values

    @staticmethod
    def backward(ctx: Any, *over: Tensor) -> tuple[Tensor, None]:
        (gradient,) = ctx.saved_tensors
        return over[0].view(-1, 1, 1, 1) * gradient, None


def _answered(asked: dict[int, _Asked]) -> dict[int, tuple[Tensor, Tensor | None]]:
    """Return values and gradients of everybody's rows: one pass a model, and a kind of question."""
    answers: dict[int, tuple[Tensor, Tensor | None]] = {}
    kinds: dict[tuple[int, bool], list[int]] = {}
    for who, each in asked.items():
        kinds.setdefault((id(each.case.checkpoint), each.gradient), []).append(who)
    for (_, gradient), people in kinds.items():
        answers |= _one_pass({who: asked[who] for who in people}, gradient=gradient)
    return answers


def _one_pass(
    asked: dict[int, _Asked], *, gradient: bool
) -> dict[int, tuple[Tensor, Tensor | None]]:
    sizes = [len(each.z) for each in asked.values()]
    z = torch.cat([each.z for each in asked.values()]).requires_grad_(gradient)
    model = next(iter(asked.values())).case.checkpoint
    with torch.set_grad_enabled(gradient):
        logits = torch.split(model.classify(z).logits, sizes)
        values = [
            each.case.quantity.difference(own)
            for each, own in zip(asked.values(), logits, strict=True)
        ]
        found: Sequence[Tensor | None] = [None] * len(sizes)
        if gradient:
            found = torch.split(torch.autograd.grad(torch.cat(values).sum(), z)[0], sizes)
    detached = [each.detach() for each in values]
    return dict(zip(asked, zip(detached, found, strict=True), strict=True))
