"""What listens while work runs: nobody else of the machine learns of whom, or has anything run."""

from __future__ import annotations

import http.client
import os

import psutil

from depformer.work import Piece, Place, carry_out
from depformer.work.pieces import Progress

PAGES = (  # of Dask that tell of pieces, names, faults and logs, or that lead on to others
    "/",
    "/status",
    "/health",
    "/metrics",
    "/sysinfo",
    "/json/counts.json",
    "/json/identity.json",
    "/info/main/workers.html",
    "/info/main/exceptions.html",
    "/info/main/logs.html",
    "/proxy/80/127.0.0.1/status",
    "/statics/css/base.css",
)


def listening() -> set[tuple[str, int]]:
    """Return where this process and all that it has started listen."""
    own = psutil.Process()
    return {
        (each.laddr.ip, each.laddr.port)
        for process in (own, *own.children(recursive=True))
        for each in process.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
    }


def asked(address: tuple[str, int], page: str) -> int | None:
    """Return the status of an answer to a browser, None if whoever is there hangs up."""
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request("GET", page)
        return connection.getresponse().status
    except (http.client.HTTPException, ConnectionError):
        return None
    finally:
        connection.close()


def where(what: str, report: Progress) -> int:
    return os.getpid()


def test_no_process_answers_a_browser_or_another_machine(two_processes: Place) -> None:
    before = listening()
    carry_out(where, [Piece("sub-001", "", "sub-001")], place=two_processes)
    found = listening()
    assert len(found) >= 3, before  # a scheduler and two that work
    assert {ip for ip, _ in found} == {"127.0.0.1"}
    told = {(page, asked(address, page)) for address in found for page in PAGES}
    assert {status for _, status in told} <= {404, None}, told
