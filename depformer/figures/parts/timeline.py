"""One participant's recording along its time: the sound, the words in it, and their pictures.

It is of a recording and needs no run, so it is no figure of the registry; its table and its figure
keep the same contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.as_text import as_text, cut_off, signs
from depformer.figures.parts.spec import mark_synthetic
from depformer.figures.parts.words import LONGEST, MOST_ABREAST, wide, word_labels
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.recordings.envelope import Envelope

COLUMNS = 1500  # of the sound that are drawn
WAVE, LANE = 190.0, 64.0  # heights [px]
NOMINAL = 510.0  # what page.css has it wide at least, to see which labels have room [px]
ABREAST, TURNED = 7.0, 15.0  # room of a sign, and of a label that is turned [px]
FRAME = 12.0  # least width of the frame around a word [px]
QUIETEST = 0.02  # of the recording's largest sample, that the height of the sound shows at least
NAMED = 8  # missing words in the reading line


def table(
    words: pd.DataFrame,
    envelope: Envelope | None,
    *,
    participant: str,
    start: float = 0.0,
    stop: float | None = None,
) -> pd.DataFrame:
    """Tabulate the words of a stretch and the loudness of its sound.

    Parameters
    ----------
    words : DataFrame
        From `depformer.study.quality.words_quality`.
    envelope : Envelope or None
        Of the sound; without it there are words alone.
    participant : str
        Whose.
    start, stop : float
        The stretch [s]; None: to the end.

    Returns
    -------
    DataFrame
        ``kind``: a row each ``word`` that lies in the stretch or has no time, with its columns,
        ``start``, ``stop`` and ``picture_at`` [s], ``doubt`` and ``corrected``; then a row each
        column of the ``sound``, with ``at`` [s], ``lowest`` and ``highest`` sample, full scale 1.
        ``from`` and ``to`` are the stretch [s], ``peak`` is the largest sample of the recording.
    """
    ends = [words["voice_offset"].max(), 0.0 if envelope is None else envelope.stop]
    last = float(np.nanmax([1.0, *ends])) if stop is None else stop
    inside = (words["voice_offset"] >= start) & (words["voice_onset"] <= last)
    shown = words[inside | words["voice_onset"].isna()]
    found = pd.DataFrame(
        {
            "participant": participant,
            "kind": "word",
            **{name: shown[name] for name in ("word", *labels.WORD_LABELS, "valence")},
            "start": shown["voice_onset"],
            "stop": shown["voice_offset"],
            "picture_at": shown["face_time"],
            "doubt": shown["doubt"],
            "corrected": shown["corrected"],
        }
    )
    parts = [found]
    if envelope is not None:
        at, low, high = envelope.columns(start, last, COLUMNS)
        sound = {"at": at, "lowest": low.astype(float), "highest": high.astype(float)}
        parts.append(pd.DataFrame({"participant": participant, "kind": "sound", **sound}))
    peak = np.nan if envelope is None else envelope.peak
    columns = [*found, "at", "lowest", "highest"]
    whole = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    return whole.assign(**{"from": start, "to": last, "peak": peak})


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw the sound, a band for each word in its valence's colour, and where its picture is.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    """
    one_of("label", label, labels.WORD_LABELS)
    words, sound = (table[table["kind"] == kind] for kind in ("word", "sound"))
    question = say("timeline.question", who=layout.named(table["participant"].iloc[0]))
    timed = words[words["start"].notna()].sort_values("start").reset_index(drop=True)
    lost = words[words["start"].isna()]
    if timed.empty and sound.empty:
        return style.nothing(question, say("timeline.nothing"), dark=dark)
    ends = float(table["from"].iloc[0]), float(table["to"].iloc[0])
    width = wide(len(timed))
    names, turned, room = _names(timed, label, (width or NOMINAL) / (ends[1] - ends[0]))
    plot = WAVE * bool(len(sound)) + LANE + room
    drawn = go.Figure(
        layout=style.layout(
            question,
            _reading(timed, lost, label, heard=bool(len(sound))),
            plot_height=plot,
            bottom=56,
            dark=dark,
            width=width,
            meta=_for_mark(timed, FRAME / ((width or NOMINAL) / (ends[1] - ends[0]))),
        )
    )
    top = 1 - room / plot
    lane = top - LANE / plot
    if len(sound):
        _sound(drawn, sound, float(table["peak"].iloc[0]), lane, dark=dark)
    _words(drawn, timed, label, lane if len(sound) else 0.0, dark=dark)
    rows = {0: say("timeline.picture_row"), 1: say("timeline.word_row")}
    if not timed["picture_at"].notna().any():
        del rows[0]
    drawn.update_layout(
        xaxis={"title": {"text": say("timeline.time_axis")}, "range": ends, "showgrid": False}
        | {"anchor": "y" if len(sound) else "y2"},
        yaxis2={
            "domain": [lane + 4 / plot, top],
            "range": [-0.6, 1.6],
            "tickvals": [*rows],
            "ticktext": [*rows.values()],
            "ticks": "",
            "showgrid": False,
            "fixedrange": True,
            "title": {"text": ""},
        },
        annotations=[
            {
                "x": float(middle),
                "xref": "x",
                "y": top,
                "yref": "paper",
                "yanchor": "bottom",
                "text": name,
                "textangle": turned,
                "showarrow": False,
                "font": {"size": style.SIZES["text"]},
            }
            for middle, name in zip((timed["start"] + timed["stop"]) / 2, names, strict=True)
            if name and ends[0] <= middle <= ends[1]
        ],
    )
    return drawn


