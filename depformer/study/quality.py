"""How good the recordings of a study are: a row a word, and a row a participant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from depformer.files import read_json
from depformer.study import layout
from depformer.study.reader import Study
from depformer.wording import say

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
    events = study.events(participant).reset_index(drop=True)
    about = read_json(layout.features_path(study.root, participant), kind="study")
    ids = study.words["word_id"].astype(str).tolist()
    mask = study.mask[study.ids.index(participant)]
    face, voice = (by_word(about.get("quality"), part, ids) for part in ("face", "voice"))
    doubts = zip(_texts(face, "doubt", ids), _texts(voice, "doubt", ids), strict=True)
    offset, of_words = about.get("sound_offset_s"), about.get("words")
    later = float(offset) if isinstance(offset, (int, float)) else 0.0
    corrected = of_words.get("corrected") if isinstance(of_words, dict) else None
    by_hand = np.isin(ids, corrected if isinstance(corrected, list) else [])
    marked = by_hand & events["voice_onset"].isna().to_numpy()
    table = pd.DataFrame(
        {
            "word": ids,
            **{name: study.words[name].astype(str).tolist() for name in _OF_LIST},
            **{name: events[name] for name in ("position", "onset", "duration")},
            **{name: events[name] for name in ("voice_onset", "voice_offset", "snr_db")},
            **{column: _numbers(face, name, ids) for column, name in _FACE.items()},
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
    )
    return table.assign(face_time=table["face_time"] - later)


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
    rows = []
    for who in study.ids:
        words = words_quality(study, who)
        counted = words.assign(  # what is missing is neither misread nor in doubt as well
            misread=words["misread"] & ~words["missing_audio"],
            no_face=words["no_face"] & ~words["missing_face"],
        )[["missing_face", "missing_audio", "misread", "no_face"]]
        doubtful = words["word"][(words["doubt"] != "") & ~words["marked"]].tolist()
        kept = [path.stem.rsplit("_", 1)[-1] for path in layout.recordings_of(study.root, who)]
        rows.append(
            {
                "participant": who,
                "group": str(study.participants["group"][who]),
                **{str(name): int(n) for name, n in counted.sum().items()},
                "doubt": len(doubtful),
                "doubtful": " ".join(doubtful),
                "snr_db": words["snr_db"].median(),
                "lowest_snr_db": words["snr_db"].min(),
                "face_height": words["face_height"].median(),
                "kept": ", ".join(kept),
            }
        )
    return pd.DataFrame(rows)


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


def _numbers(written: dict[str, dict[str, Any]], name: str, ids: list[str]) -> list[float]:
    values = written.get(name, {})
    return [float(v) if isinstance(v := values.get(word), (int, float)) else np.nan for word in ids]


def _texts(written: dict[str, dict[str, Any]], name: str, ids: list[str]) -> list[str]:
    values = written.get(name, {})
    return [v if isinstance(v := values.get(word), str) else "" for word in ids]
