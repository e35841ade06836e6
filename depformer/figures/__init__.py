"""Figures of a run: one module a figure, one line here; the order is that of every menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from depformer.figures import (
    agreement,
    baseline_ranking,
    branch_waterfall,
    calibration,
    cohort_forest,
    cohort_raster,
    cohort_top_words,
    cohort_words,
    completeness,
    confusion,
    deletion_curves,
    face_map,
    faithfulness,
    modality_balance,
    paper_words,
    planted_truth,
    predicted_severity,
    query_scores,
    randomisation,
    roc,
    selection_rate,
    session_change,
    severity_scatter,
    stability,
    untrained_band,
    valence_contrast,
    valence_shapley,
    voice_map,
    volcano,
    what_if,
    word_across_people,
    word_profile,
)
from depformer.figures.parts import style
from depformer.figures.parts.as_text import as_text
from depformer.figures.parts.spec import FigureSpec, Option, mark_synthetic
from depformer.registry import Registry

if TYPE_CHECKING:
    import xarray as xr

FIGURES: Registry[FigureSpec] = Registry(
    "figure",
    (
        word_profile.SPEC,
        session_change.SPEC,
        branch_waterfall.SPEC,
        face_map.SPEC,
        voice_map.SPEC,
        what_if.SPEC,
        query_scores.SPEC,
        selection_rate.SPEC,
        cohort_raster.SPEC,
        cohort_top_words.SPEC,
        valence_contrast.SPEC,
        cohort_forest.SPEC,
        word_across_people.SPEC,
        severity_scatter.SPEC,
        volcano.SPEC,
        paper_words.SPEC,
        cohort_words.SPEC,
        modality_balance.SPEC,
        roc.SPEC,
        confusion.SPEC,
        calibration.SPEC,
        predicted_severity.SPEC,
        valence_shapley.SPEC,
        completeness.SPEC,
        deletion_curves.SPEC,
        faithfulness.SPEC,
        agreement.SPEC,
        randomisation.SPEC,
        untrained_band.SPEC,
        stability.SPEC,
        baseline_ranking.SPEC,
        planted_truth.SPEC,
    ),
)

__all__ = ["FIGURES", "FigureSpec", "Option", "draw", "drawn", "table"]


def table(name: str, run: xr.Dataset, **options: Any) -> pd.DataFrame:
    """Return all the numbers of a figure.

    Parameters
    ----------
    name : str
        Id of the figure.
    run : xarray.Dataset
        Obeys the schema.
    **options
        Those of the figure; what only concerns the drawing is ignored.

    Returns
    -------
    DataFrame
        Tidy; it is the CSV beside the figure.
    """
    spec = FIGURES[name]
    of_table, _ = spec.split(run, options)
    return spec.table(run, **of_table)


def draw(name: str, run: xr.Dataset, **options: Any) -> go.Figure:
    """Return a figure of a run.

    Parameters
    ----------
    name : str
        Id of the figure.
    run : xarray.Dataset
        Obeys the schema; stays as it is.
    **options
        Those of the figure, see ``FIGURES[name].options``.

    Returns
    -------
    plotly.graph_objects.Figure
        Marked as synthetic if the run is.

    Raises
    ------
    DepformerError
        If the run lacks what the figure needs, or an option, participant, method or word is
        unknown.

    Examples
    --------
    >>> from depformer import schema
    >>> draw("branch_waterfall", schema.example(), participant="sub-001").data[0].type
    'waterfall'
    """
    spec = FIGURES[name]
    of_table, of_figure = spec.split(run, options)
    synthetic = bool(run.attrs.get("synthetic"))
    return drawn(name, spec.table(run, **of_table), synthetic=synthetic, **of_figure)


def drawn(name: str, table: pd.DataFrame, *, synthetic: bool, **options: Any) -> go.Figure:
    """Return a figure of its table: all that is drawn, on the screen and in files, is drawn here.

    Parameters
    ----------
    name : str
        Id of the figure.
    table : DataFrame
        From `table`.
    synthetic : bool
        Whether the figure is marked as one of synthetic data.
    **options
        Those of the drawing.
    """
    figure = FIGURES[name].figure(as_text(table), **options)
    figure.update_layout(meta={**(figure.layout.meta or {}), "figure": name})
    if synthetic:
        mark_synthetic(figure, colour=style.colour("muted", dark=bool(options.get("dark"))))
    return figure
