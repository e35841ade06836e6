"""A page as PDF, printed by the browser that also draws the figures."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from depformer.errors import DepformerError
from depformer.export.browser import LONGEST, find_browser
from depformer.export.pdf import titled
from depformer.wording import say

TEXT = 680  # width of the text of a page [px]
USUAL = 0.74  # size of a figure on paper, of that on screen: its text is 6.7 pt, two fit on a page
TALLEST = 880.0  # of a figure on paper: with its caption, it takes one page [px]
PADDING = 48  # of the page in the window [px]


def printed(content: bytes, title: str) -> bytes:
    """Return a page as the browser prints it, without a word on the machine.

    Parameters
    ----------
    content : bytes
        Of an HTML file that needs no other.
    title : str
        What the PDF says about itself.

    Raises
    ------
    DepformerError
        If there is no browser, or it fails.
    """
    browser = find_browser()
    if browser is None:
        raise DepformerError(say("report_page.no_browser"), kind="environment")
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_bytes(content)
        asked = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            f"--window-size={round(TEXT / USUAL) + PADDING},1200",  # figures fill the text's width
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            "--virtual-time-budget=20000",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            subprocess.run(asked, capture_output=True, check=True, timeout=LONGEST)
            return titled(printed.read_bytes(), title)
        except (OSError, subprocess.SubprocessError) as fault:
            said = say("exports.browser_failed", browser=browser, fault=fault)
            raise DepformerError(said, kind="environment") from fault
