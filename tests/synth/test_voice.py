"""Pinyin, synthesised speech and its log-mel feature."""

from __future__ import annotations

import librosa
import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.features.extractors.log_mel import BANDS, BINS, FLOOR_DB, SPEC, band_edges, log_mel
from depformer.study.words import default_words
from depformer.synth.pinyin import parse_word
from depformer.synth.speech import LEAD_S, RATE, WINDOW_S, Delivery, Voice, speak

MAN = Voice(f0=120.0, tract=1.0, breathiness=-26.0, jitter=0.005, shimmer=0.03, room_level=-80.0)


def track_f0(waveform: np.ndarray, duration: float, rate: int) -> np.ndarray:
    """Measure f0 [Hz] by autocorrelation at ten places between 20 % and 85 % of the voicing."""
    places = LEAD_S + duration * np.linspace(0.25, 0.85, 10)
    half = round(0.02 * rate)
    found = []
    for place in places:
        centre = round(place * rate)
        frame = waveform[centre - half : centre + half].astype(float)
        frame = (frame - frame.mean()) * np.hanning(frame.size)
        size = 2 * frame.size
        lags = np.fft.irfft(np.abs(np.fft.rfft(frame, n=size)) ** 2)
        taper = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(frame.size), n=size)) ** 2)
        shortest, longest = rate // 250, rate // 60
        alike = (lags / np.maximum(taper, 1e-9))[shortest:longest]
        # The first high peak: twice the period fits as well as the period.
        peaks = (
            (alike[1:-1] >= alike[:-2])
            & (alike[1:-1] > alike[2:])
            & (alike[1:-1] > 0.85 * alike.max())
        )
        best = 1 + int(np.flatnonzero(peaks)[0]) if peaks.any() else int(np.argmax(alike))
        found.append(rate / (shortest + best))
    return np.array(found)


@pytest.mark.parametrize("seed", range(3))
def test_tones(seed):
    def semitones(pinyin):
        rng = np.random.default_rng(seed)
        waveform, duration = speak(parse_word(pinyin), MAN, Delivery(), rng)
        return 12 * np.log2(track_f0(waveform, duration, RATE) / MAN.f0)

    flat, rising, dipping, falling = (semitones(word) for word in ("mā", "má", "mǎ", "mà"))
    assert np.ptp(flat) < 1.0
    assert np.mean(flat) == pytest.approx(3.0, abs=0.7)
    assert rising[-1] - rising[0] > 2.5
    assert falling[-1] - falling[0] < -4.0
    assert dipping.min() < min(dipping[0], dipping[-1]) - 1.0


def test_all_words_are_read():
    for n_words in (24, 72):
        assert all(len(parse_word(word)) == 2 for word in default_words(n_words)["pinyin"])
    third, neutral = parse_word("yǔsǎn"), parse_word("zhuōzi")
    assert [syllable.tone for syllable in third] == [2, 3]
    assert [syllable.tone for syllable in neutral] == [1, 5]
    with pytest.raises(DepformerError, match="pinyin 'xyz'"):
        parse_word("xyz")


def test_delivery_reaches_the_waveform():
    word = parse_word("bēijù")

    def said(**how):
        return speak(word, MAN, Delivery(**how), np.random.default_rng(3))

    normal, length = said()
    louder, _ = said(loudness=6.0)
    assert normal.shape == (round(WINDOW_S * RATE),)
    assert normal.dtype == np.float32
    gain = 20 * np.log10(np.std(louder) / np.std(normal))
    assert gain == pytest.approx(6.0, abs=0.05)
    _, slower = said(rate=0.8)
    assert slower == pytest.approx(length / 0.8, abs=0.006)
    dull, _ = said(tilt=4.0)
    change = (log_mel(dull, RATE) - log_mel(normal, RATE)).reshape(BANDS, BINS)[:, 2:5].mean(axis=1)
    assert change[28:].mean() < change[:8].mean() - 6.0
    _, longest = said(rate=0.05)
    assert longest <= WINDOW_S - LEAD_S


def test_doubling_adds_six_decibels():
    tone = 0.05 * np.random.default_rng(1).standard_normal(16000).astype(np.float32)
    once, twice = log_mel(tone, 16000), log_mel(2 * tone, 16000)
    assert once.shape == (BANDS * BINS,)
    assert once.dtype == np.float32
    passed = once > FLOOR_DB
    assert passed.all()
    np.testing.assert_allclose((twice - once)[passed], 20 * np.log10(2.0), atol=1e-3)


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
@pytest.mark.parametrize("hz", [220.0, 1000.0, 3500.0])
def test_pure_tone_peaks_in_its_band(rate, hz):
    time = np.arange(round(1.2 * rate)) / rate
    mel = log_mel((0.1 * np.sin(2 * np.pi * hz * time)).astype(np.float32), rate)
    # Band centres are evenly spaced in mel, here with the natural logarithm's constants.
    low, high = (1127.01048 * np.log(1.0 + edge / 700.0) for edge in (50.0, 7600.0))
    spacing = (high - low) / (BANDS + 1)
    expected = round((1127.01048 * np.log(1.0 + hz / 700.0) - low) / spacing - 1.0)
    bands = mel.reshape(BANDS, BINS)
    assert set(bands.argmax(axis=0)) == {expected}
    # Mean square 0.005 lies in the two triangles that share the tone.
    total = 10 * np.log10(np.sum(10 ** (bands[:, 12] / 10)))
    assert total == pytest.approx(10 * np.log10(0.005), abs=0.5)


def test_silence_is_the_floor_and_bins_follow_time():
    signal = np.zeros(19200, dtype=np.float32)
    assert set(log_mel(signal, 16000)) == {np.float32(FLOOR_DB)}
    signal[9600 + 200 : 9600 + 500] = 0.1
    loud = log_mel(signal, 16000).reshape(BANDS, BINS).max(axis=0) > FLOOR_DB + 20
    assert set(np.flatnonzero(loud)) <= {12, 13}
    assert SPEC.options["bands"] * SPEC.options["bins"] == 1000


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        (np.zeros(500, dtype=np.float32), "too short"),
        (np.zeros((2, 16000), dtype=np.float32), "one channel"),
        (np.full(16000, np.nan, dtype=np.float32), "non-finite"),
    ],
)
def test_bad_recordings_are_refused(signal, words):
    with pytest.raises(DepformerError, match=words):
        log_mel(signal, 16000)


def test_the_axes_are_drawn_at_the_bands_of_the_filters():
    corners = librosa.mel_frequencies(n_mels=BANDS + 2, fmin=50, fmax=7600, htk=True)
    np.testing.assert_allclose(band_edges(), corners, rtol=1e-12)


@pytest.mark.filterwarnings("error")
def test_bands_above_half_the_rate_stay_at_the_floor():
    rate = 8000
    noise = np.random.default_rng(0).normal(0, 0.1, rate).astype(np.float32)
    powers = log_mel(noise, rate).reshape(BANDS, BINS)
    above = band_edges()[:-2] >= rate / 2
    assert above.any()
    assert (powers[above] == np.float32(FLOOR_DB)).all()
    assert (powers[~above].mean(axis=1) > FLOOR_DB + 20).all()
