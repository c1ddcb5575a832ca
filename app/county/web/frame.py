"""What all officers' pages share: the head with its ways, the answer after a deed, troubles in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.county.web.authority import Visit
from app.county.web.drawing import page
from app.errors import Refusal
from app.i18n import mark, tr

WAYS = (
    ("home", "/", mark("Overview")),
    ("stations", "/stations", mark("Stations")),
    ("certificates", "/certificates", mark("Certificates")),
    ("classes", "/classes", mark("Classes")),
    ("revocations", "/revocations", mark("Revocations")),
    ("blocks", "/blocks", mark("Number blocks")),
    ("duplicates", "/duplicates", mark("At several stations")),
    ("conflicts", "/conflicts", mark("Conflicts")),
    ("parked", "/parked", mark("Parked")),
    ("journal", "/journal", mark("Journal")),
)
DONE = {
    "revoked": mark("The certificate is revoked; the check page says so from now on."),
    "key_revoked": mark("The key is revoked. Publish the lists, so that the stations learn of it."),
    "repeat": mark("It was revoked already; nothing was changed."),
    "granted": mark("The numbers are granted; the PC gets them with its next round."),
    "published": mark("The lists are published; the stations get them with their next round."),
    "retried": mark("All parked entries were tried once more."),
    "password": mark("Your password is changed."),
}


@dataclass(frozen=True)
class Leaf:
    """Where in a long list a page stands: pages are counted from 1."""

    number: int
    count: int
    total: int
    query: Mapping[str, str]

    def at(self, number: int) -> str:
        """The address of another page of the same list."""
        return "?" + urlencode({**self.query, "page": number})


def leaf(number: int, total: int, size: int, query: Mapping[str, str]) -> Leaf:
    """The page that was asked for, or the last one there is."""
    count = max(1, -(-total // size))
    return Leaf(min(max(1, number), count), count, total, {name: value for name, value in query.items() if value})


def drawn(visit: Visit, name: str, place: str, status: int = 200, **values: Any) -> Response:
    """A page for this officer; `place` is the way that it stands under."""
    asked = visit.request.query_params.get("done", "")
    ways = [(each, address, tr(words)) for each, address, words in WAYS]
    shared = {"county": visit.site.county, "officer": visit.officer, "ways": ways, "place": place, "may": visit.may}
    shared["done"] = tr(DONE[asked]) if asked in DONE else ""
    return page(visit.request, name, status, **{"trouble": None, "given": {}, **shared, **values})


def gone_to(address: str, done: str = "") -> Response:
    """After a deed: the page that shows what came of it, which may be loaded again without doing it again."""
    way, mark_, place = address.partition("#")
    more = f"{'&' if '?' in way else '?'}done={done}" if done else ""
    return RedirectResponse(f"{way}{more}{mark_}{place}", 303)


def refused(refusal: Refusal) -> dict[str, Any]:
    """What a page needs to show a refusal where its reader stands."""
    return {"status": 400, "trouble": {"sentence": refusal.sentence(), "remedy": refusal.way_out()}}
