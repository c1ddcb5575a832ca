"""Judging a certificate's text by the county's lists alone, with no network: one verdict, one reason, one sentence."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.credential import claims as claims_format
from app.credential.claims import Claims
from app.credential.key_list import KeyEntry
from app.credential.reasons import REASONS, Judgement
from app.credential.text import PURPOSE, SignedText, take_apart
from app.credential.trust import TrustLists
from app.errors import Refusal
from app.i18n import tr

ReceiptOf = Callable[[str], date | None]
"""Given the digits of a text: the day on which the county received exactly this text, or None.

By its digits and not by its number: whoever holds a stolen key can sign a new text under a number that the county
received long ago.
"""


@dataclass(frozen=True)
class Verdict:
    """The judgement on one text; `claims` are there only if a listed key really signed them."""

    verdict: Judgement
    reason: str
    claims: Claims | None = None
    station_name: str = ""
    list_age_days: int | None = None
    list_stale: bool = False
    successor: str = ""
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the certificate is good by the lists at hand, fresh or stale."""
        return self.verdict is Judgement.VALID

    def sentence(self) -> str:
        """The verdict in one sentence, in the reader's language."""
        return tr(REASONS[self.reason].sentence, **dict(self.figures))

    def way_out(self) -> str:
        """What to do about it, in the reader's language; may be empty."""
        remedy = REASONS[self.reason].remedy
        return tr(remedy) if remedy else ""


@dataclass(frozen=True)
class _Case:
    """A text that a listed key signed, with all that its judgement goes by."""

    signed: SignedText
    entry: KeyEntry
    claims: Claims
    trust: TrustLists
    receipt_of: ReceiptOf | None


def verify(text: str, trust: TrustLists, today: date, receipt: ReceiptOf | None = None) -> Verdict:
    """The verdict on any text; never raises. `receipt` decides where the key was revoked later (`ReceiptOf`)."""
    try:
        verdict = _judge(take_apart(text), trust, today, receipt)
    except Refusal as refusal:
        verdict = _verdict(refusal.code)
    return replace(verdict, list_age_days=trust.age_days(today), list_stale=trust.is_stale(today))


def _judge(signed: SignedText, trust: TrustLists, today: date, receipt: ReceiptOf | None) -> Verdict:
    envelope = signed.envelope
    if envelope.alg not in trust.suites:
        return _verdict("suite_unsupported", alg=envelope.alg)
    if trust.key_list is None:
        return _verdict("no_key_list")
    entry = trust.find_key(envelope.key_id, envelope.alg)
    if entry is None:
        return _verdict("key_unlisted", key_id=envelope.key_id.hex())
    if not envelope.is_signed_by(entry.public, PURPOSE, trust.suites):
        return _verdict("signature")
    case = _Case(signed, entry, claims_format.unpack(envelope.payload), trust, receipt)
    found = next(filter(None, (check(case) for check in _CHECKS)), None) or _good(case, today)
    return replace(found, claims=case.claims, station_name=entry.station_name)


def _host(case: _Case) -> Verdict | None:
    hosts = case.trust.key_list.hosts if case.trust.key_list else ()
    host = case.signed.host
    return _verdict("host_foreign", host=host) if host and hosts and host not in hosts else None


def _days(case: _Case) -> Verdict | None:
    entry, day = case.entry, case.claims.issued_on
    if day < entry.not_before:
        return _verdict("key_not_yet_valid", day=day, station=entry.station_name, limit=entry.not_before)
    if day > entry.not_after:
        return _verdict("key_expired", day=day, station=entry.station_name, limit=entry.not_after)
    return None


def _scope(case: _Case) -> Verdict | None:
    entry, claims = case.entry, case.claims
    if claims.kind not in entry.kinds:
        return _verdict("kind_not_allowed", station=entry.station_name)
    if entry.number_prefixes and not claims.number.startswith(entry.number_prefixes):
        return _verdict("number_not_allowed", number=claims.number, station=entry.station_name)
    return None


def _certificate_revoked(case: _Case) -> Verdict | None:
    lists, number = case.trust.revocations, case.claims.number
    revocation = lists.of_certificate(number, case.signed.digest) if lists else None
    if revocation is None:
        return None
    reason = "certificate_corrected" if revocation.successor else "certificate_revoked"
    successor = revocation.successor
    found = _verdict(reason, number=number, day=revocation.since, why=revocation.reason, successor=successor)
    return replace(found, successor=successor)


def _key_revoked(case: _Case) -> Verdict | None:
    since = case.trust.key_revoked_since(case.entry)
    if since is None:
        return None
    # Never by the date in the certificate: the thief of a key writes there what he likes.
    received = case.receipt_of(case.signed.digits) if case.receipt_of else None
    if received is not None and received < since:
        return None
    return _verdict("key_revoked", station=case.entry.station_name, day=since)


_CHECKS = (_host, _days, _scope, _certificate_revoked, _key_revoked)


def _good(case: _Case, today: date) -> Verdict:
    station, lists = case.entry.station_name, case.trust.revocations
    if lists is None:
        return _verdict("no_revocation_list", station=station)
    reason = "list_stale" if case.trust.is_stale(today) else "genuine"
    return _verdict(reason, station=station, list_day=lists.issued_on)


def _verdict(reason: str, **figures: object) -> Verdict:
    spoken = tuple((name, str(figure)) for name, figure in figures.items())
    return Verdict(REASONS[reason].verdict, reason, figures=spoken)
