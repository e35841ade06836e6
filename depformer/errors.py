"""The one exception that a user's mistake raises, and the kinds that the verbs tell apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

from depformer.wording import say

Kind = Literal["study", "checkpoint", "run", "value", "figure", "environment"]


def visible(text: str) -> str:
    """Return a text with its lines, but with an escape for each character that nobody sees.

    A name or a path of data may hold one that moves the cursor, ends the text or turns its order.
    """
    return "".join(
        mark if mark == "\n" or unicodedata.category(mark)[0] != "C" else ascii(mark)[1:-1]
        for mark in text
    )


class DepformerError(Exception):
    """Say in one sentence what was got, what is allowed and what to do.

    Parameters
    ----------
    message : str
        The sentence that a person reads, in a terminal or in the app.
    kind : str
        What was at fault: ``study``, ``checkpoint``, ``run``, ``value``, ``figure``
        or ``environment``.
    faults : sequence of str
        Every single fault, when one check found several.
    """

    def __init__(self, message: str, *, kind: Kind = "value", faults: Sequence[str] = ()) -> None:
        super().__init__(visible(message))
        self.kind: Kind = kind
        self.faults: tuple[str, ...] = tuple(visible(fault) for fault in faults)

    @classmethod
    def listing(
        cls, headline: str, faults: Sequence[str], *, kind: Kind, most: int | None = None
    ) -> DepformerError:
        """Build one error out of several faults, one per line; a single one makes one sentence.

        Parameters
        ----------
        headline : str
            What was checked.
        faults : sequence of str
            One sentence per fault.
        kind : str
            As in the class.
        most : int, optional
            How many are written out; the others are counted.

        Returns
        -------
        DepformerError
            With the headline and the faults as its text.
        """
        faults = [fault.replace("\n", r"\n") for fault in faults]  # a name may end a line
        if len(faults) == 1:
            return cls(
                f"{headline.rstrip(':')}: {faults[0].rstrip('.')}.", kind=kind, faults=faults
            )
        lines = [headline, *(f"  - {fault}" for fault in faults[:most])]
        if most is not None and len(faults) > most:
            lines.append("  - " + say("values.and_more", more=len(faults) - most))
        return cls("\n".join(lines), kind=kind, faults=faults)
