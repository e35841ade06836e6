"""The architecture, enforced: imports look down, files stay readable, registries are complete."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from depformer.registry import Registry

ROOT = Path(__file__).parents[1]
MOST_LINES = 400

# Floor of every top-level part; parts of one floor never import one another.
FLOORS = {
    "errors": 0,
    "validate": 0,
    "registry": 0,
    "config": 1,
    "labels": 1,
    "schema": 1,
    "store": 1,
    "study": 1,
    "features": 2,
    "model": 2,
    "stats": 2,
    "train": 3,
    "explain": 3,
    "synth": 3,
    "figures": 4,
    "cli": 5,
    "export": 5,
}
# On these two floors a part may import those named before it; the command may also write files.
ORDERED = (("errors", "validate", "registry"), ("config", "labels", "schema", "store", "study"))
ALLOWED_SIDEWAYS = {("cli", "export")}
FORBIDDEN = {
    "stats": {"torch", "streamlit", "plotly"},
    "figures": {"torch", "streamlit", "plotly.express"},
    "export": {"torch", "streamlit"},
}
REGISTRY_FOLDERS = {
    "depformer.features": "EXTRACTORS",
    "depformer.explain.methods": "METHODS",
    "depformer.figures": "FIGURES",
}
# Files of these folders that are no entry: what the entries share.
SHARED = {
    "depformer.features": {"base"},
    "depformer.explain.methods": {
        "assemble",
        "base",
        "baselines",
        "engine",
        "faithful",
        "kept",
        "maps",
        "memory",
        "methods",
        "person",
        "trust",
        "untrained",
        "what_if",
    },
    "depformer.figures": {"base", "filmstrip", "forest", "panels", "style", "words"},
}

SOURCES = sorted([*ROOT.glob("depformer/**/*.py"), *ROOT.glob("dashboard/**/*.py")])


def imports(path: Path) -> list[tuple[int, str]]:
    """Return line and full name of everything that a file imports, functions included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def part_of(name: str) -> str | None:
    """Return the part of depformer that a full name lies in."""
    pieces = name.split(".")
    return pieces[1] if pieces[0] == "depformer" and len(pieces) > 1 else None


def may_import(importer: str, imported: str) -> bool:
    if importer == imported or (importer, imported) in ALLOWED_SIDEWAYS:
        return True
    if FLOORS[imported] != FLOORS[importer]:
        return FLOORS[imported] < FLOORS[importer]
    order = next((order for order in ORDERED if importer in order and imported in order), ())
    return bool(order) and order.index(imported) < order.index(importer)


def test_every_part_has_a_floor() -> None:
    parts = {path.name.removesuffix(".py") for path in (ROOT / "depformer").iterdir()}
    assert parts - {"__init__", "__pycache__"} == set(FLOORS)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_look_down(path: Path) -> None:
    where = path.relative_to(ROOT)
    part = where.parts[1].removesuffix(".py") if where.parts[0] == "depformer" else "dashboard"
    faults = []
    for line, name in imports(path):
        imported = part_of(name)
        if name.split(".")[0] == "streamlit" and part != "dashboard":
            faults.append(f"{where}:{line} imports streamlit")
        if name.split(".")[0] == "dashboard" and part != "dashboard":
            faults.append(f"{where}:{line} imports the dashboard")
        for forbidden in FORBIDDEN.get(part, ()):
            if name == forbidden or name.startswith(f"{forbidden}."):
                faults.append(f"{where}:{line} imports {forbidden}")
        inside = part not in ("dashboard", "__init__") and imported in FLOORS
        if inside and not may_import(part, str(imported)):
            faults.append(f"{where}:{line} imports {imported}, which is not below {part}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{path.relative_to(ROOT)} has {lines} lines, at most {MOST_LINES}"


@pytest.mark.parametrize(("package", "name"), REGISTRY_FOLDERS.items())
def test_registry_lists_every_file_of_its_folder(package: str, name: str) -> None:
    module = import_module(package)
    registry = getattr(module, name)
    assert isinstance(registry, Registry)
    folder = Path(str(module.__file__)).parent
    stems = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert stems >= SHARED[package], "a file that is named here is gone"
    entries = sorted(stems - SHARED[package])
    prefix = package.removesuffix(".methods")
    listed = list(registry)
    for stem in entries:
        spec = getattr(import_module(f"{prefix}.{stem}"), "SPEC", None)
        assert any(entry is spec for entry in listed), f"{prefix}.{stem} is not listed in {name}"
    assert len(listed) == len(entries)


def test_one_file_knows_session_state_and_one_knows_caches() -> None:
    for path in sorted(ROOT.glob("dashboard/**/*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name != "state.py":
            assert "session_state" not in text, f"{path} touches session_state"
            assert "query_params" not in text, f"{path} touches query_params"
        if path.name != "data.py":
            assert "st.cache_" not in text, f"{path} caches"
        assert "unsafe_allow_html" not in text, f"{path} writes raw HTML"


def test_nothing_is_unpickled() -> None:
    for path in SOURCES:
        for line, name in imports(path):
            assert name.split(".")[0] not in ("pickle", "joblib", "dill"), f"{path}:{line}"
        assert "allow_pickle=True" not in path.read_text(encoding="utf-8"), str(path)
