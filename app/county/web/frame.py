"""What all officers' pages share: the head with its ways, the answer after a deed, troubles in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.county.web.authority import Visit
from app.county.web.drawing import page
from app.county.web.outages import REFUSALS
from app.errors import Refusal
from app.i18n import mark, tr

WAYS = (
    ("home", "/", mark("Overview")),
    ("stations", "/stations", mark("Stations")),
    ("certificates", "/certificates", mark("Certificates")),
    ("classes", "/classes", mark("Classes")),
    ("revocations", "/revocations", mark("Revocations")),
    ("blocks", "/blocks", mark("Number blocks")),
    ("joining", "/codes", mark("Joining codes")),
    ("duplicates", "/duplicates", mark("At several stations")),
    ("conflicts", "/conflicts", mark("Conflicts")),
    ("parked", "/parked", mark("Parked")),
    ("journal", "/journal", mark("Journal")),
    ("officers", "/officers", mark("Officers")),
)
DONE = {
    "revoked": mark("The certificate is revoked; the check page says so from now on."),
    "key_revoked": mark("The key is revoked. Publish the lists, so that the stations learn of it."),
    "repeat": mark("It was revoked already; nothing was changed."),
    "granted": mark("The numbers are granted; the PC gets them with its next round."),
    "published": mark("The lists are published; the stations get them with their next round."),
    "retried": mark("All were tried once more: {went} went through, {left} wait on."),
    "settled": mark("The conflict is noted as settled, with your name."),
    "code_withdrawn": mark("The code is withdrawn; nobody can join with it any more."),
    "role": mark("The officer has the new role from now on."),
    "dismissed": mark("The officer can sign in no longer, and was signed out everywhere."),
    "password": mark("Your password is changed."),
}

FIGURES = ("went", "left")
_LONGEST_FIGURE = 10


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
    shared["done"] = tr(DONE[asked], **_figures(visit)) if asked in DONE else ""
    return page(name, status, **{"trouble": None, "given": {}, **shared, **values})


def _figures(visit: Visit) -> dict[str, int]:
    """The figures that a deed's sentence may tell; an address that somebody made up tells none."""
    told = {name: visit.request.query_params.get(name, "") for name in FIGURES}
    return {name: int(text) if text.isdecimal() and len(text) < _LONGEST_FIGURE else 0 for name, text in told.items()}


def gone_to(address: str, done: str = "", **figures: int) -> Response:
    """After a deed: the page that shows what came of it, which may be loaded again without doing it again."""
    way, mark_, place = address.partition("#")
    more = f"{'&' if '?' in way else '?'}{urlencode({'done': done, **figures})}" if done else ""
    return RedirectResponse(f"{way}{more}{mark_}{place}", 303)


def refused(refusal: Refusal) -> dict[str, Any]:
    """What a page needs to show a refusal where its reader stands; what nobody there can mend is raised once more."""
    if isinstance(refusal, REFUSALS):
        raise refusal
    return {"status": 400, "trouble": {"sentence": refusal.sentence(), "remedy": refusal.way_out()}}
