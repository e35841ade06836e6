"""The envelope of a recording holds its extremes, at whatever zoom, and no more than it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from depformer.recordings.envelope import Envelope, envelope

RATE = 16_000


def written(path: Path, seconds: float, seed: int = 0) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    samples = (0.5 * rng.uniform(-1, 1, round(seconds * RATE))).astype(np.float32)
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    return samples


def test_every_step_holds_its_lowest_and_highest_sample(tmp_path: Path) -> None:
    """Over the edges of blocks, and with a last step that is not full."""
    samples = written(tmp_path / "声.wav", 61.2345)
    found = envelope(tmp_path / "声.wav", step=0.01)
    size = 160
    steps = [samples[first : first + size] for first in range(0, samples.size, size)]
    assert found.low.tolist() == pytest.approx([step.min() for step in steps], abs=1e-6)
    assert found.high.tolist() == pytest.approx([step.max() for step in steps], abs=1e-6)
    assert found.peak == pytest.approx(np.abs(samples).max(), abs=1e-6)
    assert found.stop == pytest.approx(61.24)


def test_a_long_recording_has_longer_steps(tmp_path: Path) -> None:
    samples = written(tmp_path / "a.wav", 3.0)
    found = envelope(tmp_path / "a.wav", step=0.01, most=100)
    assert (found.low.size, found.step) == (100, 0.03)
    whole = samples.reshape(100, -1)
    assert found.high.tolist() == pytest.approx(whole.max(axis=1).tolist(), abs=1e-6)


@given(
    size=st.integers(1, 300),
    ends=st.tuples(st.floats(-1, 4), st.floats(-1, 4)).map(sorted),
    most=st.integers(1, 50),
)
def test_a_stretch_keeps_its_extremes(size: int, ends: list[float], most: int) -> None:
    """In order, at most so many columns, and with every step of the stretch in one of them."""
    rng = np.random.default_rng(size)
    high = rng.uniform(0, 1, size).astype(np.float32)
    whole = Envelope(-high / 2, high, 0.01)
    at, low, top = whole.columns(*ends, most)
    assert at.size == low.size == top.size <= most
    assert (np.diff(at) > 0).all()
    first, last = max(0, int(np.ceil(ends[0] / 0.01))), min(size, int(ends[1] / 0.01))
    if first < last:
        assert top.max() >= high[first:last].max()
        assert low.min() == -top.max() / 2
        assert (at >= ends[0] - 0.01 * size).all()
    if ends[0] >= size * 0.01 or ends[1] <= 0:
        assert not at.size
