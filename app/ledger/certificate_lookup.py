"""Judging what someone holds in hand: a certificate's text by its signature, a number typed by this register."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.clock import today
from app.credential.reasons import Judgement
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_register import CertificateRow, NoSuchCertificate, certificate_numbered, row_of
from app.ledger.certificate_verification import Answer, verifier_here
from app.ledger.station_identity import NotEnrolled
from app.ledger.trust_lists import trust_lists
from app.models.certificate_numbers import LENGTH
from app.models.ledger import Ledger
from app.models.person_names import same_name


class NumberVerdict(StrEnum):
    """What this station's register says to a number; a number alone never proves a paper."""

    LISTED = "listed"
    ENDED = "ended"
    NAME_DIFFERS = "name_differs"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class NumberAnswer:
    """The answer to a number, with a name if one was typed along with it."""

    verdict: NumberVerdict
    number: str
    sentence: str
    way_out: str = ""


@dataclass(frozen=True)
class Judged:
    """One thing looked at: the judgement on a text, or the answer to a number; `row` if it is in this register."""

    answer: Answer | None = None
    number: NumberAnswer | None = None
    row: CertificateRow | None = None


Judge = Callable[[str, str], Judged]
"""Given a text or a number, and a name to compare or nothing: what is to be said of it. Never refuses."""

_PROVES_NOTHING = mark("A number alone proves nothing about the paper: scan its QR code too.")
_WORDS = {
    NumberVerdict.LISTED: mark("The register of this station holds certificate {number}; it is in force."),
    NumberVerdict.ENDED: mark("Certificate {number} no longer counts: {state}."),
    NumberVerdict.NAME_DIFFERS: mark("Certificate {number} was issued to someone of another name."),
}
_WAYS_OUT = {
    NumberVerdict.LISTED: _PROVES_NOTHING,
    NumberVerdict.ENDED: mark("Do not accept it. A corrected certificate names its successor."),
    NumberVerdict.NAME_DIFFERS: mark("Compare number and name with the paper, sign by sign; else do not accept it."),
}


def judge_here(ledger: Ledger) -> Judge:
    """Judges by the county's lists and this register, as they stand now."""
    verifier = _verifier(ledger)

    def judge(text: str, name: str = "") -> Judged:
        if _is_number(text):
            return _by_number(ledger, text, name.strip())
        answer = verifier(text)
        return Judged(answer, row=_row(ledger, answer.number) if answer.number else None)

    return judge


def _verifier(ledger: Ledger) -> Callable[[str], Answer]:
    try:
        return verifier_here(ledger, trust_lists(ledger), today(ledger.clock))
    except NotEnrolled:
        return lambda _: _without_lists()


def _without_lists() -> Answer:
    sentence = tr("No county has enrolled this station yet, so there are no lists to verify certificates by.")
    way_out = tr("Take in the county's enrolment file first: Settings, This station.")
    return Answer(Judgement.UNKNOWN_KEY, NotEnrolled.code, None, True, sentence=sentence, way_out=way_out)


def _is_number(text: str) -> bool:
    """A number as it is read off the paper: digits alone, far fewer than the code has, spaces forgiven."""
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    return digits.isascii() and digits.isdecimal() and len(digits) <= 2 * LENGTH


def _by_number(ledger: Ledger, number: str, name: str) -> Judged:
    try:
        with ledger.reading() as session:
            row = row_of(session, certificate_numbered(session, number))
    except Refusal as refusal:
        is_unknown = isinstance(refusal, NoSuchCertificate)
        verdict = NumberVerdict.UNKNOWN if is_unknown else NumberVerdict.MISTYPED
        return Judged(number=NumberAnswer(verdict, "".join(number.split()), refusal.sentence(), refusal.way_out()))
    verdict = _verdict(row, name)
    sentence = tr(_WORDS[verdict], number=row.number, state=tr(row.state.words))
    return Judged(number=NumberAnswer(verdict, row.number, sentence, tr(_WAYS_OUT[verdict])), row=row)


def _verdict(row: CertificateRow, name: str) -> NumberVerdict:
    if not row.is_good:
        return NumberVerdict.ENDED
    differs = name and not row.is_erased and not same_name(row.name, name)
    return NumberVerdict.NAME_DIFFERS if differs else NumberVerdict.LISTED


def _row(ledger: Ledger, number: str) -> CertificateRow | None:
    try:
        with ledger.reading() as session:
            return row_of(session, certificate_numbered(session, number))
    except Refusal:
        return None
