"""How good the recordings of a study are: a row a word, and a row a participant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.files import read_json
from depformer.study import layout
from depformer.study.reader import Study
from depformer.validate import one_of
from depformer.wording import say

Floats = NDArray[np.float64]
_OF_LIST = ("text", "pinyin", "gloss", "valence")
# What is written of a word's face and voice, by the column that it fills.
_FACE = {
    "face_time": "time",
    "face_height": "height",
    "sharpness": "sharpness",
    "others": "others",
}
_VOICE = {"clipped": "clipped"}


def words_quality(study: Study, participant: str) -> pd.DataFrame:
    """Return how well each word of a participant was recorded.

    Parameters
    ----------
    study : Study
        Made by whatever way.
    participant : str
        Id.

    Returns
    -------
    DataFrame
        One row a word in the order of the list: ``word text pinyin gloss valence``; ``position``,
        ``onset``, ``duration``, ``voice_onset``, ``voice_offset`` [s]; ``snr_db`` [dB];
        ``face_time`` (of the picture that the face is from, on the clock of the sound [s]),
        ``face_height`` [pixel],
        ``sharpness``, ``others`` (further faces in view), ``clipped`` (share of samples at full
        scale); ``missing_face``, ``missing_audio``, ``misread``, ``no_face``, ``corrected`` (a
        person has set its times), ``marked`` (as not said; bool); ``doubt`` (why a person should
        look at it, or that one has marked it, else empty). NaN for what is not known.

    Raises
    ------
    DepformerError
        If there is no such participant, or a file has gone since the study was loaded.
    """
    one_of("participant", participant, study.ids)
    return pd.DataFrame(_columns(study, participant, study.ids.index(participant)))


def _columns(study: Study, participant: str, row: int) -> dict[str, Any]:
    """Return the columns of `words_quality`, shape (word,) each.

    `row` is the place of the participant in the study.
    """
    events = study.event_numbers(participant)
    about = read_json(layout.features_path(study.root, participant), kind="study")
    ids = study.words["word_id"].astype(str).tolist()
    mask = study.mask[row]
    face, voice = (by_word(about.get("quality"), part, ids) for part in ("face", "voice"))
    doubts = zip(_texts(face, "doubt", ids), _texts(voice, "doubt", ids), strict=True)
    offset, of_words = about.get("sound_offset_s"), about.get("words")
    later = float(offset) if isinstance(offset, (int, float)) else 0.0
    corrected = of_words.get("corrected") if isinstance(of_words, dict) else None
    by_hand = np.isin(ids, corrected if isinstance(corrected, list) else [])
    marked = by_hand & np.isnan(events["voice_onset"])
    faces = {column: _numbers(face, name, ids) for column, name in _FACE.items()}
    return {
        "word": ids,
        **{name: study.words[name].astype(str).tolist() for name in _OF_LIST},
        **{name: events[name] for name in ("position", "onset", "duration")},
        **{name: events[name] for name in ("voice_onset", "voice_offset", "snr_db")},
        **faces,
        "face_time": faces["face_time"] - later,
        **{column: _numbers(voice, name, ids) for column, name in _VOICE.items()},
        "missing_face": mask[:, 0],
        "missing_audio": mask[:, 1],
        "misread": events["reading_ok"] == 0,
        "no_face": events["face_ok"] == 0,
        "corrected": by_hand,
        "marked": marked,
        "doubt": np.where(
            marked, say("correcting.marked"), [" ".join(filter(None, each)) for each in doubts]
        ),
    }


def people_quality(study: Study) -> pd.DataFrame:
    """Return how well each participant was recorded.

    Returns
    -------
    DataFrame
        One row a participant: ``participant``, ``group``; how many words have ``missing_face``,
        ``missing_audio``, are ``misread``, have ``no_face`` that is certain, a ``doubt`` that a
        person should look at, and the ids of the latter, ``doubtful``; ``snr_db`` and
        ``lowest_snr_db`` (median and lowest over the words [dB]); ``face_height`` (median [pixel]);
        ``kept`` (which raw recordings the study holds).
    """
    groups = study.participants["group"].astype(str).tolist()
    rows = []
    for row, who in enumerate(study.ids):
        words = _columns(study, who, row)
        counted = {  # what is missing is neither misread nor in doubt as well
            "missing_face": words["missing_face"],
            "missing_audio": words["missing_audio"],
            "misread": words["misread"] & ~words["missing_audio"],
            "no_face": words["no_face"] & ~words["missing_face"],
        }
        in_doubt = (words["doubt"] != "") & ~words["marked"]
        doubtful = np.asarray(words["word"])[in_doubt].tolist()
        kept = [path.stem.rsplit("_", 1)[-1] for path in layout.recordings_of(study.root, who)]
        rows.append(
            {
                "participant": who,
                "group": groups[row],
                **{name: int(each.sum()) for name, each in counted.items()},
                "doubt": len(doubtful),
                "doubtful": " ".join(doubtful),
                "snr_db": _of_known(np.median, words["snr_db"]),
                "lowest_snr_db": _of_known(np.min, words["snr_db"]),
                "face_height": _of_known(np.median, words["face_height"]),
                "kept": ", ".join(kept),
            }
        )
    return pd.DataFrame(rows)


def _of_known(statistic: Callable[[Floats], Any], values: Floats) -> float:
    """Return a statistic of what is known, NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(statistic(known)) if len(known) else float("nan")


def by_word(quality: Any, part: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return what is written of a modality, by name and word, if it has the form that it should."""
    if not isinstance(quality, dict) or not isinstance(quality.get(part), dict):
        return {}
    of = quality.get("word_id")
    if not isinstance(of, list) or not set(ids) <= {str(each) for each in of}:
        return {}
    return {
        name: dict(zip(map(str, of), values, strict=True))
        for name, values in quality[part].items()
        if isinstance(values, list) and len(values) == len(of)
    }


def _numbers(written: dict[str, dict[str, Any]], name: str, ids: list[str]) -> Floats:
    values = written.get(name, {})
    found = (values.get(word) for word in ids)
    return np.array([float(each) if isinstance(each, (int, float)) else np.nan for each in found])


def _texts(written: dict[str, dict[str, Any]], name: str, ids: list[str]) -> list[str]:
    values = written.get(name, {})
    return [v if isinstance(v := values.get(word), str) else "" for word in ids]
