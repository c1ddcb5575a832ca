"""What holds for every request: the reader's language, headers that browsers obey, and no more bytes than fit."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.i18n import choose_language

MOST_BYTES = 3 * 1024 * 1024
"""Nothing that is sent to the county is larger (bytes)."""
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


class Manners:
    """Wraps the application. A body above the limit is answered 413 before it is read."""

    def __init__(self, app: Application, is_secure: bool) -> None:
        self._app = app
        told = _HEADERS | (_SECURE if is_secure else {})
        self._headers = [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        choose_language(_language(dict(scope["headers"])))
        if _size(dict(scope["headers"])) > MOST_BYTES:
            await _refuse(self._sending(send))
            return
        await self._app(scope, _bounded(receive), self._sending(send))

    def _sending(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message.get("headers", ())}
                more = [pair for pair in self._headers if pair[0] not in given]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        return sending


class BodyTooLarge(Exception):
    """A body that went on beyond the limit without saying so at its start."""


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise BodyTooLarge
        return message

    return receiving


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})


def _size(headers: dict[bytes, bytes]) -> int:
    told = headers.get(b"content-length", b"0")
    return int(told) if told.isdigit() else MOST_BYTES + 1


def _language(headers: dict[bytes, bytes]) -> str:
    """Chinese, unless the browser asks for English first."""
    asked = headers.get(b"accept-language", b"").decode("latin-1").strip().lower()
    return "en" if asked.startswith("en") else "zh_CN"
