"""Verifying a certificate's text by the county's lists, and by what this ledger knows before the county does."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.credential.claims import Claims, spread_identity
from app.credential.reasons import Judgement
from app.credential.text import digest_of, digits_of
from app.credential.trust import TrustLists
from app.credential.verification import Verdict, verify
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_register import CertificateRow, CertificateState, row_of
from app.models.certificates import Certificate, CertificateEvent
from app.models.ledger import Ledger

SHOWN = ("number", "kind", "name", "masked_id", "course", "level", "hours", "period_from", "period_to", "issued_on")
NO_CODE = "no_code_found"
DIFFERS = "differs_from_register"


@dataclass(frozen=True)
class Answer:
    """The judgement on one text. What stands on the certificate is None where no listed key signed it."""

    verdict: Judgement
    reason: str
    list_age_days: int | None
    list_stale: bool
    number: str | None = None
    kind: str | None = None
    name: str | None = None
    masked_id: str | None = None
    course: str | None = None
    level: str | None = None
    hours: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    issued_on: date | None = None
    provider: str | None = None
    station: str | None = None
    sentence: str = ""
    way_out: str = ""
    successor: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether the certificate is good by everything known here."""
        return self.verdict is Judgement.VALID

    @property
    def is_readable(self) -> bool:
        """Whether there was a certificate's text at all."""
        return self.verdict is not Judgement.UNREADABLE

    def as_json(self) -> dict[str, Any]:
        """Exactly the documented keys."""
        told = asdict(self)
        return {key: value for key, value in told.items() if key not in ("sentence", "way_out", "successor")}


Verifier = Callable[[str], Answer]
"""Given a text: the judgement on it."""


def verifier_by_lists(trust: TrustLists, today: date) -> Verifier:
    """A verifier that goes by the county's lists alone, without any ledger."""
    return lambda text: answer_of(verify(text, trust, today))


def verifier_here(ledger: Ledger, trust: TrustLists, today: date) -> Verifier:
    """A verifier that goes by the county's lists and by this ledger's own register, which may know better."""

    def judge(text: str) -> Answer:
        verdict = verify(text, trust, today)
        if verdict.is_valid and verdict.claims:
            with ledger.reading() as session:
                verdict = _known_better(session, text, verdict, verdict.claims.number)
        return answer_of(verdict)

    return judge


def nothing_found(trust: TrustLists, today: date) -> Answer:
    """The judgement on a picture or PDF in which there is no code."""
    return Answer(
        Judgement.UNREADABLE,
        NO_CODE,
        trust.age_days(today),
        trust.is_stale(today),
        sentence=tr("No QR code was found in the file."),
        way_out=tr("Scan it again, straight and at 300 dpi, or photograph the code from nearer."),
    )


def unreadable(trust: TrustLists, today: date, refusal: Refusal) -> Answer:
    """The judgement on a file that could not even be opened."""
    age, stale = trust.age_days(today), trust.is_stale(today)
    answer = Answer(Judgement.UNREADABLE, refusal.code, age, stale)
    return replace(answer, sentence=refusal.sentence(), way_out=refusal.way_out())


def answer_of(verdict: Verdict) -> Answer:
    """A verdict as it is shown."""
    shown = _shown(verdict.claims) if verdict.claims else {}
    return Answer(
        verdict.verdict,
        verdict.reason,
        verdict.list_age_days,
        verdict.list_stale,
        **shown,
        station=verdict.station_name or None,
        **_words(verdict),
        successor=verdict.successor,
    )


def _words(verdict: Verdict) -> dict[str, Any]:
    if verdict.reason == DIFFERS:
        told = mark("The number {number} was issued here, but on another certificate than this one.")
        remedy = mark("Keep the paper and report it: the station's key may be in other hands.")
        return {"sentence": tr(told, **dict(verdict.figures)), "way_out": tr(remedy)}
    return {"sentence": verdict.sentence(), "way_out": verdict.way_out()}


def _shown(claims: Claims) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(claims, name) for name in (*SHOWN, "provider")}
    return fields | {"masked_id": spread_identity(claims.masked_id)}


def _known_better(session: Session, text: str, verdict: Verdict, number: str) -> Verdict:
    """The verdict, unless the certificate was voided or corrected here, or this is not the text issued under it."""
    wanted = select(Certificate).where(Certificate.number == number)
    certificate = session.scalars(wanted.order_by(Certificate.id.desc())).first()
    if certificate is None:
        return verdict
    if certificate.text_sha256 != digest_of(digits_of(text)):
        return replace(verdict, verdict=Judgement.ALTERED, reason=DIFFERS, figures=(("number", number),))
    row = row_of(session, certificate)
    return verdict if row.is_good else _ended(session, verdict, row)


def _ended(session: Session, verdict: Verdict, row: CertificateRow) -> Verdict:
    event = session.scalars(
        select(CertificateEvent).where(
            CertificateEvent.certificate_id == row.id, CertificateEvent.kind == row.state.value
        )
    ).first()
    day = event.on_day if event else row.issued_on
    figures = {"number": row.number, "day": day, "why": tr(row.state.words), "successor": row.successor}
    is_corrected = row.state is CertificateState.CORRECTED
    return replace(
        verdict,
        verdict=Judgement.CORRECTED if is_corrected else Judgement.REVOKED,
        reason="certificate_corrected" if is_corrected else "certificate_revoked",
        successor=row.successor,
        figures=tuple((name, str(figure)) for name, figure in figures.items()),
    )
