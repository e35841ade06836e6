"""Every sentence that people read, by key: one file a topic, one folder a language.

A sentence is asked for by its topic and its name, ``say("runs.damaged", path=path)``, and filled as
`str.format` does. What depends on a number is two sentences, for one and for any other, and ``n``
chooses between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module

LANGUAGES = ("en", "zh")  # the first says everything, the others what a paper in them needs
Sentences = Mapping[str, str | tuple[str, str]]


def say(key: str, language: str = LANGUAGES[0], /, **values: object) -> str:
    """Return a sentence with its places filled; without values, as it is written.

    Parameters
    ----------
    key : str
        Topic and name, for example ``runs.damaged``.
    language : str
        One of `LANGUAGES`.
    **values
        What fills the places; `n` also chooses between one and many.

    Raises
    ------
    KeyError
        If no sentence has that key; a test holds every key that is asked for.

    Examples
    --------
    >>> say("names.participants", n=1), say("names.participants", n=3)
    ('1 participant', '3 participants')
    >>> say("readable.rounded", value=-0.25), say("readable.rounded", value=-0.001)
    ('−0.25', '0.00')
    """
    topic, _, name = key.partition(".")
    sentence = sentences(topic, language)[name]
    if not isinstance(sentence, str):
        sentence = sentence[values["n"] != 1]
    shown = {
        name: _Read(each) if isinstance(each, float) else each for name, each in values.items()
    }
    return sentence.format(**shown) if shown else sentence


class _Read(float):
    """A number that is rounded as people read it: its minus is one, and zero has none.

    One that is no result but what was typed, or may be (``g``), keeps the sign of the keyboard.
    """

    def __format__(self, spec: str) -> str:
        text = super().__format__(spec)
        if not spec.endswith("f") or not text.startswith("-"):
            return text
        return text.replace("-", "−", 1) if re.search("[1-9]", text) else text[1:]


def sentences(topic: str, language: str = LANGUAGES[0]) -> Sentences:
    """Return all sentences of a topic, by name."""
    found: Sentences = import_module(f"depformer.wording.{language}.{topic}").SENTENCES
    return found