def drawn(table: pd.DataFrame, *, synthetic: bool, label: str, dark: bool) -> go.Figure:
    """Return the figure with texts of data as they are, marked as synthetic if the study is."""
    shown = figure(as_text(table), label=label, dark=dark)
    return mark_synthetic(shown, colour=style.colour("muted", dark=dark)) if synthetic else shown


def _reading(timed: pd.DataFrame, lost: pd.DataFrame, label: str, *, heard: bool) -> str:
    ending = "" if labels.valences_of(timed["valence"]) else "_no_valence"
    said = [
        say(
            "timeline.reading",
            marks=say(f"timeline.bands{ending}" if heard else f"timeline.marks{ending}"),
            n=len(timed),
            sound=say("timeline.with_sound") if heard else "",
            pictures=say("timeline.with_pictures") if timed["picture_at"].notna().any() else "",
        )
    ]
    if (timed["doubt"] != "").any():
        said.append(say("timeline.doubtful", n=int((timed["doubt"] != "").sum())))
    if len(lost):
        names = word_labels(lost.head(NAMED), label)
        more = [say("timeline.and_more", n=len(lost) - NAMED)] if len(lost) > NAMED else []
        said.append(say("timeline.missing", n=len(lost), words=", ".join([*names, *more])))
    return " ".join(said)


def _names(words: pd.DataFrame, label: str, pitch: float) -> tuple[list[str], int, float]:
    """Return the label of every word, none where it has no room, their angle, and height [px].

    Parameters
    ----------
    words : DataFrame
        By time.
    label : str
        Which.
    pitch : float
        Room of a second [px].
    """
    whole = [cut_off(name, LONGEST) for name in word_labels(words, label)]
    at = pitch * ((words["start"] + words["stop"]) / 2).to_numpy()
    lengths = np.array([ABREAST * (2 if label == "text" else 1) * signs(name) for name in whole])
    abreast = bool((np.diff(at) >= (lengths[:-1] + lengths[1:]) / 2 + ABREAST).all())
    longest = max(map(signs, whole), default=1)
    if abreast:
        names, angle, room, height = whole, 0, 0.0, 20.0
    elif label == "text" and longest <= MOST_ABREAST:
        names, angle = word_labels(words, label, stacked=True), 0
        room, height = TURNED, 16.0 * max(name.count("<br>") + 1 for name in names) + 4
    else:
        names, angle, room, height = whole, -90, TURNED, 6.8 * longest + 6
    kept, last = [], -np.inf
    for name, place in zip(names, at, strict=True):
        fits = place - last >= room
        kept.append(name if fits else "")
        last = place if fits else last
    return kept, angle, height


def _for_mark(timed: pd.DataFrame, least: float) -> dict[str, Any]:
    """Return where a word is framed [s]; the frame of a short one is wider, or it were a bar."""
    middle = (timed["start"] + timed["stop"]) / 2
    half = np.maximum(timed["stop"] - timed["start"], least) / 2
    spans = np.stack([middle - half, middle + half], axis=1)[:, np.newaxis].tolist()
    words = timed["word"].tolist()
    return {"words": words, "spans": spans, "mark": "frame"}


