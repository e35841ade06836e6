"""What the reader has chosen: the only file with session state and query parameters.

The address carries participant, word, label and method, all of them ids that do not depend on a
path, so that a link can be sent to a colleague with the same study.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from depformer import labels
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.jobs.opening import Source
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.study import Study

HERE = Path(__file__).parents[1]
_SOURCE = "source"
_VIEW = "view"
_ADDRESS = "address"
_CHOSEN = "chosen_in_the_app"
_NOTES = "notes"
_CLICKS = "clicks"
_CHART = "chart_"
_JOBS = "jobs"
_SEEN = "jobs_seen"
_PERSON = "participant_chosen"


@dataclass(frozen=True)
class View:
    """The reader's choice; every field is an id that is in the open run, or None."""

    participant: str | None = None
    word: str | None = None
    label: str = labels.WORD_LABELS[0]
    method: str | None = None


FIELDS = tuple(field.name for field in fields(View))


@dataclass(frozen=True)
class Choices:
    """What may be chosen in what is open, the first of each being the default.

    A page that needs no run asks for no method; the one that was chosen elsewhere stays. It may
    open with somebody else than the first, as long as nobody is chosen; who is seen there is seen
    on every page from then on. `first` is who stands for the first participant where another one
    does better.
    """

    participant: tuple[str, ...]
    word: tuple[str, ...]
    label: tuple[str, ...]
    method: tuple[str, ...] | None
    open_with: str | None = None
    first: str | None = None

    @classmethod
    def of(cls, run: xr.Dataset) -> Choices:
        """Return the choices of a run; participants stand group by group.

        The first who was held out is open: what a model says of its own training proves nothing.
        """
        methods = run["method"].values.astype(str).tolist() if "method" in run.coords else []
        groups, ids = (run[name].values.astype(str).tolist() for name in ("group", "participant"))
        people, roles = _by_group(groups, ids), dict(zip(ids, run["role"].values, strict=True))
        return cls(
            participant=people,
            word=tuple(run["word"].values.astype(str).tolist()),
            label=labels.labels_of({name: run[name].values for name in labels.WORD_LABELS}),
            method=tuple(methods),
            first=next((who for who in people if roles[who] in labels.HELD_OUT_ROLES), None),
        )

    @classmethod
    def of_study(cls, study: Study, open_with: str | None = None) -> Choices:
        """Return the choices of a study without its run, in the same order."""
        groups = study.participants["group"].astype(str).tolist()
        return cls(
            participant=_by_group(groups, study.ids),
            word=tuple(study.words["word_id"].astype(str).tolist()),
            label=labels.labels_of(study.words),
            method=None,
            open_with=open_with,
        )

    def default(self) -> View:
        """Return the view of somebody who has chosen nothing; no word is chosen."""
        return View(
            participant=self.open_with or self.first or next(iter(self.participant), None),
            label=self.label[0],
            method=next(iter(self.method or ()), None),
        )

    def fits(self, name: str, value: str | None) -> bool:
        """Return whether a field of the view may have a value."""
        allowed = getattr(self, name)
        return allowed is None or value in allowed


