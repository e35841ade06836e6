"""The recordings of one participant as labelled arrays, for figures, which read no files."""

from __future__ import annotations

import xarray as xr

from depformer import labels
from depformer.files import read_json
from depformer.study import layout
from depformer.study.reader import Study

LOG_MEL = "log_mel"


def recorded(study: Study, participant: str) -> xr.Dataset:
    """Return the faces and voices of one participant.

    Parameters
    ----------
    study : Study
        Where the features are.
    participant : str
        Id of the person.

    Returns
    -------
    xarray.Dataset
        ``face``, dims (word, height, width), grey values from 0 to 255; ``audio``, dims (word,
        feature), as extracted; ``missing``, dims (word, modality). The attribute `participant`
        says whose they are, `extractor` is ``log_mel`` where the voices are of our own.

    Raises
    ------
    DepformerError
        If there is no such participant.
    """
    features = study.features(participant)
    about = read_json(layout.features_path(study.root, participant), kind="study").get("audio", {})
    return xr.Dataset(
        {
            "face": (("word", "height", "width"), features.face),
            "audio": (("word", "feature"), features.audio),
            "missing": (("word", "modality"), features.mask),
        },
        coords={
            "word": study.words["word_id"].to_numpy(dtype=str),
            "modality": list(labels.MODALITIES),
        },
        attrs={"participant": participant, "extractor": LOG_MEL if LOG_MEL in str(about) else ""},
    )
