"""Who is answered: a browser on this machine that shows this app, and nobody else.

A page under a foreign name can have that name point to this machine (DNS rebinding) and would then
read the app, faces and voices included; a page of another port of this machine could open its
connection. Both show in what the browser itself says of the page that asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from depformer.wording import say

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")  # whatever the port: it may be forwarded from another machine
# The browser itself keeps the page from fetching anything elsewhere, whatever stands in it.
POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
)


class Doors:
    """Answer requests of this machine's own pages of this app; all others get 403."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be answered."""
        if scope["type"] not in ("http", "websocket"):  # the server's own start and end
            await self.app(scope, receive, send)
        elif not welcome(Headers(scope=scope)):
            await _refuse(scope, receive, send)
        else:
            await self.app(scope, receive, _with_policy(send))


def welcome(headers: Headers) -> bool:
    """Return whether a request comes from this machine, and not from a page of somebody else.

    Parameters
    ----------
    headers : Headers
        Of the request. A browser names the page that asks in ``Origin`` or ``Sec-Fetch-Site``; a
        program beside it need not.
    """
    named = headers.getlist("host")
    if len(named) != 1 or _host(f"http://{named[0]}") not in HOSTS:
        return False
    if any(origin != f"http://{named[0]}" for origin in headers.getlist("origin")):
        return False
    # A link may lead here from anywhere, but nothing of the app is part of another page.
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return not elsewhere or headers.get("sec-fetch-mode") == "navigate"


def _host(address: str) -> str | None:
    """Return the host of an address with nothing but a host and perhaps a port."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises if it is no number
    except ValueError:
        return None
    return parts.hostname if f"http://{parts.netloc}" == address and "@" not in address else None


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # before it is open: a 403
    else:
        refusal = PlainTextResponse(say("notices.this_machine_only"), status_code=403)
        await refusal(scope, receive, send)


def _with_policy(send: Send) -> Send:
    async def with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Content-Type-Options"] = "nosniff"
        await send(message)

    return with_policy
