"""An ordered, closed table of extensions: one file and one line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from depformer.validate import one_of


class Named(Protocol):
    """Anything with a stable, short id."""

    @property
    def id(self) -> str:
        """The id."""


Spec = TypeVar("Spec", bound=Named)


class Registry(Generic[Spec]):
    """Hold specs in menu order and find them by id.

    Parameters
    ----------
    what : str
        What an entry is called in messages, for example ``method``.
    specs : tuple of Spec
        The entries; their order is the order in every menu.
    """

    def __init__(self, what: str, specs: tuple[Spec, ...]) -> None:
        self.what = what
        self._by_id = {spec.id: spec for spec in specs}
        if len(self._by_id) != len(specs):
            raise ValueError(f"Two entries of the {what} registry share an id.")

    def __iter__(self) -> Iterator[Spec]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, key: str) -> Spec:
        """Return the entry of that id, or raise with the nearest name."""
        return self._by_id[one_of(self.what, key, self._by_id)]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in menu order."""
        return tuple(self._by_id)
