"""What holds for every request: the reader's language, headers that browsers obey, no more bytes or time than fit."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.i18n import choose_language

MOST_BYTES = 3 * 1024 * 1024
"""Nothing that is sent to the county is larger (bytes)."""
BODY_SECONDS, SLOWEST = 30.0, 2048
"""So long a body may take, and a second more for each so many bytes of it that have come: a slow line is no attack."""
_POLICY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SECURE = {"Strict-Transport-Security": "max-age=31536000"}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Unexpected = Callable[[Request, Exception], Response]


class BodyTooLarge(Exception):
    """A body that went on beyond the limit without saying so at its start."""


class BodyTooSlow(Exception):
    """A body that was begun and does not come."""


class Manners:
    """Wraps the application. A body above the limit is answered 413 before it is read, one that does not come 408.

    What nobody foresaw is answered here: whoever sits outside would write the error's own words into the log.
    """

    def __init__(self, app: Application, is_secure: bool, unexpected: Unexpected) -> None:
        self._app = app
        self._unexpected = unexpected
        told = _HEADERS | (_SECURE if is_secure else {})
        self._headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        choose_language(_language(dict(scope["headers"])))
        body = _Body(receive)
        answer = _Answer(send, body, self._headers)
        if _size(dict(scope["headers"])) > MOST_BYTES:
            await _refuse(answer)
            return
        try:
            await self._app(scope, body, answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, its words are not to be logged
            response = self._unexpected(Request(scope), error)
            if not answer.is_begun:
                await response(scope, receive, answer)


class _Body:
    """What is sent, read no further than it may go on, and waited for no longer than it may take."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._began = asyncio.get_running_loop().time()
        self._taken = 0
        self._is_whole = False
        self.fault = 0

    async def __call__(self) -> Message:
        """The next piece. Raises BodyTooLarge, BodyTooSlow."""
        if self._is_whole:
            return await self._receive()
        message = await self._in_time()
        self._taken += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._taken > MOST_BYTES:
            self.fault = 413
            raise BodyTooLarge
        return message

    async def _in_time(self) -> Message:
        try:
            async with asyncio.timeout_at(self._began + BODY_SECONDS + self._taken / SLOWEST):
                return await self._receive()
        except TimeoutError as error:
            self.fault = 408
            raise BodyTooSlow from error


class _Answer:
    """The answer with the headers that hold for all; after half a body nothing more is heard on this line."""

    def __init__(self, send: Send, body: _Body, headers: list[tuple[bytes, bytes]]) -> None:
        self._send, self._body, self._headers = send, body, headers
        self.is_begun = False

    async def __call__(self, message: Message) -> None:
        """Send a piece of it."""
        if message["type"] == "http.response.start":
            self.is_begun = True
            given = {name for name, _ in message.get("headers", ())}
            more = [pair for pair in self._headers if pair[0] not in given]
            # Whoever reads forms calls every trouble with them 400.
            if self._body.fault:
                message = {**message, "status": self._body.fault}
                more.append((b"connection", b"close"))
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await self._send(message)


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})


def _size(headers: dict[bytes, bytes]) -> int:
    told = headers.get(b"content-length", b"0")
    return int(told) if told.isdigit() and len(told) < 20 else MOST_BYTES + 1


def _language(headers: dict[bytes, bytes]) -> str:
    """Chinese, unless the browser asks for English first."""
    asked = headers.get(b"accept-language", b"").decode("latin-1").strip().lower()
    return "en" if asked.startswith("en") else "zh_CN"
