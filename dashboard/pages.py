"""The pages, in the order of the menu: one script a page, one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from depformer.registry import Registry
from depformer.wording import say

FOLDER = Path(__file__).parent / "app_pages"


@dataclass(frozen=True)
class PageSpec:
    """Describe one page.

    Parameters
    ----------
    id : str
        Name of its script in ``app_pages/``, and its address; the first has the empty one as well.
    icon : str
        A Material symbol that streamlit brings along.
    needs : tuple of str
        Variables that the run must hold; without them the page says what is missing.
    of_study : bool
        Whether the study is enough, so that it need not have been explained.
    """

    id: str
    icon: str
    needs: tuple[str, ...] = ()
    of_study: bool = False

    @property
    def title(self) -> str:
        """The page's name in the menu and as the heading."""
        return say(f"pages.title_{self.id}")

    @property
    def script(self) -> Path:
        """The page's file."""
        return FOLDER / f"{self.id}.py"


PAGES: Registry[PageSpec] = Registry(
    "page",
    (
        PageSpec("overview", ":material/dashboard:", ("attribution",)),
        PageSpec("participant", ":material/person:", ("attribution",)),
        PageSpec("words", ":material/translate:", ("query_score",)),
        PageSpec("cohorts", ":material/groups:", ("attribution",)),
        PageSpec("trust", ":material/fact_check:", ("attribution",)),
        PageSpec("recordings", ":material/videocam:", of_study=True),
        PageSpec("export", ":material/download:"),
    ),
)
