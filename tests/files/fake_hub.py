"""A hub on this machine: the few answers of its interface that fetching a checkpoint needs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

REPOSITORY = "my-lab/model"


@dataclass
class Hub:
    """What is on the hub, and what was asked of it.

    Attributes
    ----------
    commits : dict
        The files of each commit, by path.
    branches : dict of str
        The commit of each branch or tag.
    asked : list of str
        Method and path of every request.
    headers : list of dict
        Those of every request.
    refuses : str
        What the hub says of its repository in the place of an answer: a code of its interface.
    status : int
        With which status.
    page : bytes
        What it says to everything, as something else than a hub does.
    cut : dict of int
        Bytes of a file after which the connection ends, as long as that is asked.
    large : dict of int
        What the list says that a file has, in the place of its size.
    """

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refuses: str = ""
    status: int = 404
    page: bytes = b""
    cut: dict[str, int] = field(default_factory=dict)
    large: dict[str, int] = field(default_factory=dict)
    address: str = ""

    def put(self, folder: Path, branch: str = "main", **more: bytes) -> str:
        """Put a folder onto the hub as the newest commit of a branch, and return the commit."""
        paths = [each for each in sorted(folder.rglob("*")) if each.is_file()]
        files = {each.relative_to(folder).as_posix(): each.read_bytes() for each in paths}
        files |= more
        commit = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
        self.commits[commit] = files
        self.branches[branch] = commit
        return commit

    @property
    def fetched(self) -> set[str]:
        """Names of the files that were asked for."""
        parts = (each.split("/resolve/", 1) for each in self.asked if "/resolve/" in each)
        return {after.split("/", 1)[1] for _, after in parts}


@contextmanager
def hub() -> Iterator[Hub]:
    """A hub that answers at ``.address`` while the block lasts."""
    here = Hub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            here.asked.append(f"{self.command} {path}")
            here.headers.append({k.lower(): v for k, v in self.headers.items()})
            if here.page:
                self.say(200, here.page)
            elif here.refuses:
                self.say(here.status, b"{}", **{"X-Error-Code": here.refuses})
            elif path.startswith(f"/api/models/{REPOSITORY}"):
                self.about(path.removeprefix(f"/api/models/{REPOSITORY}").strip("/"))
            elif path.startswith(f"/{REPOSITORY}/resolve/"):
                self.file(*path.removeprefix(f"/{REPOSITORY}/resolve/").split("/", 1))
            else:
                self.say(404, b"{}", **{"X-Error-Code": "RepoNotFound"})

        def about(self, path: str) -> None:
            kind, _, revision = path.partition("/")
            commit = here.branches.get(revision or "main", revision)
            if commit not in here.commits:
                self.say(404, b"{}", **{"X-Error-Code": "RevisionNotFound"})
                return
            files = here.commits[commit]
            content: object = {"id": REPOSITORY, "sha": commit}
            if kind == "tree":
                content = [
                    {
                        "type": "file",
                        "path": name,
                        "size": here.large.get(name, len(each)),
                        "oid": hashlib.sha1(each).hexdigest(),
                    }
                    for name, each in files.items()
                ]
            self.say(200, json.dumps(content).encode(), **{"Content-Type": "application/json"})

        def file(self, commit: str, name: str) -> None:
            content = here.commits.get(commit, {}).get(name)
            if content is None:
                self.say(404, b"", **{"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
                return
            about = {"X-Repo-Commit": commit, "ETag": f'"{hashlib.sha1(content).hexdigest()}"'}
            begin = 0
            if asked := self.headers.get("Range"):
                begin = int(asked.removeprefix("bytes=").split("-")[0])
                about["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
            stop = here.cut.get(name, len(content)) if self.command == "GET" else len(content)
            self.say(206 if begin else 200, content[begin:], upto=max(0, stop - begin), **about)

        def say(self, status: int, body: bytes, upto: int | None = None, **about: str) -> None:
            self.send_response(status)
            for name, value in {**about, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[:upto])
                self.close_connection = upto is not None and upto < len(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library ask there, and nowhere else; it has read HF_ENDPOINT where it was loaded."""
    from huggingface_hub import constants

    files = f"{address}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
