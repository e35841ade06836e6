"""The app answers this machine's own pages only, and what stands in the data is text."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright
from starlette.datastructures import Headers

from dashboard.doors import welcome
from dashboard.pages import PAGES
from tests.running_app import FLAGS, running_app

ELSEWHERE = "http://elsewhere.example"
TEXTS = (
    f"![i]({ELSEWHERE}/w.png)",
    "<img src=x onerror=alert(1)>",
    f'<a href="{ELSEWHERE}/a">link</a>',
    "[l](javascript:alert(1))",
    f'=HYPERLINK("{ELSEWHERE}","x")',
    "$\\frac{1}{2}$",
    ":red[x] :material/home:",
    "<b>bold</b><br>x",
)
GROUP = f"![g]({ELSEWHERE}/group.png)"


def edit_table(path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=3)
    change(table).to_csv(path, sep="\t", index=False, quoting=3)


def edit_json(path: Path, change: Callable[[dict[str, object]], object]) -> None:
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def hostile(
    tiny_study: Path, tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A study and a checkpoint with markup, addresses and formulas in every text."""
    work = tmp_path_factory.mktemp("hostile")
    study = work / "study"
    shutil.copytree(tiny_study, study, ignore=shutil.ignore_patterns("depformer-runs"))
    checkpoint = Path(shutil.copytree(tiny_checkpoint, work / "checkpoint"))
    texts = [f"{TEXTS[i % 8]}{i}" for i in range(24)]
    edit_table(study / "stimuli/words.tsv", lambda t: t.assign(text=texts, gloss=texts[::-1]))
    edit_table(
        study / "participants.tsv",
        lambda t: t.assign(group=[GROUP, *t["group"][1:]], sex=[TEXTS[0], *t["sex"][1:]]),
    )
    edit_json(study / "participants.json", lambda c: c["group"]["Levels"].update({GROUP: "x"}))  # type: ignore[index]
    edit_json(study / "dataset_description.json", lambda c: c.update(Name=TEXTS[0] + TEXTS[1]))
    for fold in checkpoint.glob("fold-*"):
        edit_json(fold / "config.json", lambda c: c.update(word_list_digest=""))
        edit_json(fold / "training.json", lambda c: c.update(study={"name": TEXTS[0] + TEXTS[1]}))
    (checkpoint / "README.md").write_text(
        f"# Card\n\n{TEXTS[0]}\n\n<img src='{ELSEWHERE}/raw.png'>\n\n[click]({ELSEWHERE})\n\n"
        f"<iframe src='{ELSEWHERE}'></iframe>\n\n![d](data:image/png;base64,AAAA)\n"
    )
    return study, checkpoint


