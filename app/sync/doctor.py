"""The connection doctor: one step after the other from this PC to the county, and the first that fails named."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.i18n import mark, tr
from app.sync.county_client import Address, has_network, refuse_plain_http
from app.sync.line import LineTrouble, NameUnknown, NoNetwork


@dataclass(frozen=True)
class Finding:
    """One step: what was looked at, whether it is well, and if not, what is wrong and what to do."""

    step: str
    is_well: bool
    trouble: LineTrouble | None = None


_STEPS = {
    "address": mark("The county's address"),
    "network": mark("Network of this PC"),
    "name": mark("Name of the server"),
    "county": mark("The county answers, and is the county"),
}


def examine(address: Address, ask: Callable[[], object]) -> Iterator[Finding]:
    """Look at each step in turn and stop at the first that fails; `ask` puts one question to the county."""
    looks: dict[str, Callable[[], object]] = {
        "address": lambda: refuse_plain_http(address.url),
        "network": lambda: _network(address),
        "name": lambda: _name(address),
        "county": ask,
    }
    for step, look in looks.items():
        try:
            look()
        except LineTrouble as trouble:
            yield Finding(tr(_STEPS[step]), False, trouble)
            return
        yield Finding(tr(_STEPS[step]), True)


def _network(address: Address) -> None:
    if address.host not in {"localhost", "127.0.0.1", "::1"} and not has_network():
        raise NoNetwork


def _name(address: Address) -> None:
    # With a proxy it is the proxy that looks the name up.
    if address.proxy not in {"", "none"}:
        return
    try:
        socket.getaddrinfo(address.host, urlsplit(address.url).port or 443, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameUnknown(host=address.host) from error
