"""What a study is told of recordings that become a part of it: its tables, and its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.files import read_json
from depformer.recordings.ingest.options import IMAGE_SIZE, IngestOptions
from depformer.recordings.ingest.session import Session
from depformer.study import Study, columns, layout
from depformer.study.writer import StudyTables
from depformer.wording import say


def tables_of(
    people: Sequence[Session], words: pd.DataFrame, options: IngestOptions
) -> StudyTables:
    """Return the tables of a study that holds these people."""
    participants = pd.DataFrame([each.row for each in people])
    described = columns.participants_columns(dict.fromkeys(each.group for each in people))
    generated = {"Name": "depformer ingest", "Version": __version__}
    kept = say("ingest.readme_copy" if options.recordings == "copy" else "ingest.readme_none")
    return StudyTables(
        description={"Name": say("ingest.name"), "DatasetType": "raw", "GeneratedBy": [generated]},
        readme=say("ingest.readme", version=__version__, kept=kept),
        participants=participants,
        participants_columns={
            name: each for name, each in described.items() if name in participants
        },
        words=words,
        words_columns=columns.words_columns(),
        events_columns=columns.events_columns(),
    )


def settings_for(there: Study | None, options: IngestOptions) -> IngestOptions:
    """Return the options with the size of the faces: the one named, the study's, or the usual."""
    size = options.image_size or (there.image_size if there else IMAGE_SIZE)
    return replace(options, image_size=size)


def refuse_other_settings(there: Study, options: IngestOptions) -> None:
    """Raise if the features of a study were made in another way than these would be.

    Raises
    ------
    DepformerError
        Naming every setting that differs.
    """
    made_by = read_json(layout.features_path(there.root, there.ids[0]), kind="study")
    faults = []
    for modality, own in (("face", options.face), ("audio", options.audio)):
        got, want = _flat(own), _flat(made_by.get(modality) or {})
        for name in sorted(got.keys() | want.keys()):
            if got.get(name) != want.get(name):
                known = {"there": want.get(name, "-"), "here": got.get(name, "-")}
                faults.append(say("ingest.differs", modality=modality, name=name, **known))
    if faults:
        headline = say("ingest.other_settings", study=there.root)
        raise DepformerError.listing(headline, faults, kind="study")


def _flat(made_by: Mapping[str, Any]) -> dict[str, Any]:
    """Return how features were made, every option beside id and version."""
    options = made_by.get("options")
    own = {name: value for name, value in made_by.items() if name != "options"}
    return own | (options if isinstance(options, dict) else {})
