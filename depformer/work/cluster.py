"""On the workers of a scheduler that somebody has started: SLURM, Kubernetes, another machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from distributed import Client, wait
from distributed.utils import silence_logging_cmgr

from depformer.errors import DepformerError
from depformer.files import read_json, user_path
from depformer.wording import say
from depformer.work.arrived import unseen
from depformer.work.build import own_build
from depformer.work.on_dask import LOOK_S, OnDask, Patience, closed, gone
from depformer.work.pieces import Count, Function, Piece, Portable, Tell

CONNECT_S = 15.0


class Cluster(OnDask):
    """The workers of a scheduler that runs already.

    What they have made comes back to this process, which keeps it. What they read is read from the
    disk that they share with it, or, where they do not see it, comes along with the pieces.

    Parameters
    ----------
    address : str
        Of the scheduler, for example ``tls://10.0.0.5:8786``.
    memory, tell
        As of `OnDask`.
    """

    keeps = False
    elsewhere = True

    def __init__(
        self, address: str, memory: int | None = None, tell: Tell = lambda sentence: None
    ) -> None:
        super().__init__(memory, tell)
        self._address = address
        if not is_encrypted(address):
            tell(say("work.open_to_all", scheduler=address))

    @property
    def name(self) -> str:
        """The address of the scheduler."""
        return self._address

    @contextmanager
    def opened(self, pieces: int | None) -> Iterator[Client]:
        """Connect to the scheduler; certificates are those that Dask is configured with."""
        with silence_logging_cmgr(logging.CRITICAL):  # what matters is a sentence
            try:
                client = Client(self._address, timeout=CONNECT_S)
            except (OSError, ValueError, RuntimeError, TypeError, ImportError) as fault:
                known = {"scheduler": self._address, "why": _reason(fault)}
                raise DepformerError(
                    say("work.no_scheduler", **known), kind="environment"
                ) from fault
            with closed(client):
                yield client

    def brought(
        self,
        client: Client,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        count: Count,
    ) -> bool:
        """Ask a worker what it sees, as soon as there is one."""
        paths = sorted({path for piece in pieces for path in piece.reads})
        missing = self._asked(client, paths, count)
        if not missing:
            return False
        known = {"scheduler": self._address, "path": missing[0]}
        if not isinstance(function, Portable):
            raise DepformerError(say("work.needs_shared_disk", **known), kind="environment")
        self.tell(say("work.brought", **known))
        return True

    def _asked(self, client: Client, paths: list[Path], count: Count) -> list[Path]:
        future = client.submit(unseen, paths, own_build(), pure=False)
        patience = Patience(self, client)
        while not future.done():
            with suppress(TimeoutError):
                wait([future], timeout=LOOK_S)
            count.look()
            patience.look()
        if future.cancelled():
            raise gone(self._address)
        try:
            missing: list[Path] = future.result()
        except DepformerError:
            raise
        except Exception as fault:  # whatever a worker without the package says
            known = {"scheduler": self._address, "why": _reason(fault)}
            raise DepformerError(say("work.cannot_answer", **known), kind="environment") from fault
        return missing


def address_of(scheduler: str, scheduler_file: str) -> str:
    """Return the address that is named, or stands in the file that a scheduler has written.

    Raises
    ------
    DepformerError
        If both are named, or the file has no address.
    """
    if scheduler and scheduler_file:
        raise DepformerError(say("work.scheduler_twice"))
    if scheduler:
        return scheduler
    path = user_path(scheduler_file)
    address = read_json(path, kind="environment").get("address")
    if not isinstance(address, str) or not address:
        raise DepformerError(say("work.no_address", path=path), kind="environment")
    return address


def is_encrypted(address: str) -> bool:
    """Return whether nobody else can listen to a scheduler; on one machine, too, others may be."""
    return address.startswith("tls://")


def _reason(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(fault).__name__
