"""People who are recorded first: what ingest makes of the recording is what was drawn and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS
from depformer.study import default_words
from depformer.study.writer import ParticipantRecord
from depformer.synth import write_study
from depformer.synth.making.apart import made_people
from depformer.synth.making.recorded import RecordAndIngest
from depformer.synth.people import Person, draw_person
from depformer.synth.plan import plan_cells
from depformer.synth.sitting import draw_faces, events_of, speak_words
from depformer.synth.speech import RATE
from depformer.work import HERE

SEED, SIZE, WORDS = 7, 64, default_words(24).head(3)
N_PEOPLE, KEPT = 2, 1


class StoppedError(Exception):
    """Stands for a reader who cancels."""


def people() -> list[Person]:
    words = default_words(24)
    cells = plan_cells(words, 1.0, SEED)
    valences = words["valence"].tolist()
    return [draw_person(index, valences, cells, 1.0, SEED) for index in range(1, 1 + N_PEOPLE)]


def made(out: Path, progress: object = lambda done, total: None) -> list[ParticipantRecord]:
    how = RecordAndIngest(WORDS, SEED, SIZE, 1 + KEPT)
    with made_people(how, people(), out, HERE, progress) as records:  # type: ignore[arg-type]
        found = list(records)
        assert all(path.is_file() for each in found for path in each.recordings.values())
        kept = {path.name for path in (out.parent / f"{out.name}.unfinished").glob("*/*_video*")}
        assert kept == {"sub-002_task-ewre_video.mp4"}
    return found


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[ParticipantRecord]:
    out = tmp_path_factory.mktemp("recorded") / "study"
    found = made(out)
    assert list(out.parent.iterdir()) == []
    return found


def test_only_those_keep_their_recordings_who_were_named(records: list[ParticipantRecord]) -> None:
    assert [sorted(each.recordings) for each in records] == [["audio", "video"], []]


def test_the_voice_is_the_one_that_was_spoken(records: list[ParticipantRecord]) -> None:
    extract = EXTRACTORS["log_mel"].extract
    for person, record in zip(people(), records, strict=True):
        waveforms, durations, _ = speak_words(person, WORDS["pinyin"].tolist(), SEED)
        for row, waveform in enumerate(waveforms):
            spoken = np.corrcoef(extract(waveform, RATE), record.audio[row])[0, 1]
            assert spoken > 0.94  # the drawn window begins up to a hundredth of a second off
        marked = events_of(person, WORDS, durations, SEED).set_index("word_id")
        events = record.events.set_index("word_id").loc[WORDS["word_id"]]
        for name in ("onset", "voice_onset", "voice_offset"):
            np.testing.assert_allclose(events[name], marked[name], atol=0.0006)
        assert (events["snr_db"] > 30).all()
        assert (events["face_ok"] == "1").all()


def test_the_face_is_the_one_that_was_drawn(records: list[ParticipantRecord]) -> None:
    faces = np.concatenate([each.face for each in records]).astype(float)
    drawn = np.concatenate([draw_faces(each, len(WORDS), SEED, SIZE) for each in people()])
    # The crop of the recording shows a little more around the face than the drawn one.
    inner = faces[:, 8:56, 8:56].reshape(len(faces), -1)
    like = np.corrcoef(inner, drawn[:, 10:58, 8:56].reshape(len(faces), -1))[
        : len(faces), len(faces) :
    ]
    assert (like.argmax(axis=1) // len(WORDS) == np.repeat([0, 1], len(WORDS))).all()
    quality = pd.concat(
        [pd.DataFrame({"time": each.features["quality"]["face"]["time"]}) for each in records]
    )
    assert quality["time"].notna().all()


def test_what_was_cancelled_goes_on(tmp_path: Path, records: list[ParticipantRecord]) -> None:
    def stop(done: int, total: int) -> None:
        if done * N_PEOPLE > total:
            raise StoppedError

    with pytest.raises(StoppedError):
        made(tmp_path / "study", stop)
    finished = list((tmp_path / "study.unfinished" / "participants").glob("*.json"))
    assert len(finished) == 1
    again = made(tmp_path / "study")
    for one, other in zip(records, again, strict=True):
        np.testing.assert_array_equal(one.face, other.face)
        np.testing.assert_array_equal(one.audio, other.audio)
        pd.testing.assert_frame_equal(one.events, other.events, check_dtype=False)


def test_recordings_are_kept_only_of_people_who_are_recorded(tmp_path: Path) -> None:
    with pytest.raises(DepformerError, match="Add --recorded"):
        write_study(tmp_path / "study", participants=4, keep_recordings=2)
    assert list(tmp_path.iterdir()) == []
