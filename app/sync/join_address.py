"""The county's address as a clerk types it: read out on the telephone, copied from a letter, by an input method."""

import ipaddress
import unicodedata
from urllib.parse import urlsplit

from app.credential.text import is_host
from app.errors import Refusal
from app.i18n import mark


class AddressOdd(Refusal):
    """Something typed that is the address of no server."""

    code = "county_address_form"
    message = mark("“{address}” is not the address of a server.")
    remedy = mark("Type it as the county told it, for example https://county.example.")


def read_address(text: str) -> str:
    """The address that was meant: of usual width, without spaces, https where nothing was said. Raises AddressOdd."""
    plain = "".join(unicodedata.normalize("NFKC", text).replace("。", ".").split())
    url = plain if "://" in plain else f"https://{plain}"
    if not _is_server(url):
        raise AddressOdd(address=plain[:100])
    return url.rstrip("/")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_bare = parts.username is None and not (parts.query or parts.fragment)
    return is_bare and (is_host(host) or _is_number(host))


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
