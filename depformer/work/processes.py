"""In several processes of this machine, by Dask, which also restarts one that dies."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, Nanny, Scheduler, Security, SpecCluster

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
        with (
            dask.config.set(settings),
            SpecCluster(
                workers={name: {"cls": Nanny, "options": worker} for name in range(workers)},
                scheduler={"cls": Scheduler, "options": asked},
                security=security,
                silence_logs=logging.CRITICAL,
                shutdown_on_close=False,  # they end with this process, which need not wait for it
            ) as cluster,
            closed(client := Client(cluster)),
        ):
            yield client
