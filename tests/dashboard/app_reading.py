"""Run a page of the app and read it; beside the tests, which import it by its name."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from depformer.report.plain import JOINER

APP = Path(__file__).parents[2] / "dashboard" / "script.py"


def go_to(app: AppTest, page: str) -> AppTest:
    """Run one page of the app."""
    if page != "overview":
        app.switch_page(f"app_pages/{page}.py")
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def text(app: AppTest) -> str:
    """Everything that is written as text."""
    parts = (app.markdown, app.caption, app.info, app.warning, app.error, app.subheader)
    return shown("\n".join(str(element.value) for kind in parts for element in kind))


def shown(markdown: str) -> str:
    """What a browser shows of escaped text."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown.replace(JOINER, "").replace("\u00a0", " "))
