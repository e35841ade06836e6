"""From what somebody names on the command line to a place."""

from __future__ import annotations

import os

from depformer.errors import DepformerError
from depformer.validate import whole_number
from depformer.wording import say
from depformer.work.here import HERE, Here
from depformer.work.memory import parse_memory
from depformer.work.pieces import Place, Tell

MOST = 256


def place_of(
    workers: int = 1,
    *,
    scheduler: str = "",
    scheduler_file: str = "",
    unencrypted: bool = False,
    memory: str = "",
    tell: Tell = lambda sentence: None,
    loads: str = "",
) -> Place:
    """Return the place that is named.

    Parameters
    ----------
    workers : int
        1: this process. More: so many processes, one core each. 0: one for each core that this
        process may use.
    scheduler, scheduler_file : str
        The address of a scheduler of Dask, or the file that it has written; its workers then.
    unencrypted : bool
        Whether that goes for an address without ``tls://`` too, which others can listen to.
    memory : str
        The most that each process may take as a whole, for example ``2GB``.
    tell : callable
        Gets sentences on what goes on there.
    loads : str
        A module that the processes load while this one does something else.

    Raises
    ------
    DepformerError
        If a value is not allowed.
    """
    limit = parse_memory(memory) if memory else None
    workers = allowed_workers(workers)
    if scheduler or scheduler_file:
        if workers != 1:
            raise DepformerError(say("work.workers_of_scheduler"))
        from depformer.work.cluster import Cluster, address_of, is_encrypted

        address = address_of(scheduler, scheduler_file)
        if not unencrypted and not is_encrypted(address):
            raise DepformerError(say("work.not_encrypted", scheduler=address))
        return Cluster(address, limit, tell)
    if workers == 1:
        return HERE if limit is None else Here(limit)
    from depformer.work.processes import Processes  # 0.4 s

    return Processes(workers, limit, tell, loads)


def allowed_workers(workers: int) -> int:
    """Return the number of processes that somebody names, with 0 spelt out."""
    return whole_number("number of workers", workers, low=0, high=MOST) or cores()


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux alone knows what is allowed
    return len(allowed(0)) if allowed else os.cpu_count() or 1
