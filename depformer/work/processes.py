"""In several processes of this machine, by Dask, which also restarts one that dies."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Any

import dask
import psutil
from distributed import Client, Nanny, Scheduler, Security, SpecCluster

from depformer.errors import DepformerError
from depformer.wording import say
from depformer.work.on_dask import RETRIES, OnDask, closed
from depformer.work.pieces import Count, Function, Piece, Tell

# One thread a process: two torch threads beside other work take several times as long as one.
_ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class Processes(OnDask):
    """Several processes of this machine, one thread each.

    They answer to this process alone, over an encrypted connection of this machine.

    Parameters
    ----------
    workers : int
        How many.
    memory, tell
        As of `OnDask`.
    loads : str
        A module that every process loads at once, while this one does something else.
    """

    keeps = True
    name = "this machine"

    def __init__(
        self,
        workers: int,
        memory: int | None = None,
        tell: Tell = lambda sentence: None,
        loads: str = "",
    ) -> None:
        super().__init__(memory, tell)
        self.workers, self._loads = workers, loads

    def brought(
        self,
        client: Client,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        count: Count,
    ) -> bool:
        """Return that they see the same disk."""
        return False

    @contextmanager
    def opened(self, pieces: int | None) -> Iterator[Client]:
        """Start the processes, at most one a piece, and end them with the context."""
        settings = {
            "distributed.scheduler.allowed-failures": RETRIES,
            # Each of them answers a browser, too, and asks nobody who is there: with no pages.
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
            "distributed.nanny.pre-spawn-environ": _ENVIRONMENT,
            "distributed.worker.daemon": True,
            # What a worker may take is watched in it; one that is paused for it would hang.
            "distributed.worker.memory.pause": False,
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.target": False,
            "distributed.worker.memory.terminate": False,
        }
        security = Security.temporary()
        own = {"host": "127.0.0.1", "protocol": "tls://", "security": security, "dashboard": False}
        # A port for browsers that is free, or Dask warns of the one that it likes best.
        asked = {**own, "dashboard_address": "127.0.0.1:0", "port": 0}
        worker = {
            **own,
            "nthreads": 1,
            "silence_logs": logging.CRITICAL,
            "preload": [self._loads] if self._loads else [],
        }
        workers = self.workers if pieces is None else min(self.workers, pieces)
        with dask.config.set(settings), ExitStack() as open_:
            cluster = open_.enter_context(
                _started(
                    workers={name: {"cls": Nanny, "options": worker} for name in range(workers)},
                    scheduler={"cls": Scheduler, "options": asked},
                    security=security,
                    silence_logs=logging.CRITICAL,
                    shutdown_on_close=False,
                )
            )
            open_.callback(_end_at_once, cluster)
            open_.enter_context(closed(client := Client(cluster)))
            yield client


def _started(**how: Any) -> SpecCluster:
    """Start the processes, once more if one of them ends before all are there.

    Raises
    ------
    DepformerError
        If that happens again.
    """
    for left in reversed(range(1 + RETRIES)):
        try:
            with _uninterrupted():
                return SpecCluster(**how)
        except (RuntimeError, OSError) as fault:
            if not left:
                raise DepformerError(say("work.not_started"), kind="environment") from fault
    raise AssertionError  # the last one returns or raises


def _end_at_once(cluster: SpecCluster) -> None:
    """End the processes in the midst of what they do: a piece is kept whole or not at all.

    Else each would be waited for until its step is done, and Ctrl-C would take as long.
    """
    for nanny in list(cluster.workers.values()):
        nanny.auto_restart = False
        process = getattr(nanny.process, "process", None)
        if process is not None and process.pid:
            with suppress(psutil.Error):
                psutil.Process(process.pid).kill()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have processes and threads that the block starts leave Ctrl-C to this one.

    A terminal sends it to all of them, and each would say in its own way that it has ended.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # who starts it lets Ctrl-C in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
