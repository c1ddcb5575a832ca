"""The county's own journal for readers: what was done in its name, and what was refused, newest first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.officer_rows import ROLE_WORDS
from app.county.readings.tables import stations_of
from app.county.readings.unsettled import table_words
from app.county.store.tables import RefusalRow
from app.county.tables import AuditRow
from app.i18n import mark, tr
from app.ledger.syncing.row_words import field_words

ACTIONS = {
    "found": mark("County founded"),
    "enrol": mark("PC enrolled"),
    "enrol_again": mark("Enrolment written again"),
    "block": mark("Numbers granted"),
    "block_again": mark("Number file written again"),
    "revoke_certificate": mark("Certificate revoked"),
    "revoke_key": mark("Key revoked"),
    "publish": mark("List published"),
    "set_rules": mark("Rules set"),
    "take_revocations": mark("Revocations of a station taken in"),
    "rename_station": mark("Station renamed"),
    "join_code": mark("Code for joining made"),
    "join_code_withdrawn": mark("Code for joining withdrawn"),
    "join_waits": mark("PC waits to join"),
    "join": mark("PC joined"),
    "recover": mark("Operator let in again"),
    "replica": mark("PC delivered for the first time"),
    "export": mark("Tables exported"),
    "download": mark("Register downloaded"),
    "restore": mark("Backup restored"),
    "revocations_remembered": mark("Revocations made since the backup taken from a station's list"),
    "sign_in": mark("Signed in"),
    "sign_in_tries": mark("Many wrong passwords"),
    "officer_add": mark("Officer added"),
    "officer_password": mark("Officer's password set"),
    "officer_role": mark("Officer's role changed"),
    "officer_dismiss": mark("Officer dismissed"),
    "retry_parked": mark("Parked entries tried again"),
    "clash_settled": mark("Conflict settled"),
    "allowance": mark("Set how much stations may bring"),
}
FIGURES = {
    "station": mark("station"),
    "replica": mark("PC"),
    "key_id": mark("key"),
    "number": mark("number"),
    "since": mark("since"),
    "reason": mark("reason"),
    "successor": mark("successor"),
    "kind": mark("kind"),
    "sequence": mark("no."),
    "first_serial": mark("from no."),
    "last_serial": mark("to no."),
    "name": mark("name"),
    "role": mark("role"),
    "before": mark("before"),
    "handle": mark("joining code"),
    "entity": mark("table"),
    "field": mark("field"),
    "went": mark("gone through"),
    "rows": mark("rows"),
    "count": mark("count"),
    "code": mark("code"),
    "register": mark("register"),
    "form": mark("file"),
    "entries": mark("entries a day"),
    "megabytes": mark("MB a day"),
    "photo_megabytes": mark("MB of photos"),
    "first": mark("from"),
    "last": mark("to"),
}
_VALUES = {
    "key_list": mark("Key list"),
    "revocation_list": mark("Revocation list"),
    "certificates": mark("Register of certificates"),
    "classes": mark("Register of classes"),
    "figures": mark("Figures of the training"),
    "stations": mark("How the stations fare"),
    "duplicates": mark("Persons at several stations"),
    **{role.value: words for role, words in ROLE_WORDS.items()},
}
_SPEAKERS: dict[str, Callable[[str], str]] = {"entity": table_words, "field": partial(field_words, "")}
_LONG_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REFUSALS = {
    "gap": mark("entries are missing before it"),
    "fork": mark("its ledger has gone another way (an old backup or a copy)"),
    "revoked": mark("signed with a revoked key"),
    "foreign": mark("speaks for another station's ledger"),
    "signature": mark("the signature does not hold"),
    "broken_chain": mark("does not join on to what is there"),
    "unreadable": mark("not readable"),
    "too_large": mark("too large"),
    "key_unknown": mark("a key that is not on the list"),
    "key_revoked": mark("a key that is revoked"),
    "other_county": mark("meant for another county"),
}


@dataclass(frozen=True)
class JournalLine:
    """A deed: when, by whom (an officer, or a station that reported), what, and its figures."""

    seq: int
    at: str
    officer: str
    action: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RefusalLine:
    """Something that was refused."""

    at: datetime
    what: str
    reason: str
    station: str
    replica: str
    key_id: str
    details: tuple[tuple[str, str], ...]


def count_deeds(session: Session, county_id: str, action: str) -> int:
    """How many deeds there are, of this action if one is named."""
    return session.scalar(select(func.count()).select_from(AuditRow).where(*_deeds(county_id, action))) or 0


def deeds(session: Session, county_id: str, action: str, limit: int, offset: int) -> tuple[JournalLine, ...]:
    """Deeds, newest first."""
    wanted = select(AuditRow).where(*_deeds(county_id, action)).order_by(AuditRow.seq.desc())
    names = {each.code: each.name for each in stations_of(session, county_id).values()}
    return tuple(
        JournalLine(
            row.seq,
            row.at[:16].replace("T", " "),
            names.get(row.officer, row.officer),
            action_words(row.action),
            _told(row.details),
        )
        for row in session.scalars(wanted.limit(limit).offset(offset))
    )


def count_refusals(session: Session, county_id: str) -> int:
    """How much was refused."""
    return session.scalar(select(func.count()).select_from(RefusalRow).where(RefusalRow.county_id == county_id)) or 0


def refusals(session: Session, county_id: str, zone: tzinfo | None, limit: int, offset: int) -> tuple[RefusalLine, ...]:
    """What was refused, newest first."""
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    wanted = select(RefusalRow).where(RefusalRow.county_id == county_id)
    order = (RefusalRow.at.desc(), RefusalRow.refusal_id.desc())
    kinds = {"batch": tr("Batch"), "request": tr("Request"), "applying": tr("Working in")}
    return tuple(
        RefusalLine(
            at=datetime.fromtimestamp(row.at / 1000, zone),
            what=kinds.get(row.what, row.what),
            reason=tr(REFUSALS[row.code]) if row.code in REFUSALS else row.code,
            station=names.get(row.station_id, ""),
            replica=row.replica,
            key_id=row.key_id,
            details=_told(row.details),
        )
        for row in session.scalars(wanted.order_by(*order).limit(limit).offset(offset))
    )


def action_words(action: str) -> str:
    """What was done."""
    return tr(ACTIONS[action]) if action in ACTIONS else action


def _deeds(county_id: str, action: str) -> list[Any]:
    return [AuditRow.county_id == county_id, *([AuditRow.action == action] if action else [])]


def _told(details: dict[str, Any] | None) -> tuple[tuple[str, str], ...]:
    told = {name: value for name, value in (details or {}).items() if value not in ("", None, {}, [])}
    return tuple((tr(FIGURES[name]) if name in FIGURES else name, _value(name, value)) for name, value in told.items())


def _value(name: str, value: Any) -> str:
    text = str(value)
    if name in _SPEAKERS:
        return _SPEAKERS[name](text)
    # Of a long id the tail tells it apart.
    return tr(_VALUES[text]) if text in _VALUES else f"…{text[-12:]}" if _LONG_ID.fullmatch(text) else text
