"""From pinyin with tone marks to what the mouth does: initial, vowel targets, tone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from depformer.errors import DepformerError
from depformer.wording import say

TONE_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
NEUTRAL = 5
INITIALS = (
    *("zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l"),
    *("g", "k", "h", "j", "q", "x", "r", "z", "c", "s"),
)

# The way of each final through the vowels; "N" and "G" are the nasal codas n and ng, "E" the open
# e of ie and üe, "v" stands for ü, "Z" and "R" for the buzzing vowels of zi and zhi.
FINALS = {
    **{"a": "a", "o": "o", "e": "e", "i": "i", "u": "u", "v": "v", "er": "eR"},
    **{"ai": "ai", "ei": "Ei", "ao": "au", "ou": "ou", "an": "aN", "en": "eN"},
    **{"ang": "aG", "eng": "eG", "ong": "uG", "ia": "ia", "ie": "iE", "iao": "iau"},
    **{"iu": "iou", "ian": "iEN", "in": "iN", "iang": "iaG", "ing": "iG", "iong": "vG"},
    **{"ua": "ua", "uo": "uo", "uai": "uai", "ui": "uEi", "uan": "uaN", "un": "ueN"},
    **{"uang": "uaG", "ueng": "ueG", "ve": "vE", "van": "vEN", "vn": "vN"},
}
# Spellings without an initial.
_ZERO_INITIAL = {
    **{"yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in"},
    **{"yang": "iang", "ying": "ing", "yong": "iong", "yu": "v", "yue": "ve", "yuan": "van"},
    **{"yun": "vn", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "ui", "wan": "uan"},
    **{"wen": "un", "wang": "uang", "weng": "ueng"},
}


@dataclass(frozen=True)
class Syllable:
    """Hold one spoken syllable.

    Parameters
    ----------
    initial : str
        The consonant before the vowel, empty if there is none.
    targets : str
        Vowel and coda targets in order, one letter each (see `FINALS`).
    tone : int
        1 to 4, or 5 for the neutral tone.
    """

    initial: str
    targets: str
    tone: int


def parse_word(pinyin: str) -> tuple[Syllable, ...]:
    """Cut a word of one or two syllables, for example ``rèqíng``, into syllables.

    Two third tones in a row become a second and a third, as people say them.

    Raises
    ------
    DepformerError
        If the spelling is no one or two syllables of pinyin.
    """
    letters, tones = _letters(pinyin)
    for cut in _cuts(letters):
        parts = [letters[a:b] for a, b in zip((0, *cut), (*cut, len(letters)), strict=True)]
        marks = [tones[a:b] for a, b in zip((0, *cut), (*cut, len(letters)), strict=True)]
        spoken = [_syllable(part, mark) for part, mark in zip(parts, marks, strict=True)]
        whole = [syllable for syllable in spoken if syllable is not None]
        if len(whole) == len(parts):
            return _sandhi(tuple(whole))
    raise DepformerError(say("synthetic_study.pinyin", pinyin=pinyin))


def _letters(pinyin: str) -> tuple[str, tuple[int, ...]]:
    """Return the bare letters, ü as v, and the tone mark of each (0 for none)."""
    letters: list[str] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFD", pinyin.lower()):
        if sign == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif sign in TONE_MARKS and tones:
            tones[-1] = TONE_MARKS[sign]
        elif sign.isalpha():
            letters.append(sign)
            tones.append(0)
    return "".join(letters), tuple(tones)


def _cuts(letters: str) -> list[tuple[int, ...]]:
    """Return where to cut, best first: a second syllable starts with a consonant if it can."""
    inside = range(1, len(letters))
    return [
        (),
        *((at,) for at in inside if letters[at] not in "aeiouv"),
        *((at,) for at in inside if letters[at] in "aeo"),
    ]


def _syllable(letters: str, marks: tuple[int, ...]) -> Syllable | None:
    tones = [mark for mark in marks if mark]
    if len(tones) > 1:
        return None
    tone = tones[0] if tones else NEUTRAL
    if letters in _ZERO_INITIAL:
        return Syllable("", FINALS[_ZERO_INITIAL[letters]], tone)
    initial = next((sign for sign in INITIALS if letters.startswith(sign)), "")
    final = letters.removeprefix(initial)
    if not initial and final[:1] not in ("a", "e", "o"):
        return None
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if final not in FINALS:
        return None
    if final == "i" and initial in ("z", "c", "s"):
        return Syllable(initial, "Z", tone)
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return Syllable(initial, "R", tone)
    return Syllable(initial, FINALS[final], tone)


def _sandhi(spoken: tuple[Syllable, ...]) -> tuple[Syllable, ...]:
    if [syllable.tone for syllable in spoken] == [3, 3]:
        first = spoken[0]
        return (Syllable(first.initial, first.targets, 2), spoken[1])
    return spoken
