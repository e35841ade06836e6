"""One writer at a time, among threads and processes, and a dead one holds nothing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from depformer.errors import DepformerError
from depformer.files import locked

HOLDER = """
import sys
from pathlib import Path
from depformer.files import locked
with locked(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


class BusyError(Exception):
    """Somebody else holds the lock."""


def refuse() -> None:
    raise BusyError


def test_the_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    path, started, waits, order = tmp_path / "folder" / "lock", Event(), Event(), list[str]()

    def first() -> None:
        with locked(path, refuse):
            started.set()
            assert waits.wait(60)
            order.append("first out")

    def second() -> None:
        assert started.wait(60)
        with locked(path, waits.set):
            order.append("second in")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(first), pool.submit(second)]:
            done.result()
    assert order == ["first out", "second in"]
    assert not list((tmp_path / "folder").iterdir())


def test_all_of_many_come_in(tmp_path: Path) -> None:
    done: list[int] = []

    def work(number: int) -> None:
        with locked(tmp_path / "lock", lambda: None):
            done.append(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert sorted(done) == list(range(40))


def test_another_process_is_waited_for_and_a_killed_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError), locked(path, refuse):
            pass
        holder.kill()
        holder.wait()
        assert path.exists()
        with locked(path, refuse):
            pass
    assert not path.exists()


def test_a_place_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DepformerError, match="Cannot write to"),
        locked(tmp_path / "file" / "lock", refuse),
    ):
        pass


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the place is Linux's own")
def test_where_no_file_can_ever_be_nobody_waits_for_one() -> None:
    waits: list[int] = []

    def waiting() -> None:
        waits.append(1)
        if len(waits) > 3:
            raise BusyError

    with (
        pytest.raises(DepformerError, match="Cannot write to /proc: No such file"),
        locked(Path("/proc/.new.lock"), waiting),
    ):
        raise AssertionError
