"""From recordings to a checked study: sessions, times of words, faces, voices, what is in doubt."""

from depformer.recordings.ingest.correcting import Corrected, correct, room_of
from depformer.recordings.ingest.made import Finished, Made
from depformer.recordings.ingest.options import IngestOptions, options_of
from depformer.recordings.ingest.participant import MakeParticipant
from depformer.recordings.ingest.reviewing import Reviewed, review
from depformer.recordings.ingest.session import Session, read_sessions, session_of
from depformer.recordings.ingest.unfinished import FINISHED, unfinished_beside
from depformer.recordings.ingest.whole import Outcome, ingest, word_list_of

__all__ = [
    "FINISHED",
    "Corrected",
    "Finished",
    "IngestOptions",
    "Made",
    "MakeParticipant",
    "Outcome",
    "Reviewed",
    "Session",
    "correct",
    "ingest",
    "options_of",
    "read_sessions",
    "review",
    "room_of",
    "session_of",
    "unfinished_beside",
    "word_list_of",
]
