"""The region kept up to date by the station: places loaded, added, renamed, closed and put together."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.place_rows import PlaceRow, find_place, place_rows
from app.ledger.place_tree import is_valid
from app.ledger.station_identity import identity_row
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Place
from app.models.regions import COUNTY, PREFECTURE, PROVINCE, TOWN, VILLAGE, load_region

BELOW = {PROVINCE: PREFECTURE, PREFECTURE: COUNTY, COUNTY: TOWN, TOWN: VILLAGE}


class CountyNotNamed(Refusal):
    """Nobody said which county's tree is wanted, and no county has enrolled the station."""

    code = "county_not_named"
    message = mark("Nobody said which county this station belongs to.")
    remedy = mark("Join the county first, or name it by its six digits.")


class NothingBelow(Refusal):
    """A place was to be put below a village."""

    code = "nothing_below"
    message = mark("{place} is a village; villagers' groups are written with each person, not as places.")
    remedy = mark("Name the town that the new village belongs to.")


class PlaceExists(Refusal):
    """There is such a place already."""

    code = "place_exists"
    message = mark("There is already a place {name} with the code {place_code}.")
    remedy = mark("Rename that one, or give the new place its own name and code.")


class PlaceIsClosed(Refusal):
    """A place that ended was to be changed."""

    code = "place_closed"
    message = mark("{place} ended on {day}.")
    remedy = mark("Open it again first.")


class PlaceHoldsOthers(Refusal):
    """A place whose parts still stand was to end without an heir."""

    code = "place_holds_others"
    message = mark("{place} cannot end: {count} places below it still stand, the first is {first}.")
    remedy = mark("Close those first, or name the place they go to.")


class HeirDoesNotFit(Refusal):
    """The successor is the place itself, of another level, or ended."""

    code = "heir_does_not_fit"
    message = mark("{heir} cannot take over from {place}: it is the same place, of another level, or ended itself.")
    remedy = mark("Name a place of the same level that stands on that day.")


def load_places(ledger: Ledger, county_code: str = "") -> int:
    """Bring in the towns and villages that travel with the program; places that stand already stay as they are.

    Answers how many were added. Raises CountyNotNamed, RegionNotShipped, NotAllowed.
    """
    with ledger.change("place.load") as change:
        identity = identity_row(change.session)
        wanted = county_code or (identity.county_code if identity else "")
        if not wanted:
            raise CountyNotNamed
        known = {row.code: row.id for row in change.rows(select(Place))}
        fresh = [region for region in load_region(wanted).regions if region.code not in known]
        for region in fresh:
            facts = {"code": region.code, "name": region.name, "level": region.level}
            known[region.code] = change.add(Place(parent_id=known.get(region.parent_code), **facts)).id
        return len(fresh)


def add_place(ledger: Ledger, name: str, below: str, code: str = "", valid_from: date | None = None) -> PlaceRow:
    """A new place below another: a resettlement community, a village the statistics do not know yet.

    Raises NothingBelow, PlaceExists, PlaceIsClosed, UnknownName, AmbiguousName, NotAllowed.
    """
    with ledger.change("place.add") as change:
        parent = _standing(change, below)
        level = BELOW.get(parent.level)
        if level is None:
            raise NothingBelow(place=parent.name)
        _refuse_twin(change, parent.id, name, code)
        facts = {"name": name.strip(), "code": code.strip(), "level": level, "valid_from": valid_from}
        row = change.add(Place(parent_id=parent.id, **facts))
        change.session.flush()
        return place_rows(change.session, [row])[0]


def rename_place(ledger: Ledger, place: str, name: str, *, code: str = "", reason: str = "") -> PlaceRow:
    """Another name, and another code if it got one; the former name is kept, and texts with it still find the place.

    Raises PlaceExists, PlaceIsClosed, UnknownName, AmbiguousName, NotAllowed.
    """
    with ledger.change("place.rename", reason=reason) as change:
        row = _standing(change, place)
        _refuse_twin(change, row.parent_id, name if name != row.name else "", code if code != row.code else "")
        if name.strip() not in ("", row.name):
            kept = [former for former in row.former_names if former != name.strip()]
            row.former_names, row.name = [*kept, row.name], name.strip()
        row.code = code.strip() or row.code
        change.session.flush()
        return place_rows(change.session, [row])[0]


def close_places(
    ledger: Ledger, places: Sequence[str], on: date, successor: str = "", reason: str = ""
) -> tuple[PlaceRow, ...]:
    """Places end after this day; what is below them, and texts that name them, go to the successor if there is one.

    Raises PlaceHoldsOthers, HeirDoesNotFit, PlaceIsClosed, UnknownName, AmbiguousName, NotAllowed.
    """
    with ledger.change("place.merge" if successor else "place.close", reason=reason) as change:
        rows = [_standing(change, place) for place in places]
        heir = find_place(change.session, successor, change.today) if successor else None
        for row in rows:
            _check_heir(row, heir, rows, on)
            _hand_over(change, row, heir, on)
            row.valid_to, row.successor_id = on, heir.id if heir else None
        change.session.flush()
        return place_rows(change.session, rows)


def reopen_place(ledger: Ledger, place: str, reason: str = "") -> PlaceRow:
    """A place goes on as if it had not been closed; what went to its successor stays there."""
    with ledger.change("place.reopen", reason=reason) as change:
        row = find_place(change.session, place, change.today)
        if not is_valid(row, change.today):
            _refuse_twin(change, row.parent_id, row.name, row.code)
        row.valid_to, row.successor_id = None, None
        change.session.flush()
        return place_rows(change.session, [row])[0]


def _standing(change: Change, text: str) -> Place:
    row = find_place(change.session, text, change.today)
    if row.valid_to is not None:
        raise PlaceIsClosed(place=row.name, day=row.valid_to.isoformat())
    return row


def _refuse_twin(change: Change, parent_id: str | None, name: str, code: str) -> None:
    """Of the places that stand no two share a code, and no two with the same parent share a name."""
    same_name = (Place.name == name.strip()) & (Place.parent_id == parent_id)
    same_code = (Place.code == code.strip()) & (Place.code != "")
    twins = change.rows(select(Place).where(or_(same_name, same_code)))
    standing = [row for row in twins if is_valid(row, change.today)]
    if standing:
        raise PlaceExists(name=standing[0].name, place_code=standing[0].code)


def _check_heir(row: Place, heir: Place | None, ending: Iterable[Place], on: date) -> None:
    if heir is None:
        return
    if heir in ending or heir.level != row.level or not is_valid(heir, on + timedelta(days=1)):
        raise HeirDoesNotFit(heir=heir.name, place=row.name)


def _hand_over(change: Change, row: Place, heir: Place | None, on: date) -> None:
    below = change.rows(select(Place).where(Place.parent_id == row.id).order_by(Place.code))
    left = [place for place in below if is_valid(place, on + timedelta(days=1))]
    if left and heir is None:
        raise PlaceHoldsOthers(place=row.name, count=len(left), first=left[0].name)
    for place in left:
        place.parent_id = heir.id if heir else None
