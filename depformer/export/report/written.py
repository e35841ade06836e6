"""A report as the bytes of a file: HTML with everything inside, or the same printed as PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from depformer.export.report.printed import TALLEST, USUAL, printed
from depformer.export.report.sections import SECTIONS, Source, sections
from depformer.files import user_path, write_bytes
from depformer.report.plain import unbroken
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr
    from jinja2 import Template

FORMATS = ("html", "pdf")
TEMPLATE = Path(__file__).with_name("page.html")
# Nothing is fetched, and nothing that stands in data could be: the page says so to the browser.
POLICY = (
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
Progress = Callable[[int, int], None]


def report_bytes(
    run: xr.Dataset,
    checkpoint: Path,
    fmt: str = "html",
    *,
    method: str,
    label: str = "text",
    groups_by: str = "",
    progress: Progress | None = None,
) -> bytes:
    """Return a report of a run: sentences, table 1, performance, guards, figures and methods.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema; no figure of one person enters, no id, no face and no voice.
    checkpoint : Path
        Folder of the model.
    fmt : str
        ``html``, which needs no network and no other file, or ``pdf``, which needs a browser.
    method : str
        Whose attributions lead.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    groups_by : str
        The filter that made the run's groups, or nothing.
    progress : callable or None
        Told the number of finished sections and of all.

    Raises
    ------
    DepformerError
        If a name is unknown, or there is no browser to print with.
    """
    one_of("format", fmt, FORMATS)
    one_of("method", method, run["method"].values.astype(str).tolist())
    title = say("report_page.title", study=str(run.attrs["study"]))
    made = []
    source = Source(run, checkpoint, method, label, groups_by)
    for done, section in enumerate(sections(source), start=1):
        made.append(section)
        if progress is not None:
            progress(done, len(SECTIONS))
    html = _template().render(
        title=title,
        sections=made,
        synthetic=bool(run.attrs.get("synthetic")),
        script=_script(),
        policy=POLICY,
        say=say,
        chart=_chart,
        printed_share=printed_share,
    )
    content = html.encode("utf-8")
    return content if fmt == "html" else printed(content, title)


def write_report(path: Path | str, run: xr.Dataset, checkpoint: Path, **options: object) -> Path:
    """Write a report so that a reader sees the whole file or none; its ending is the format.

    Parameters
    ----------
    path : Path or str
        Ends in ``.html`` or ``.pdf``.
    run, checkpoint, **options
        As of `report_bytes`.

    Returns
    -------
    Path
        The file.
    """
    target = user_path(path)
    fmt = one_of("format", target.suffix.removeprefix(".").lower(), FORMATS)
    write_bytes(target, report_bytes(run, checkpoint, fmt, **options))  # type: ignore[arg-type]
    return target


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    kept = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    kept.filters["trusted"] = Markup
    kept.filters["unbroken"] = unbroken
    return kept.from_string(TEMPLATE.read_text(encoding="utf-8"))


@cache
def _script() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def printed_share(figure: go.Figure) -> float:
    """Return the size in which a figure is printed, of that on screen: less for the tallest."""
    return round(min(USUAL, TALLEST / float(figure.layout.height or 1.0)), 3)


def _chart(figure: go.Figure, number: int) -> str:
    """Return the element of a figure; plotly escapes whatever could end its script."""
    return str(
        figure.to_html(
            full_html=False,
            include_plotlyjs=False,
            div_id=f"figure-{number}",
            config={"displaylogo": False, "responsive": True},
        )
    )
