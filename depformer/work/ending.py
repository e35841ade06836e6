"""End a block from outside: nobody waits for it any more, or it takes more memory than allowed."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import clear_frames

EVERY_S = 0.02  # memory can grow by some 100 MB within a tenth of a second


class _EndedError(BaseException):
    """Leaves the block, whatever it is doing; no fault that anybody catches by accident."""


@contextmanager
def watched(look: Callable[[], BaseException | None]) -> Iterator[None]:
    """Watch a block of this thread from another one, and end it when there is a reason.

    A step of a library in C is waited for; between two of them the block ends. So is an import: a
    library of which half is loaded, such as torch, can never be loaded again in its process.

    Parameters
    ----------
    look : callable
        Asked fifty times a second, in the other thread; what it returns is raised by the block.
    """
    thread, over, lock = threading.get_ident(), threading.Event(), threading.Lock()
    reasons: list[BaseException] = []

    def watch() -> None:
        while not over.wait(EVERY_S):
            if (reason := look()) is None:
                continue
            with lock:
                if _imports(thread):
                    continue
                if not over.is_set():
                    reasons.append(reason)
                    raise_in(ctypes.c_ulong(thread), ctypes.py_object(_EndedError))
            return

    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    threading.Thread(target=watch, name="watch", daemon=True).start()
    try:
        try:
            yield
        finally:
            with lock:
                over.set()
    except BaseException as end:
        if reasons:
            clear_frames(end.__traceback__)  # whoever looks at the fault does not hold the memory
            raise reasons[0] from None
        raise
    if reasons:  # it came to its end in the same moment
        raise reasons[0]


def _imports(thread: int) -> bool:
    """Return whether a thread is importing a module."""
    frame = sys._current_frames().get(thread)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
