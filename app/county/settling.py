"""A field that was changed twice is looked at by an officer: noted with name and moment, once."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.clock import milliseconds
from app.county.register import Deed
from app.county.store.notices import renew_notice
from app.county.store.tables import ClashRow, ClashSettledRow
from app.county.tables import StationRow
from app.errors import Refusal
from app.i18n import mark


class NoSuchClash(Refusal):
    """A clash that is not there, or that a later change has solved."""

    code = "no_such_clash"
    message = mark("This conflict is there no longer.")
    remedy = mark("A later change has solved it. Load the list anew.")


@dataclass(frozen=True)
class ClashMark:
    """Which clash: whose, the field, the entry whose value stands and the one that it did not know."""

    owner: str
    after_replica: str
    after_seq: int
    field: str
    before_replica: str
    before_seq: int


def settle_clash(deed: Deed, clash: ClashMark) -> None:
    """Note who settled it; the first one stays. Raises NoSuchClash."""
    own = asdict(clash)
    found = deed.session.scalars(select(ClashRow).filter_by(county_id=deed.county.id, **own)).one_or_none()
    if found is None:
        raise NoSuchClash
    if deed.session.scalars(select(ClashSettledRow).filter_by(county_id=deed.county.id, **own)).one_or_none():
        return
    now = milliseconds(deed.now)
    told = {"settled_by": deed.officer, "settled_at": now}
    deed.session.add(ClashSettledRow(county_id=deed.county.id, **own, **told))
    whose = (StationRow.county_id == deed.county.id, StationRow.station_id == clash.owner)
    station = deed.session.scalar(select(StationRow.code).where(*whose)) or ""
    deed.note("clash_settled", station=station, entity=found.entity, field=clash.field)
    # Last, as in every deed that tells stations something: first the county's turn, then the station's lock.
    renew_notice(deed.session, deed.county.id, clash.owner, now)
