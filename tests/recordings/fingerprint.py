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


def hold_version(name: str, version: str, array: np.ndarray) -> None:
    """Fail where numbers have changed and the version has not, or nobody has stored them.

    After a change of numbers on purpose, raise the version and store what the failure prints.
    """
    stored = json.loads(STORED.read_text("utf-8")).get(name, {})
    got = {"version": version, "numbers": [round(number, 4) for number in fingerprint(array)]}
    same = stored and np.allclose(stored["numbers"], got["numbers"], rtol=1e-4, atol=2e-3)
    changed = f"the numbers of {name} are not those of its version; store {json.dumps(got)}"
    assert same, changed
    assert stored["version"] == version, f"store the version {version} of {name}"
