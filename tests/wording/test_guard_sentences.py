"""What a guard says is read in one go."""

from __future__ import annotations

import re

from depformer.wording import sentences


def test_no_sentence_of_a_guard_is_hard_to_parse() -> None:
    for name, sentence in sentences("guards").items():
        for form in (sentence,) if isinstance(sentence, str) else sentence:
            longest = max(len(each.split()) for each in re.split(r"(?<=[.:;]) ", form))
            assert longest <= 40, name
