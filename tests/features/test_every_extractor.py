"""What every extractor promises: one vector of its size, the same every time, by its version."""

from __future__ import annotations

import json

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS, ExtractorSpec
from tests.recordings.fingerprint import hold_version
from tests.recordings.sources import tone

RATE = 16_000
by_id = pytest.mark.parametrize("spec", list(EXTRACTORS), ids=EXTRACTORS.ids)


@by_id
def test_a_recording_becomes_one_vector_of_finite_numbers(spec: ExtractorSpec) -> None:
    for seconds in (0.4, 3.0):
        vector = spec.extract(tone(1, seconds).astype(np.float32), RATE)
        assert vector.shape == (spec.size,)
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()


@by_id
def test_the_same_recording_gives_the_same_numbers_and_stays(spec: ExtractorSpec) -> None:
    signal = tone(1).astype(np.float32)
    before = signal.copy()
    first = spec.extract(signal, RATE)
    np.testing.assert_array_equal(spec.extract(signal, RATE), first)
    np.testing.assert_array_equal(signal, before)
    assert not np.array_equal(spec.extract(tone(2).astype(np.float32), RATE), first)


@by_id
def test_what_is_no_recording_is_refused(spec: ExtractorSpec) -> None:
    for signal in (np.zeros((2, RATE)), np.full(RATE, np.nan), np.zeros(3)):
        with pytest.raises(DepformerError, match="recording of"):
            spec.extract(signal.astype(np.float32), RATE)


@by_id
def test_it_takes_what_is_as_long_as_it_says_and_nothing_shorter(spec: ExtractorSpec) -> None:
    samples = round(spec.shortest * RATE)
    signal = tone(1).astype(np.float32)
    assert 0 < samples < signal.size
    assert spec.vector(signal[:samples], RATE).shape == (spec.size,)
    with pytest.raises(ValueError, match="too short"):
        spec.vector(signal[: samples - 1], RATE)


@by_id
def test_other_numbers_have_another_version(spec: ExtractorSpec) -> None:
    hold_version(
        EXTRACTORS.what, spec.id, spec.version, spec.extract(tone(1).astype(np.float32), RATE)
    )


@by_id
def test_what_it_says_of_itself_is_plain_json(spec: ExtractorSpec) -> None:
    described = json.loads(json.dumps(spec.described))
    assert described == {"id": spec.id, "version": spec.version, "options": spec.options}
    assert spec.modality in ("face", "audio")
