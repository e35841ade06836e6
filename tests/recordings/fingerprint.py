"""A few numbers that stand for many: where they stay, nothing has changed that is to be seen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

STORED = Path(__file__).parents[1] / "data" / "numbers_of_versions.json"
SIZE = 12


def fingerprint(array: np.ndarray) -> list[float]:
    """Return weighted sums of an array, each of all its numbers with other weights.

    Unlike a digest of bytes, they stay where another machine rounds another way.
    """
    values = np.nan_to_num(np.asarray(array, dtype=np.float64).ravel(), nan=-1000.0)
    places = np.arange(values.size)
    sums = [np.sum(values * np.cos(places * (k + 1) * 0.7 + k)) for k in range(SIZE)]
    return [float(total / np.sqrt(values.size)) for total in sums]


def stored_numbers() -> dict[str, dict[str, dict[str, list[float]]]]:
    """Return the numbers that are stored, by kind, id and version."""
    return json.loads(STORED.read_text("utf-8"))


def hold_version(
    kind: str, name: str, version: str, array: np.ndarray, *, atol: float = 2e-3
) -> None:
    """Fail where numbers have changed and the version has not, or nobody has stored them.

    After a change of numbers on purpose, raise the version and store what the failure prints in
    place of the former version's: a number that changes under its version shows in the diff.
    """
    stored = stored_numbers().get(kind, {}).get(name, {})
    got = [round(number, 4) for number in fingerprint(array)]
    print_it = f"store for {kind} {name}: {json.dumps({version: got})}"
    assert version in stored, f"nobody has stored the numbers of this version; {print_it}"
    changed = f"other numbers under the same version: raise it, and {print_it}"
    assert np.allclose(stored[version], got, rtol=1e-4, atol=atol), changed