def _sound(figure: go.Figure, sound: pd.DataFrame, peak: float, top: float, *, dark: bool) -> None:
    line = {"width": 0.8, "color": style.colour("sum", dark=dark)}
    shared: dict[str, Any] = {
        "x": sound["at"],
        "mode": "lines",
        "line": line,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    figure.add_trace(go.Scatter(y=sound["lowest"], **shared))
    figure.add_trace(
        go.Scatter(y=sound["highest"], fill="tonexty", fillcolor=line["color"], **shared)
    )
    # A quiet word fills the height where it is looked at; noise alone does not.
    shown = float(sound[["lowest", "highest"]].abs().to_numpy().max(initial=0.0))
    end = 1.05 * (max(shown, QUIETEST * peak) or 1.0)
    figure.update_layout(
        yaxis={
            "domain": [0, top],
            "range": [-end, end],
            "title": {"text": say("timeline.sound_axis")},
            "nticks": 5,
            "fixedrange": True,
        }
    )


def _words(figure: go.Figure, timed: pd.DataFrame, label: str, lane: float, *, dark: bool) -> None:
    names = timed[label].astype(str)
    doubt = timed["doubt"].astype(str)
    hover = [
        "<br>".join(
            filter(None, (name, say("timeline.from_to", start=start, stop=stop), _lines(why)))
        )
        for name, start, stop, why in zip(names, timed["start"], timed["stop"], doubt, strict=True)
    ]
    timed = timed.assign(hover=hover)
    outline = style.colour("outline", dark=dark)
    for valence in labels.valences_of(timed["valence"]) or ("neutral",):  # no valence, one look
        known = valence in set(timed["valence"])
        own = timed[timed["valence"] == valence] if known else timed
        if own.empty:
            continue
        ids = own[["word"]].to_numpy()
        doubtful = (own["doubt"] != "").to_numpy()
        shared: dict[str, Any] = {
            "customdata": ids,
            "text": own["hover"],
            "hovertemplate": "%{text}<extra></extra>",
            "legendgroup": valence,
        }
        if lane:
            figure.add_trace(
                go.Bar(
                    x=(own["start"] + own["stop"]) / 2,
                    width=own["stop"] - own["start"],
                    y=[2e3] * len(own),  # more than any sound, so that a band has no end
                    base=-1e3,
                    marker={
                        "color": style.colour(valence),
                        "opacity": 0.3,
                        "line": {"width": 1, "color": style.colour(valence)},
                    },
                    textposition="none",
                    showlegend=False,
                    **shared,
                )
            )
        marks = [style.symbol(valence) + ("-open" if unsure else "") for unsure in doubtful]
        figure.add_trace(
            go.Scatter(
                x=(own["start"] + own["stop"]) / 2,
                y=[1.0] * len(own),
                yaxis="y2",
                mode="markers",
                marker={
                    "symbol": marks,
                    "color": style.colour(valence),
                    "size": [13 if unsure else 10 for unsure in doubtful],
                    "line": {
                        "width": [2.4 if unsure else 0.6 for unsure in doubtful],
                        "color": [style.colour(valence) if u else outline for u in doubtful],
                    },
                },
                name=say("timeline.word_of", kind=labels.human(valence))
                if known
                else say("timeline.word"),
                **shared,
            )
        )
    unsure = timed[timed["doubt"] != ""]
    ink = style.colour("ink", dark=dark)
    if len(unsure):
        figure.add_trace(
            go.Scatter(
                x=(unsure["start"] + unsure["stop"]) / 2,
                y=[0.5] * len(unsure),  # between the rows: beside it, the next word may stand
                yaxis="y2",
                mode="text",
                text=["<b>?</b>"] * len(unsure),
                textfont={"size": style.SIZES["text"], "color": ink},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    pictured = timed[timed["picture_at"].notna()]
    if len(pictured):
        figure.add_trace(
            go.Scatter(
                x=pictured["picture_at"],
                y=[0.0] * len(pictured),
                yaxis="y2",
                mode="markers",
                marker={"symbol": "square-open", "size": 8, "color": ink, "line": {"width": 1.6}},
                customdata=pictured[["word"]].to_numpy(),
                text=[
                    say("timeline.picture_of", word=name, at=at)
                    for name, at in zip(pictured[label], pictured["picture_at"], strict=True)
                ],
                hovertemplate="%{text}<extra></extra>",
                name=say("timeline.picture"),
            )
        )


def _lines(text: str, longest: int = 60) -> str:
    """Return a sentence in lines that fit under the pointer."""
    lines = [""]
    for word in text.split():
        lines[-1:] = (
            [f"{lines[-1]} {word}".strip()]
            if signs(lines[-1]) + signs(word) < longest
            else [lines[-1], word]
        )
    return "<br>".join(lines)
