"""One process that tries many specimens, each under an alarm and a limit of memory.

Usage: python -m tests.fuzz.child SOUND WORK KIND SEED...
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import stat
import sys
import time
import traceback
import unicodedata
from pathlib import Path

SECONDS = 10.0  # of a specimen, at most
MEMORY = 1_000_000_000  # bytes that it may need beside what the process has
MOST_TEXT, MOST_LISTED = 4_000, 12


class Late(BaseException):
    """The alarm; no `except Exception` takes it."""


def main(sound: Path, work: Path, kind: str, seeds: list[int]) -> None:
    """Try the specimens and print a line of JSON for each."""
    from tests.fuzz.exercise import warm_up

    def ring(number: int, frame: object) -> None:
        raise Late

    signal.signal(signal.SIGALRM, ring)
    warm_up(kind, sound, work / "warm")
    # Not the address space, of which torch reserves many GB: what may be written to. Twice the
    # allowance, so that what needs more than it is measured and not only refused.
    limit = _status("VmData") + 2 * MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    for seed in seeds:
        sys.stdout.write(json.dumps(specimen(sound, work, kind, seed)) + "\n")
        sys.stdout.flush()


def specimen(sound: Path, work: Path, kind: str, seed: int) -> dict[str, object]:
    """Try one specimen and return what became of it."""
    from tests.fuzz.specimens import damaged

    place, out, canary = (work / name for name in ("specimen", "out", "canary"))
    done = damaged(sound, kind, seed, place, canary)
    before = _content(place)
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts anew
    memory, start = _status("VmRSS"), time.perf_counter()
    outcome, said = _tried(kind, place, sound, out)
    seconds, grown = time.perf_counter() - start, _status("VmHWM") - memory
    if canary.exists():
        outcome, said = "code was run", said
    elif _content(place) != before:
        outcome, said = "the specimen was changed", said
    elif grown > MEMORY:
        outcome, said = "memory", said
    elif left := [each.name for each in work.iterdir() if each not in (place, out, work / "warm")]:
        outcome, said = "something was left", ", ".join(left)
    for path in (place, out):
        shutil.rmtree(path, ignore_errors=True)
    canary.unlink(missing_ok=True)
    return {
        "kind": kind,
        "seed": seed,
        "outcome": outcome,
        "said": said[-3000:],
        "done": done,
        "seconds": seconds,
        "grown": grown,
    }


def _tried(kind: str, place: Path, sound: Path, out: Path) -> tuple[str, str]:
    from depformer.errors import DepformerError
    from tests.fuzz.exercise import EXERCISES, StudyFaultsError

    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        try:
            fine, lines = "ok", EXERCISES[kind](place, sound, out)
        except StudyFaultsError as fault:
            fine, lines = "a sentence", fault.faults
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Late:
        return "late", traceback.format_exc()
    except DepformerError as fault:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if _out_of_memory(fault):
            return "memory", traceback.format_exc()
        why = unfit(str(fault))
        return (f"text: {why}" if why else "a sentence"), str(fault)
    except BaseException as fault:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return f"raised {type(fault).__name__}", traceback.format_exc()
    why = next((found for line in lines if (found := unfit(line))), "")
    return (f"text: {why}" if why else fine), "\n".join(lines)


def _out_of_memory(fault: BaseException | None) -> bool:
    """Return whether a lack of memory lies behind a sentence about something else."""
    while fault is not None:
        if isinstance(fault, MemoryError) or "allocate memory" in str(fault):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def unfit(text: str) -> str:
    """Return why a person should not have to read a text, or nothing."""
    if "Traceback" in text:
        return "a traceback"
    if len(text) >= MOST_TEXT:
        return "long"
    head, *listed = text.split("\n")
    if not head.strip() and listed:
        return "no headline"
    if len(listed) > MOST_LISTED or not all(line.startswith("  - ") for line in listed):
        return "lines"
    odd = [mark for mark in text if mark != "\n" and unicodedata.category(mark)[0] == "C"]
    odd = [mark for mark in odd if mark != "\u2060"]  # without width: it breaks addresses
    return f"unprintable {odd[0]!r}" if odd else ""


def _content(folder: Path) -> dict[str, tuple[int, str]]:
    """Return what lies in a folder: kind, rights and content of everything."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root) / name
            about = path.lstat()
            known = ""
            if stat.S_ISLNK(about.st_mode):
                known = str(path.readlink())
            elif stat.S_ISREG(about.st_mode) and about.st_size < 100_000_000:
                known = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path)] = (about.st_mode, f"{known} {about.st_size if known else ''}")
    return found


def _status(name: str) -> int:
    """Return a number that the system knows of this process [byte]."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], [int(each) for each in sys.argv[4:]])
