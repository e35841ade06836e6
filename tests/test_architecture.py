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
    "wording": 0,
    "errors": 0,
    "validate": 0,
    "registry": 0,
    "labels": 1,
    "config": 1,
    "schema": 1,
    "files": 1,
    "study": 1,
    "runs": 1,
    "work": 1,
    "features": 2,
    "model": 2,
    "stats": 2,
    "train": 3,
    "explain": 3,
    "synth": 4,
    "recordings": 3,
    "figures": 4,
    "jobs": 5,
    "cli": 5,
    "report": 5,
    "export": 5,
}
# On these two floors a part may import those named before it; the command and jobs may also write
# files, the command begins jobs, and files say in sentences what a run says.
ORDERED = (
    ("wording", "errors", "validate", "registry"),
    ("labels", "config", "schema", "files", "study", "runs", "work"),
)
ALLOWED_SIDEWAYS = {("cli", "export"), ("cli", "jobs"), ("jobs", "export"), ("export", "report")}
# Inside the dashboard, too, imports only look down: pages stand above the frame that they share.
DASHBOARD = {
    "loading": 0,
    "state": 0,
    "data": 1,
    "computed": 1,
    "recorded": 1,
    "pages": 1,
    "parts": 2,
    "frame": 3,
    "app_pages": 4,
    "script": 4,
    "doors": 4,
    "app": 5,
}
FORBIDDEN = {
    "stats": {"torch", "streamlit", "plotly"},
    "figures": {"torch", "streamlit", "plotly.express"},
    "export": {"torch", "streamlit"},
    "report": {"torch", "streamlit"},
}
# A folder that holds the entries of a registry, and nothing else.
REGISTRIES = {
    "depformer.features.extractors": "depformer.features.EXTRACTORS",
    "depformer.explain.methods": "depformer.explain.methods.METHODS",
    "depformer.explain.checks": "depformer.explain.checks.CHECKS",
    "depformer.figures": "depformer.figures.FIGURES",
    "depformer.recordings.descriptors.measures": "depformer.recordings.descriptors.DESCRIPTORS",
    "depformer.recordings.descriptors.tables": "depformer.recordings.descriptors.FRAME_TABLES",
    "depformer.recordings.words.finders": "depformer.recordings.words.FINDERS",
    "depformer.recordings.faces.choose": "depformer.recordings.faces.choose.RULES",
    "depformer.stats.tables": "depformer.stats.tables.STATISTICS",
    "depformer.recordings.importers": "depformer.recordings.importers.IMPORTERS",
}
MOST_FILES = 14  # of code in any other folder

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


@pytest.mark.parametrize(("folder", "name"), REGISTRIES.items())
def test_a_registry_lists_every_file_of_its_folder(folder: str, name: str) -> None:
    package, attribute = name.rsplit(".", 1)
    registry = getattr(import_module(package), attribute)
    assert isinstance(registry, Registry)
    stems = {path.stem for path in Path(str(import_module(folder).__file__)).parent.glob("*.py")}
    entries = sorted(stems - {"__init__"})
    specs = {stem: import_module(f"{folder}.{stem}").SPEC for stem in entries}
    assert {id(spec) for spec in specs.values()} == {id(entry) for entry in registry}
    assert len(registry) == len(entries)


def test_no_folder_is_crowded() -> None:
    crowded = {}
    for folder in {path.parent for path in SOURCES}:
        dotted = ".".join(folder.relative_to(ROOT).parts)
        count = len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        sentences = dotted.startswith("depformer.wording.")  # one file a topic
        if count > MOST_FILES and dotted not in REGISTRIES and not sentences:
            crowded[dotted] = count
    assert not crowded


def test_the_dashboard_looks_down() -> None:
    faults = []
    for path in sorted(ROOT.glob("dashboard/**/*.py")):
        inside = path.relative_to(ROOT / "dashboard").parts
        place = DASHBOARD.get(inside[0].removesuffix(".py"), 0)
        for line, name in imports(path):
            pieces = name.split(".")
            if pieces[0] == "dashboard" and DASHBOARD[pieces[1]] > place:
                faults.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not faults, "\n".join(faults)


def test_the_dashboard_holds_only_what_needs_streamlit() -> None:
    for path in sorted(ROOT.glob("dashboard/**/*.py")):
        roots = {name.split(".")[0] for _, name in imports(path)}
        listed = ("__init__.py", "pages.py", "script.py", "loading.py")  # what runs next needs it
        of_server = {"streamlit", "starlette"}
        assert of_server & roots or path.name in listed, f"{path} does not need it"


def test_one_file_knows_session_state_and_one_knows_caches() -> None:
    for path in sorted(ROOT.glob("dashboard/**/*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name != "state.py":
            assert "session_state" not in text, f"{path} touches session_state"
            assert "query_params" not in text, f"{path} touches query_params"
        if path.name not in ("data.py", "computed.py", "recorded.py"):
            assert "st.cache_" not in text, f"{path} caches"
        assert "unsafe_allow_html" not in text, f"{path} writes raw HTML"


def test_nothing_is_for_one_system_alone() -> None:
    alone = {"fcntl", "msvcrt", "pwd", "grp", "resource", "termios"}
    for path in SOURCES:
        for line, name in imports(path):
            assert name.split(".")[0] not in alone, f"{path}:{line}"


def test_nothing_is_unpickled() -> None:
    for path in SOURCES:
        for line, name in imports(path):
            assert name.split(".")[0] not in ("pickle", "joblib", "dill"), f"{path}:{line}"
        assert "allow_pickle=True" not in path.read_text(encoding="utf-8"), str(path)