def _by_group(groups: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    known = {name: rank for rank, name in enumerate(reversed(labels.OUTCOMES))}
    people = sorted(zip(groups, ids, strict=True), key=lambda x: (known.get(x[0], 9), *x))
    return tuple(who for _, who in people)


def source() -> Source:
    """Return which study and checkpoint to show, and how to explain them."""
    if _SOURCE not in st.session_state:
        study = os.environ.get("DEPFORMER_STUDY") or str(HERE / "sample_data")
        demo = str(HERE / "checkpoints" / "demo")
        checkpoint = os.environ.get("DEPFORMER_CHECKPOINT", demo)  # empty: a study without one
        run = os.environ.get("DEPFORMER_RUN", "")
        st.session_state[_SOURCE] = Source(study, checkpoint, run=run)
    chosen: Source = st.session_state[_SOURCE]
    return chosen


def open_source(
    study: str, checkpoint: str, question: Question = Question(), run: str = ""
) -> None:
    """Show another study, checkpoint, question or run from the next run of the page on."""
    st.session_state[_SOURCE] = Source(study.strip(), checkpoint.strip(), question, run.strip())


def arrive() -> None:
    """Keep the address where the reader goes to another page; call it before the menu is drawn.

    Streamlit empties the address then. Written after the menu it would be a second entry in the
    browser's history, of a view that nobody has seen. An empty address that is come back to by
    the browser's Back button is left alone: it says the view of somebody who has chosen nothing.
    """
    before = st.session_state.get(_ADDRESS)
    # Streamlit has no public word for it; without the field, Back costs one more click.
    came_back = getattr(get_script_run_ctx(), "is_history_navigation", False)
    if before and not st.query_params.to_dict() and not came_back:
        st.query_params.from_dict(before)


def current(choices: Choices) -> View:
    """Return the choice, corrected to what the run holds, and let the address say it.

    An address that the app has not written itself, be it typed or come back to by the browser's
    Back button, says the whole view: what it does not name has its default, so that nobody sees a
    mixture of two views. The address is written only where it says anything else than the view,
    because streamlit makes an entry in the browser's history of every change.
    """
    default = choices.default()
    chosen = dict(st.session_state.get(_VIEW, {}))
    if not st.session_state.get(_PERSON):
        chosen.pop("participant", None)
    view = View(**{**asdict(default), **chosen})
    asked = st.query_params.to_dict()
    typed = asked != st.session_state.get(_ADDRESS) and not st.session_state.get(_CHOSEN)
    if typed:
        view = _from_address(default, asked, choices)
    st.session_state[_CHOSEN] = False
    if choices.open_with:  # whom the reader sees there is seen on every page from then on
        st.session_state[_PERSON] = True
    view = replace(
        view,
        **{
            name: getattr(default, name)
            for name in FIELDS
            if not choices.fits(name, getattr(view, name))
        },
    )
    st.session_state[_VIEW] = asdict(view)
    if {**asdict(default), **asked} != asdict(view):
        asked = {name: value for name, value in asdict(view).items() if value is not None}
        st.query_params.from_dict(asked)
    st.session_state[_ADDRESS] = asked
    return view


def _from_address(default: View, asked: Mapping[str, str], choices: Choices) -> View:
    notes, changes = [], {}
    for name, value in asked.items():
        try:
            one_of(say("pages.part_of_address"), name, FIELDS)
            allowed = getattr(choices, name)
            changes[name] = value if allowed is None else one_of(name, value, allowed)
        except DepformerError as fault:
            notes.append(say("pages.address_not_followed", fault=fault))
    st.session_state[_NOTES] = notes
    st.session_state[_PERSON] = "participant" in changes
    return replace(default, **changes)


def notes() -> tuple[str, ...]:
    """Return what to tell the reader of an address that could not be followed."""
    return tuple(st.session_state.get(_NOTES, ()))


def choose(**changes: str | None) -> None:
    """Change the choice; it is checked against the run when the page runs again."""
    for name in changes:
        one_of("choice", name, FIELDS)
    st.session_state[_VIEW] = {**st.session_state.get(_VIEW, {}), **changes}
    st.session_state[_CHOSEN] = True
    if "participant" in changes:
        st.session_state[_PERSON] = True
    st.session_state[_NOTES] = []


def choose_from(widget: str, name: str) -> None:
    """Take over what a widget holds; the callback of every widget that shows a choice."""
    choose(**{name: st.session_state[widget]})


def show_in(widget: str, value: Any) -> str:
    """Let a widget show a value when it is drawn next, and return the widget's key."""
    st.session_state[widget] = value
    return widget


def chart(name: str) -> str:
    """Return the key of a chart whose clicks choose a word."""
    return f"{_CHART}{name}"


def take_clicks() -> bool:
    """Choose what has just been clicked in a chart; call it before anything is drawn.

    Returns
    -------
    bool
        Whether it is a person, whose page is to be opened.
    """
    before: dict[str, tuple[str, str] | None] = st.session_state.get(_CLICKS, {})
    now = {str(key): _clicked(key) for key in st.session_state if str(key).startswith(_CHART)}
    st.session_state[_CLICKS] = now
    new = [found for key, found in now.items() if found is not None and found != before.get(key)]
    for name, value in new:
        choose(**{name: value})
    return any(name == "participant" for name, _ in new)


def _clicked(key: str | int) -> tuple[str, str] | None:
    """Return what a chart's chosen point stands for: a word, or nothing and then a person."""
    points = st.session_state[key]["selection"]["points"]
    custom = points[0].get("customdata") if points else None
    if not custom:
        return None
    if custom[0]:
        return "word", str(custom[0])
    return ("participant", str(custom[1])) if len(custom) > 1 and custom[1] else None


def begun(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the jobs that this reader has begun, with another one if it is named."""
    jobs: tuple[Path, ...] = st.session_state.get(_JOBS, ())
    if folder is not None:
        jobs = st.session_state[_JOBS] = (*jobs, folder)
    return jobs


def first_look(folder: Path) -> bool:
    """Return whether this reader sees the end of a job for the first time."""
    seen: tuple[Path, ...] = st.session_state.get(_SEEN, ())
    st.session_state[_SEEN] = (*seen, folder) if folder not in seen else seen
    return folder not in seen


def chosen_in(key: str) -> str:
    """Return the text that stands in a widget, or nothing."""
    return str(st.session_state.get(key) or "").strip()
