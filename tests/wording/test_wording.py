"""Every sentence that is asked for is there, with the places that are filled, and none is idle."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from depformer import wording
from depformer.wording import LANGUAGES, say, sentences

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("depformer/**/*.py"), *ROOT.glob("dashboard/**/*.py")])
TEMPLATES = sorted(ROOT.glob("depformer/**/*.html"))
LOOKED_UP = {"names", "quantities"}  # by an id that the code does not spell out


def topics(language: str) -> list[str]:
    folder = Path(str(wording.__file__)).parent / language
    return sorted(module.name for module in pkgutil.iter_modules([str(folder)]))


def places(sentence: str | tuple[str, str]) -> set[str]:
    forms = (sentence,) if isinstance(sentence, str) else sentence
    return {str(name) for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def asked() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield the place of every call of `say`, its key, and the values; None: passed on as a map."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                assert node.args, f"{where} names no sentence"
                for key in keys(node.args[0], where):
                    names = [each.arg for each in node.keywords]
                    yield where, key, None if None in names else {str(name) for name in names}
    for path in TEMPLATES:
        for key in re.findall(r"say\([\"']([\w.]+)", path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT)), key, None


def keys(node: ast.expr, where: str) -> list[str]:
    """Return the keys that an argument can be: a text, a choice of texts, or all that begin so."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*keys(node.body, where), *keys(node.orelse, where)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        topic, _, start = str(node.values[0].value).partition(".")
        found = [f"{topic}.{name}" for name in sentences(topic) if name.startswith(start)]
        assert found, f"{where} asks for sentences that are not there"
        return found
    raise AssertionError(f"{where}: name the sentence where it is said")


ASKED = list(asked())


@pytest.mark.parametrize(("where", "key", "given"), ASKED, ids=[f"{w}-{k}" for w, k, _ in ASKED])
def test_what_is_asked_for_is_there(where: str, key: str, given: set[str] | None) -> None:
    topic, _, name = key.partition(".")
    sentence = sentences(topic)[name]
    if given:
        assert places(sentence) <= given, f"{where} leaves places of {key} empty"
        assert given - places(sentence) <= {"n"}, f"{where} gives what {key} has no place for"


def test_what_names_an_option_of_the_baseline_names_the_field_of_the_app_too() -> None:
    fields = f"({say('side_bar.baseline')}, and {say('side_bar.baseline_from')})"
    named = [
        sentence
        for topic in topics(LANGUAGES[0])
        for sentence in sentences(topic).values()
        if "--baseline-from STUDY" in sentence
    ]
    assert len(named) == 5
    assert all(fields in sentence for sentence in named)


@pytest.mark.parametrize("topic", topics(LANGUAGES[0]))
def test_no_sentence_is_idle(topic: str) -> None:
    if topic not in LOOKED_UP:
        known = {f"{topic}.{name}" for name in sentences(topic)}
        assert not known - {key for _, key, _ in ASKED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    assert set(topics(language)) <= set(topics(LANGUAGES[0]))
    for topic in topics(language):
        there, here = sentences(topic, language), sentences(topic)
        assert there.keys() == here.keys()
        assert all(places(there[name]) == places(here[name]) for name in here)


def test_a_number_chooses_between_one_and_many() -> None:
    assert say("names.participants", n=1) == "1 participant"
    assert say("names.participants", n=0) == "0 participants"


SENTENCE = re.compile(r"\b[a-z]+[,;:]? (?:[\w-]+[,;:.]? ){2}[\w-]+")  # four words, one a small one
FOR_PROGRAMMERS = {"TypeError", "ValueError", "KeyError", "NotImplementedError"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_stands_in_the_wording(path: Path) -> None:
    if "wording" in path.parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        raised = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(raised, ast.Call) and getattr(raised.func, "id", "") in FOR_PROGRAMMERS:
            documented |= {id(each) for each in ast.walk(raised)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documented:
            found = SENTENCE.search(str(node.value))
            assert not found, f"{path.relative_to(ROOT)}:{node.lineno} says '{found and found[0]}'"
