"""What a cancellation knows of the work that it ends: whether the same call goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_GOES_ON = "goes_on"


@contextmanager
def goes_on(kept: Callable[[], bool]) -> Iterator[None]:
    """Mark a cancellation of the block, if something is kept by then.

    Parameters
    ----------
    kept : callable
        Asked when the block is cancelled.
    """
    try:
        yield
    except KeyboardInterrupt as end:
        if kept():
            end.add_note(_GOES_ON)
        raise


def is_kept(end: BaseException | None) -> bool:
    """Return whether an exception comes from a cancellation after which the same call goes on."""
    while end is not None:
        if _GOES_ON in getattr(end, "__notes__", ()):
            return True
        end = end.__context__
    return False