@pytest.fixture(scope="module")
def address(
    browser_path: str, hostile: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The app over the hostile study, on a free port."""
    home = tmp_path_factory.mktemp("home")
    places = {"XDG_CACHE_HOME": str(home / "cache"), "XDG_CONFIG_HOME": str(home / "config")}
    with running_app(*hostile, **places) as address:
        yield address


def answer(port: int, request: str) -> str:
    """Return the first line that the server answers to a raw request."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(request.encode())
        return connection.recv(4096).split(b"\r\n")[0].decode()


def test_foreign_names_and_foreign_pages_are_refused(address: str) -> None:
    port = int(address.rpartition(":")[2])
    own, key = f"127.0.0.1:{port}", base64.b64encode(os.urandom(16)).decode()

    def asked(method: str, path: str, host: str, origin: str | None) -> str:
        socket_lines = (
            f"Upgrade: websocket\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            if path == "/_stcore/stream"
            else ""
        )
        kind = "Upgrade" if socket_lines else "close"
        named = f"Origin: {origin}\r\n" if origin else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: {kind}\r\n"
        return answer(port, f"{head}{socket_lines}{named}\r\n")

    for path, welcomed in (("/", "200"), ("/_stcore/health", "200"), ("/_stcore/stream", "101")):
        for name in ("127.0.0.1", "localhost"):
            assert welcomed in asked("GET", path, f"{name}:{port}", f"http://{name}:{port}")
        for host, origin in (
            (f"evil.example:{port}", f"http://evil.example:{port}"),
            ("evil.example", None),
            (own, "http://evil.example"),
            (own, "http://127.0.0.1:1"),
            (own, "null"),
            (own, "file://"),
            (own, f"http://127.0.0.1.evil.example:{port}"),
        ):
            assert "403" in asked("GET", path, host, origin), (path, host, origin)
    for method, path in (
        ("PUT", "/_stcore/upload_file/a/b"),
        ("OPTIONS", "/media/x"),
        ("GET", "/media/x"),
        ("GET", "/static/x"),
        ("GET", "/_stcore/metrics"),
    ):
        assert "403" in asked(method, path, "evil.example", None)
        assert "403" in asked(method, path, own, "http://evil.example")


def test_every_answer_tells_the_browser_to_fetch_nothing_elsewhere(address: str) -> None:
    for path in ("/", "/_stcore/health", "/participant"):
        with urlopen(f"{address}{path}", timeout=10) as response:
            policy = response.headers["Content-Security-Policy"]
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
        allowed = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
        assert all(set(sources) <= allowed for sources in rules.values()), policy
        assert {"default-src", "base-uri", "form-action"} <= rules.keys()
        assert rules["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"host": "127.0.0.1:8501"}, True),
        ({"host": "localhost:9000", "origin": "http://localhost:9000"}, True),
        ({"host": "localhost"}, True),
        ({}, False),
        ({"host": "127.0.0.1:8501@evil.example"}, False),
        ({"host": "evil.example@127.0.0.1"}, False),
        ({"host": "127.0.0.1:x"}, False),
        ({"host": "127.0.0.1/evil"}, False),
        ({"host": "[::1]:8501"}, False),
        ({"host": "127.0.0.1:8501", "origin": "https://127.0.0.1:8501"}, False),
        ({"host": "127.0.0.1:8501", "sec-fetch-site": "cross-site"}, False),
        (
            {
                "host": "127.0.0.1:8501",
                "sec-fetch-site": "cross-site",
                "sec-fetch-mode": "navigate",
            },
            True,
        ),
    ],
)
def test_who_is_welcome(headers: dict[str, str], expected: bool) -> None:
    assert welcome(Headers(headers)) is expected


@pytest.mark.browser
def test_what_stands_in_the_data_is_text_on_every_page(address: str, browser_path: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1400}, bypass_csp=True)
        page.set_default_timeout(180_000)
        outside: list[str] = []
        page.on("request", lambda r: outside.append(r.url))
        for spec in PAGES:
            page.goto(f"{address}/{spec.id}?word=w08&label=text")
            page.get_by_role("heading", name=spec.title, exact=True).wait_for()
            if spec.id not in ("recordings", "export"):  # those hold no chart before one asks
                page.locator(".js-plotly-plot").last.wait_for(state="attached")
            marked = (
                "a[href*=elsewhere], img[src*=elsewhere], iframe, svg a, script[src*=elsewhere]"
            )
            assert page.locator(marked).count() == 0
            if spec.id == "participant":
                page.get_by_role("heading", name=f"{TEXTS[7]}7: what was seen").wait_for()
                drawn = page.locator(".st-key-card_word_profile .xtick text")
                drawn.filter(has_text="bold").first.wait_for(state="attached")
                ticks = drawn.all_text_contents()
                assert f"{TEXTS[7]}7" in ["".join(tick.split("\n")) for tick in ticks]
            if spec.id == "overview":
                page.get_by_text("The checkpoint's own card").click()
                page.get_by_text("# Card").or_(
                    page.get_by_text("Card", exact=True)
                ).first.wait_for()
                assert page.locator(marked).count() == 0
        browser.close()
    assert [url for url in outside if not url.startswith((address, "data:", "blob:"))] == []
