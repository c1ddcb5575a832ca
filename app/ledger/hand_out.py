"""Handing certificates out: who collected each, whether the ID was checked, and who has not come yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_events import require_reason
from app.ledger.certificate_register import (
    CertificateRow,
    EventKind,
    certificate_numbered,
    certificate_rows,
    certificates_numbered,
    require_good,
    row_of,
)
from app.models.certificates import Certificate, CertificateEvent
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Enrolment


class NotPrinted(Refusal):
    """A certificate without a sheet that someone has seen good."""

    code = "not_printed"
    message = mark("Certificate {number} has no sheet confirmed as good, so it cannot be handed out.")
    remedy = mark("Print it, and confirm the sheets that came out well.")


class HandedOutBefore(Refusal):
    """A certificate that somebody has collected already."""

    code = "handed_out_before"
    message = mark("Certificate {number} was collected on {day} by {collector}.")
    remedy = mark("If that is wrong, take the hand-out back with a reason.")


class NotHandedOut(Refusal):
    """A hand-out to be undone that did not take place."""

    code = "not_handed_out"
    message = mark("Certificate {number} has not been handed out.")
    remedy = mark("Compare the number with the register.")


class IdNotChecked(Refusal):
    """Nobody looked at the collector's ID."""

    code = "id_not_checked"
    message = mark("The ID of whoever collects must be checked, or a reason given why it was not.")
    remedy = mark("Look at the ID card and say so, or give a reason (for instance: known to the station).")


class ProxyIncomplete(Refusal):
    """A proxy without a name or without a relation to the holder."""

    code = "proxy_incomplete"
    message = mark("A proxy needs both a name and the relation to the holder.")
    remedy = mark("Give the name of the proxy and the relation to the holder, for instance 配偶.")


class ProxyForMany(Refusal):
    """One proxy for a whole class."""

    code = "proxy_for_many"
    message = mark("A proxy collects certificates named one by one, not those of a whole class.")
    remedy = mark("Name the certificates that this person collects.")


class HandOutDayWrong(Refusal):
    """A hand-out before the certificate was issued, or on a day that has not come."""

    code = "hand_out_day_wrong"
    message = mark("Certificate {number} of {issued_on} cannot have been handed out on {day} (today is {today}).")
    remedy = mark("Compare the day with the list that was signed.")


@dataclass(frozen=True)
class Collection:
    """How a certificate was collected: by the holder unless `proxy` names another, with the relation to the holder."""

    id_checked: bool = False
    proxy: str = ""
    relation: str = ""
    reason: str = ""
    on: date | None = None


def hand_out(ledger: Ledger, numbers: Sequence[str], how: Collection) -> list[CertificateRow]:
    """Enter who collected these certificates: all of them or none.

    Raises IdNotChecked, ProxyIncomplete, CertificateNotGood, NotPrinted, HandedOutBefore, HandOutDayWrong.
    """
    _check(how)
    with ledger.change("certificate.hand_out", reason=how.reason) as change:
        return _hand_out(change, certificates_numbered(change.session, numbers), how)


def hand_out_class(ledger: Ledger, class_id: str, how: Collection, absent: Sequence[str] = ()) -> list[CertificateRow]:
    """Enter that everyone of a class who has not collected yet did so now, but for the `absent` (numbers).

    Raises as `hand_out`, ProxyForMany.
    """
    _check(how)
    if how.proxy:
        raise ProxyForMany
    with ledger.change("certificate.hand_out", reason=how.reason) as change:
        left_out = {certificate_numbered(change.session, number).number for number in absent}
        numbers = [row.number for row in _of_class(change, class_id) if row.number not in left_out]
        return _hand_out(change, certificates_numbered(change.session, numbers), how)


def not_collected(ledger: Ledger, class_id: str = "") -> list[CertificateRow]:
    """The good, printed certificates that nobody has collected yet, of one class or of all."""
    with ledger.reading() as session:
        conditions = [Certificate.enrolment_id.in_(_enrolled(class_id))] if class_id else []
        rows = certificate_rows(session, *conditions)
    return [row for row in rows if _waits(row)]


def undo_hand_out(ledger: Ledger, number: str, reason: str) -> CertificateRow:
    """Enter that a certificate was not handed out after all. Raises ReasonMissing, NotHandedOut."""
    require_reason(reason)
    with ledger.change("certificate.hand_out_undo", reason=reason) as change:
        certificate = certificate_numbered(change.session, number)
        if row_of(change.session, certificate).handed_out_on is None:
            raise NotHandedOut(number=certificate.number)
        undone = _standing_event(change, certificate)
        _enter(change, certificate, EventKind.HAND_OUT_UNDONE, change.today, {"undoes": undone}, reason)
        change.session.flush()
        return row_of(change.session, certificate)


def _check(how: Collection) -> None:
    if bool(how.proxy.strip()) != bool(how.relation.strip()):
        raise ProxyIncomplete
    if not (how.id_checked or how.reason.strip()):
        raise IdNotChecked


def _hand_out(change: Change, found: Sequence[Certificate], how: Collection) -> list[CertificateRow]:
    """Enter it for each; the register is read twice in all, not twice for each."""
    rows = _rows(change, found)
    for certificate in found:
        row = rows[certificate.id]
        if not row.is_good:
            require_good(change.session, certificate)
        day = _day_of(change, row, how)
        details = {"collector": how.proxy or row.name, "relation": how.relation, "id_checked": how.id_checked}
        _enter(change, certificate, EventKind.HANDED_OUT, day, details, how.reason)
    change.session.flush()
    rows = _rows(change, found)
    return [rows[certificate.id] for certificate in found]


def _day_of(change: Change, row: CertificateRow, how: Collection) -> date:
    """The day of the hand-out. Raises NotPrinted, HandedOutBefore, HandOutDayWrong."""
    if not row.is_printed:
        raise NotPrinted(number=row.number)
    if row.handed_out_on is not None:
        raise HandedOutBefore(number=row.number, day=row.handed_out_on, collector=row.collected_by)
    day = how.on or change.today
    if not row.issued_on <= day <= change.today:
        raise HandOutDayWrong(number=row.number, issued_on=row.issued_on, day=day, today=change.today)
    return day


def _rows(change: Change, found: Sequence[Certificate]) -> dict[str, CertificateRow]:
    ids = [certificate.id for certificate in found]
    return {row.id: row for row in certificate_rows(change.session, Certificate.id.in_(ids))}


def _enter(
    change: Change, certificate: Certificate, kind: EventKind, day: date, details: dict[str, Any], reason: str
) -> None:
    event = CertificateEvent(certificate_id=certificate.id, kind=kind.value, on_day=day)
    event.details, event.reason = details, reason
    change.add(event)


def _standing_event(change: Change, certificate: Certificate) -> str:
    """The id of the hand-out that was not undone."""
    statement = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate.id)
    events = change.rows(statement.order_by(CertificateEvent.id))
    undone = {event.details.get("undoes") for event in events if event.kind == EventKind.HAND_OUT_UNDONE}
    standing = [event.id for event in events if event.kind == EventKind.HANDED_OUT and event.id not in undone]
    return str(standing[-1]) if standing else ""


def _of_class(change: Change, class_id: str) -> list[CertificateRow]:
    rows = certificate_rows(change.session, Certificate.enrolment_id.in_(_enrolled(class_id)))
    return [row for row in rows if _waits(row)]


def _waits(row: CertificateRow) -> bool:
    return row.is_good and row.is_printed and row.handed_out_on is None


def _enrolled(class_id: str) -> Any:
    return select(Enrolment.id).where(Enrolment.class_id == class_id)
