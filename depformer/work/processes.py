"""In several processes of this machine, by Dask, which also restarts one that dies."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dask
from distributed import Client, KilledWorker, LocalCluster, wait

from depformer.errors import DepformerError
from depformer.wording import say
from depformer.work.pieces import Count, Function, Keep, Nowhere, Piece

RETRIES = 1  # of a piece whose process died, or that failed
LOOK_S = 0.25
# One thread a process: two torch threads beside other work take several times as long as one.
_ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Processes:
    """Several processes of this machine, one thread each.

    They answer to this process alone, over an encrypted connection of this machine.

    Parameters
    ----------
    workers : int
        How many, at most one a piece.
    """

    workers: int

    def results(
        self,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        keep: Keep,
        count: Count,
    ) -> Iterator[tuple[Piece[Any], Any]]:
        """Yield each piece with its result; see `depformer.work.pieces.Place`."""
        if not pieces:
            return
        with _client(min(self.workers, len(pieces))) as client:
            open_ = {
                client.submit(_make, function, piece, keep, pure=False, retries=RETRIES): piece
                for piece in pieces
            }
            while open_:
                try:
                    wait(list(open_), timeout=LOOK_S, return_when="FIRST_COMPLETED")
                except TimeoutError:
                    count.look()
                    continue
                for future in [each for each in open_ if each.done()]:
                    piece = open_.pop(future)
                    yield piece, _result(future, piece, keep)
                    future.release()


@contextmanager
def _client(workers: int) -> Iterator[Client]:
    settings = {
        "distributed.scheduler.allowed-failures": RETRIES,
        "distributed.nanny.pre-spawn-environ": _ENVIRONMENT,
        "distributed.worker.daemon": True,
        # A piece decides how much memory it takes; a worker that is paused for it would hang.
        "distributed.worker.memory.pause": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.terminate": False,
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            security=True,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _make(function: Function[Any, Any], piece: Piece[Any], keep: Keep) -> Any:
    """Make one piece in a worker; what is kept lies on the disk that all share, and stays there."""
    if keep.get(piece.name) is None:
        result = function(piece.what, lambda done, total: None)
        keep.put(piece.name, result)
        if isinstance(keep, Nowhere):
            return result
    return None


def _result(future: Any, piece: Piece[Any], keep: Keep) -> Any:
    try:
        result = future.result()
    except KilledWorker as fault:
        raise DepformerError(say("work.died", about=piece.about), kind="environment") from fault
    kept = result if result is not None else keep.get(piece.name)
    if kept is None:
        raise DepformerError(say("work.lost", about=piece.about), kind="environment")
    return kept
