"""What is shipped is whole: a wheel, installed apart from this folder, runs command and app."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.running_app import FLAGS, wait_for

ROOT = Path(__file__).parents[1]
SHIPPED = ("depformer", "dashboard", "pyproject.toml", "requirements.txt", "README.md", "LICENSE")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but what the wheel holds."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("src", "whl", "target"))
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*PIP, "wheel", source, *options, "-w", wheels], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*PIP, "install", "--no-deps", "--target", target, wheel], check=True)
    return target


@pytest.fixture
def environment(installed: Path, homes: Path) -> dict[str, str]:
    """The wheel before everything else, and a home without settings."""
    return {**os.environ, "PYTHONPATH": str(installed), "HOME": str(homes), "OMP_NUM_THREADS": "1"}


def python(code: str, environment: dict[str, str], cwd: Path, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def address(
    environment: dict[str, str],
    installed: Path,
    homes: Path,
    kept_run_of_tiny: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
) -> Iterator[str]:
    """The app as the installed command starts it, from another folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = ["--study", tiny_study, "--checkpoint", tiny_checkpoint, "--port", port]
    command = [sys.executable, installed / "bin" / "depformer", "dashboard", *folders]
    with subprocess.Popen(
        list(map(str, command)), env=environment, cwd=homes, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def kept_run_of_tiny(tiny_study: Path, tiny_checkpoint: Path) -> Path:
    from depformer.explain import kept_run

    return kept_run(tiny_study, tiny_checkpoint)[1]


def test_the_library_is_the_installed_one_and_has_its_data(
    environment: dict[str, str], installed: Path, tmp_path: Path
) -> None:
    code = (
        "import depformer, dashboard\n"
        "from depformer.study import default_words\n"
        "from depformer.wording import say\n"
        "print(depformer.__file__, dashboard.__file__, len(default_words(72)))\n"
    )
    library, app, words = python(code, environment, tmp_path).split()
    assert Path(library).is_relative_to(installed)
    assert Path(app).is_relative_to(installed)
    assert words == "72"


def test_the_installed_command_says_what_to_open(
    environment: dict[str, str], installed: Path, tmp_path: Path
) -> None:
    command = [sys.executable, str(installed / "bin" / "depformer"), "dashboard"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "There is no sample study here" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_installed_app_draws_every_page(
    environment: dict[str, str],
    installed: Path,
    tmp_path: Path,
    kept_run_of_tiny: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
) -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file(sys.argv[1], default_timeout=120)\n"
        "for page in ('overview', 'participant', 'export'):\n"
        "    if page != 'overview':\n"
        "        app.switch_page(f'app_pages/{page}.py')\n"
        "    app.run()\n"
        "    assert not app.exception and not app.error, (page, app.exception, app.error)\n"
        "    print(app.title[0].value)\n"
    )
    folders = {
        "DEPFORMER_STUDY": str(tiny_study),
        "DEPFORMER_CHECKPOINT": str(tiny_checkpoint),
    }
    app = installed / "dashboard" / "script.py"
    said = python(code, environment | folders, tmp_path, app)
    assert said.split() == ["Overview", "Participant", "Export"]


def upgraded(address: str, host: str) -> int:
    """Return how the server answers to a page that calls it by that name."""
    connection = HTTPConnection(address, timeout=60)
    connection.request(
        "GET",
        "/_stcore/stream",
        headers={
            "Host": host,
            "Origin": f"http://{host}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
        },
    )
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_installed_server_answers_on_this_machine_only(address: str) -> None:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"ok")
    port = address.partition(":")[2]
    assert upgraded(address, f"127.0.0.1:{port}") == 101
    assert upgraded(address, f"localhost:{port}") == 101
    assert upgraded(address, f"elsewhere.example:{port}") == 403


@pytest.mark.browser
def test_the_installed_page_has_its_theme_and_its_style(address: str, browser_path: str) -> None:
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=browser_path, args=FLAGS).new_page()
        foreign: list[str] = []
        page.on(
            "request",
            lambda sent: (
                sent.url.startswith(("http:", "https:", "ws:"))
                and address not in sent.url
                and foreign.append(sent.url)
            ),
        )
        page.goto(f"http://{address}")
        page.get_by_role("heading", name="Overview", exact=True).wait_for(timeout=120_000)
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        style = page.evaluate("[...document.querySelectorAll('style')].map(s => s.textContent)")
        page.close()
    assert size == "15px"  # baseFontSize of the theme
    css = (ROOT / "dashboard" / "static" / "page.css").read_text(encoding="utf-8")
    assert any(css.strip()[:200] in text for text in style)
    assert not foreign
