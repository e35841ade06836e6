"""What is made of one recording, and where it lies until all are made."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_array, read_json, write_array, write_json
from depformer.study.descriptors import Column, Descriptors
from depformer.study.writer import ParticipantRecord
from depformer.wording import say


@dataclass(frozen=True, eq=False)
class Made:
    """Hold what came of a participant's recording.

    Parameters
    ----------
    participant_id : str
        Whose.
    record : ParticipantRecord, optional
        What the study gets; None if nothing could be made.
    notes : tuple of str
        What a reader must know, one sentence each.
    failed : str
        Why nothing could be made.
    """

    participant_id: str
    record: ParticipantRecord | None = None
    notes: tuple[str, ...] = ()
    failed: str = ""


@dataclass(frozen=True)
class Finished:
    """Where finished participants lie; see `depformer.work.Keep`.

    Parameters
    ----------
    folder : Path
        A JSON each, written last, and two arrays where there is a record.
    """

    folder: Path

    def get(self, name: str) -> Made | None:
        """Return a participant, None if he or she is not there, or was cut off while written."""
        with suppress(DepformerError, KeyError, TypeError):
            about = read_json(self._path(name, "json"), kind="study")
            record = about.pop("record")
            made = Made(
                about["participant_id"], notes=tuple(about["notes"]), failed=about["failed"]
            )
            if record is None:
                return made
            record["events"] = pd.DataFrame(record["events"]).astype({"position": int})
            for missing in ("missing_face", "missing_audio"):
                record[missing] = tuple(record[missing])
            face = read_array(self._path(name, "face.npy"), kind="study")
            audio = read_array(self._path(name, "audio.npy"), kind="study")
            record["descriptors"] = _descriptors(record["descriptors"])
            return replace(made, record=ParticipantRecord(face=face, audio=audio, **record))
        return None

    def record(self, name: str) -> ParticipantRecord:
        """Return what a study holds of somebody who is finished.

        Raises
        ------
        DepformerError
            If it has gone.
        """
        made = self.get(name)
        if made is None or made.record is None:
            raise DepformerError(say("work.lost", about=name), kind="environment")
        return made.record

    def put(self, name: str, result: Made) -> None:
        """Keep a participant, or the reason why there is none."""
        record = result.record
        about: dict[str, Any] = {
            "participant_id": result.participant_id,
            "notes": list(result.notes),
            "failed": result.failed,
            "record": None,
        }
        if record is not None:
            write_array(self._path(name, "face.npy"), record.face)
            write_array(self._path(name, "audio.npy"), record.audio)
            events = record.events.astype(object).where(record.events.notna(), None)
            about["record"] = {
                "participant_id": record.participant_id,
                "events": events.to_dict("list"),
                "features": record.features,
                "missing_face": record.missing_face,
                "missing_audio": record.missing_audio,
                "descriptors": _as_json(record.descriptors),
            }
        write_json(self._path(name, "json"), about)

    @property
    def empty(self) -> bool:
        """Whether nobody is kept."""
        return not any(self.folder.glob("*.json"))

    def forget(self, name: str) -> None:
        """Let go of a participant."""
        for kind in ("json", "face.npy", "audio.npy"):
            self._path(name, kind).unlink(missing_ok=True)

    def forget_failures(self) -> None:
        """Let go of what could not be made, since what stood in its way may be gone."""
        for path in self.folder.glob("*.json"):
            with suppress(DepformerError, OSError):
                if read_json(path, kind="study").get("record") is None:
                    path.unlink()

    def _path(self, name: str, kind: str) -> Path:
        return self.folder / f"{name}.{kind}"


def _as_json(descriptors: Descriptors | None) -> dict[str, Any] | None:
    if descriptors is None:
        return None
    table = descriptors.table.astype(object).where(descriptors.table.notna(), None)
    columns = {name: column.described for name, column in descriptors.columns.items()}
    return {"words": list(table.index), "values": table.to_dict("list"), "columns": columns}


def _descriptors(kept: dict[str, Any] | None) -> Descriptors | None:
    if kept is None:
        return None
    table = pd.DataFrame(kept["values"], index=kept["words"], dtype=float)
    return Descriptors(table, {name: Column.read(each) for name, each in kept["columns"].items()})
