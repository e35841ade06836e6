"""Another participant's recording, handed over or named by its path, as a job of the study."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.parts.running_job import begin, said, show
from dashboard.recorded import OpenStudy
from depformer.errors import DepformerError
from depformer.files import read_json, user_path
from depformer.jobs.uploads import new_upload, receive
from depformer.labels import OUTCOMES
from depformer.recordings.ingest import IngestOptions, options_of, session_of
from depformer.recordings.ingest.options import TIMES
from depformer.report.plain import plain
from depformer.runs import writable
from depformer.study import Study, layout
from depformer.study.tables import LIMITS
from depformer.wording import say

KINDS = ("video", "audio", "events")
ENDINGS = {"events": ["tsv", "csv", "txt"], "order": ["tsv", "csv"]}
SEXES = ("F", "M")


def panel(opened: OpenStudy, *, busy: bool) -> None:
    """Offer to add a recording to the study, unless none of the same kind can be made for it."""
    study = opened.study
    st.caption(say("recordings_page.add_note", most=st.get_option("server.maxUploadSize")))
    if not writable(study.root) or not writable(study.root.resolve().parent):
        st.caption(plain(say("recordings_page.read_only", study=study.root)))
        return
    try:
        options = _options(study)
    except DepformerError as fault:
        st.caption(plain(str(fault)))
        return
    number = len(state.begun())  # with a new one the fields are empty again, and the memory free
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.text_input(say("recordings_page.id"), key=f"add_id_{number}", width=200)
        group = st.selectbox(  # a diagnosis is nothing to begin with
            say("recordings_page.group"),
            _groups(study),
            index=None,
            key=f"add_group_{number}",
            placeholder=say("recordings_page.choose_group"),
            width=200,
        )
    about = _about(number)
    files = {kind: _file(kind, number) for kind in KINDS}
    times = TIMES[0]
    if files["events"] is not None:
        times = st.segmented_control(
            say("recordings_page.table_gives"),
            TIMES,
            default=TIMES[0],
            format_func=lambda name: say(f"recordings_page.gives_{name}"),
            key=f"add_times_{number}",
            required=True,
        )
    else:  # times say in which order the words were read
        files["order"] = _file("order", number)
    copy = st.checkbox(
        say("recordings_page.copy"),
        value=any(layout.recordings_of(study.root, each) for each in study.ids),
        key=f"add_copy_{number}",
        help=say("recordings_page.copy_help"),
    )
    if st.button(say("recordings_page.add_button"), type="primary", disabled=busy):
        kept = "copy" if copy else "none"
        try:
            cells = {"participant_id": who.strip(), "group": group or "", **about}
            _submit(study, cells, files, {**options, "times": times, "recordings": kept})
        except DepformerError as fault:
            said(fault)
        else:
            st.rerun()
    show(study, "ingest")


def _options(study: Study) -> dict[str, Any]:
    """Return the options that the features of the study were made with."""
    path = layout.features_path(study.root, study.ids[0])
    own: IngestOptions = options_of(read_json(path, kind="study"))
    return {**asdict(own), "columns": {}}


def _groups(study: Study) -> list[str]:
    there = study.participants["group"].astype(str).tolist()
    return list(dict.fromkeys([*OUTCOMES, *there]))


def _about(number: int) -> dict[str, object]:
    """Return what else is known of the participant; what is left empty is not."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbers = {
            name: st.number_input(
                say(f"recordings_page.{name}"),
                *map(float, LIMITS[name]),
                value=None,
                step=1.0,
                format="%g",
                key=f"add_{name}_{number}",
                width=200,
            )
            for name in ("age", "severity")
        }
        sex = st.selectbox(
            say("columns.sex"),
            SEXES,
            index=None,
            format_func={"F": say("columns.female"), "M": say("columns.male")}.get,
            key=f"add_sex_{number}",
            placeholder=say("recordings_page.not_named"),
            width=200,
        )
    return {**numbers, "sex": sex}


def _file(kind: str, number: int) -> Any:
    """Return what the reader hands over: an open file, the path of one, or None."""
    with st.container(horizontal=True, key=f"pair_{kind}"):
        with st.container(key=f"half_left_{kind}"):
            given = st.file_uploader(
                say(f"recordings_page.file_{kind}"),
                ENDINGS.get(kind),
                key=f"add_{kind}_{number}",
            )
        with st.container(key=f"half_right_{kind}"):
            path = st.text_input(
                say("recordings_page.path"),
                key=f"add_path_{kind}_{number}",
                placeholder=say(f"recordings_page.path_{kind}"),
            )
    return given or (user_path(path.strip()) if path.strip() else None)


def _submit(
    study: Study, cells: dict[str, object], files: dict[str, Any], options: dict[str, Any]
) -> None:
    """Begin the job, or raise with what is wrong with what was handed over."""
    cells = {name: cell for name, cell in cells.items() if cell is not None}
    named = {kind: file for kind, file in files.items() if file is not None}
    if not cells["participant_id"]:
        raise DepformerError(say("recordings_page.no_id"))
    if "video" not in named:
        raise DepformerError(say("recordings_page.no_video"))
    for file in named.values():
        if isinstance(file, Path) and not file.is_file():
            raise DepformerError(say("recordings_page.no_file", path=file))
    session = session_of({**cells, "video": "-"})  # whether the id and the group can be
    for own in study.ids:
        if own.casefold() == session.participant_id.casefold():  # one folder on macOS and Windows
            raise DepformerError(say("recordings_page.there", who=own))
    cells["participant_id"] = session.participant_id
    asked = {"study": str(study.root.resolve()), "sessions": [cells], "options": options}
    with ExitStack() as stack:
        for kind, file in named.items():
            if not isinstance(file, Path):
                if "uploaded" not in asked:
                    folder = stack.enter_context(new_upload(study.root)).resolve()
                    asked["uploaded"] = str(folder)
                file = receive(folder, kind, file.name, file)
            cells[kind] = str(file.resolve())
        begin("ingest", asked, study)
