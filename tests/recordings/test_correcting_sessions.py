"""A word of one session is corrected; the person's other session stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from depformer.files import read_table
from depformer.recordings.ingest import IngestOptions, Session, correct, ingest
from depformer.study import layout, load_study
from tests.of_sessions import in_sessions
from tests.recordings.recorded import record, word_list

FIRST, SECOND = "sub-healthy1_ses-1", "sub-healthy1_ses-2"


def test_a_word_of_one_session_is_corrected_and_the_other_stays(tmp_path: Path) -> None:
    files, once = record(tmp_path), tmp_path / "once"
    about = {"age": "30", "sex": "F"}
    sessions = [
        Session(who, "healthy", files.video, files.audio, files.events, about=about)
        for who in ("1", "2")
    ]
    ingest(sessions, once, words=word_list(), options=IngestOptions(image_size=32))
    root = in_sessions(once, tmp_path / "study")
    for who, row in (("sub-1", FIRST), ("sub-2", SECOND)):
        for path in layout.recordings_of(once, who):
            folder = layout.folder_of(root, row) / "beh"
            shutil.copy(path, folder / path.name.replace(who, row))
    before = load_study(root)
    assert before.ids == [FIRST, SECOND]
    old = {who: before.features(who) for who in before.ids}
    events = read_table(layout.events_path(root, SECOND), kind="study")
    word, onset, offset = events.loc[3, ["word_id", "voice_onset", "voice_offset"]]
    later = round(float(onset) + 0.05, 3)
    correct(root, SECOND, word, later, float(offset))
    after = load_study(root)
    assert after.ids == before.ids
    assert after.persons.tolist() == ["sub-healthy1"] * 2
    assert after.events(SECOND).loc[word, "voice_onset"] == later
    assert (after.features(SECOND).audio[3] != old[SECOND].audio[3]).any()
    np.testing.assert_array_equal(after.features(FIRST).audio, old[FIRST].audio)
    assert after.participant_digests[FIRST] == before.participant_digests[FIRST]
