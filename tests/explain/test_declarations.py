"""Declarations of the methods are read without torch, and every text of theirs is written once."""

import subprocess
import sys

import pytest

from depformer.explain import METHODS
from depformer.explain.method import MethodSpec
from depformer.labels import human
from depformer.wording import LANGUAGES, sentences

HEAVY = ("torch", "captum", "xarray", "pandas", "scipy")


def test_declarations_load_neither_torch_nor_captum_nor_xarray() -> None:
    code = (
        "import sys; from depformer.explain.methods import METHODS, methods_of; "
        "[(m.title, m.says, m.reference, m.unit, m.options()) for m in METHODS]; "
        "methods_of('all'); print([x for x in sys.argv[1:] if x in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *HEAVY], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("spec", list(METHODS), ids=lambda spec: spec.id)
def test_the_name_in_figures_is_the_declared_title(spec: MethodSpec) -> None:
    assert spec.title.lower() == human(spec.id).lower()
    assert spec.title[0].isupper()
    assert spec.says.endswith(".")
    assert spec.reference


def test_every_method_has_a_name_in_every_language() -> None:
    for language in LANGUAGES:
        assert set(METHODS.ids) <= set(sentences("quantities", language))


@pytest.mark.parametrize("kind", ["says", "reference"])
def test_no_text_is_of_a_method_that_is_gone(kind: str) -> None:
    written = {key.removeprefix(f"{kind}_") for key in sentences("methods") if key.startswith(kind)}
    assert written == set(METHODS.ids)
