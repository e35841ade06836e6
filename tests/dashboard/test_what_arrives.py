"""A recording that is handed over stays in memory until the study has it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from starlette.requests import Request


def test_what_arrives_is_never_in_the_system_s_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard import app

    assert app.app is not None
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    film = bytes(3_000_000)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    body = head + film + b"\r\n--x--\r\n"

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    request = Request({"type": "http", "method": "PUT", "headers": headers}, receive)

    async def arrived() -> bytes:
        return await (await request.form())["file"].read()

    assert asyncio.run(arrived()) == film
