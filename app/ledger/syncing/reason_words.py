"""Why something cannot be applied, in the words of who works here: on this PC, and at the county."""

from app.i18n import mark, tr
from app.models.parking import Code

_HERE: dict[Code, str] = {
    "schema": mark("written by a newer version of the program: update this one"),
    "table": mark("of a kind that this version does not know"),
    "field": mark("not in the form that this version knows"),
    "unreadable": mark("not in the form that this version knows"),
    "foreign": mark("claims to belong to another station"),
    "parent": mark("waits for a row of the other PC that has not come yet"),
    "behind": mark("waits behind an earlier entry of the same row"),
}
_THERE: dict[Code, str] = {
    "schema": mark("the county's program is older: it takes this in once it is brought up to date"),
    "table": mark("of a kind that the county's program does not know"),
    "field": mark("not in the form that the county's program knows"),
    "unreadable": mark("not in the form that the county's program knows"),
    "foreign": mark("the county counts it to another station: tell the county"),
    "parent": mark("waits for another row that has not reached the county yet: report from the other PC too"),
    "behind": mark("waits behind an earlier entry of the same row"),
}


def reason_here(reason: str) -> str:
    """Why an entry waits on this PC; `reason` is one of `app.models.parking.Code`."""
    return _spoken(_HERE, reason)


def reason_there(reason: str) -> str:
    """Why a row waits at the county."""
    return _spoken(_THERE, reason)


def _spoken(words: dict[Code, str], reason: str) -> str:
    # A newer county may know a reason that this version does not.
    known = {str(code): spoken for code, spoken in words.items()}
    return tr(known[reason]) if reason in known else reason
