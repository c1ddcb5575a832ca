"""What a clerk is shown of a judgement: one word, one look, one sentence, and what stands on the certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.credential.reasons import Judgement
from app.i18n import mark, tr
from app.ledger.certificate_lookup import Judged, NumberAnswer, NumberVerdict
from app.ledger.certificate_register import CertificateRow
from app.ledger.certificate_verification import Answer
from app.models.vocabulary import CertificateKind
from app.ui.certificates.state_words import in_fours


class Look(StrEnum):
    """How a verdict looks: good is green, bad is red, unsure is amber, nothing is grey."""

    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"
    NOTHING = "nothing"


SIGNS: Mapping[Look, str] = {Look.GOOD: "✓", Look.BAD: "✕", Look.UNSURE: "!", Look.NOTHING: "?"}
Facts = tuple[tuple[str, str], ...]
STALE, NO_REVOCATIONS = "list_stale", "no_revocation_list"
_JUDGEMENTS = {
    Judgement.VALID: (Look.GOOD, mark("Valid")),
    Judgement.REVOKED: (Look.BAD, mark("Revoked (certificate)")),
    Judgement.CORRECTED: (Look.BAD, mark("Corrected, replaced")),
    Judgement.ALTERED: (Look.BAD, mark("Not genuine")),
    Judgement.UNKNOWN_KEY: (Look.UNSURE, mark("Cannot be confirmed")),
    Judgement.UNREADABLE: (Look.NOTHING, mark("Not readable")),
}
_OLD_LIST = (Look.UNSURE, mark("Genuine, but the list is old"))
_NUMBERS = {
    NumberVerdict.LISTED: (Look.UNSURE, mark("In the register")),
    NumberVerdict.ENDED: (Look.BAD, mark("No longer valid")),
    NumberVerdict.NAME_DIFFERS: (Look.BAD, mark("The name differs")),
    NumberVerdict.UNKNOWN: (Look.NOTHING, mark("Not in this register")),
    NumberVerdict.MISTYPED: (Look.NOTHING, mark("Not a certificate number")),
}


@dataclass(frozen=True)
class Told:
    """A judgement as it is shown; `name` and `masked_id` are for the eye to compare."""

    look: Look
    word: str
    sentence: str
    way_out: str = ""
    number: str = ""
    name: str = ""
    masked_id: str = ""
    facts: Facts = ()
    list_words: str = ""
    successor: str = ""
    is_in_register: bool = False

    @property
    def sign(self) -> str:
        """The look as a sign, for those who do not see its colour."""
        return SIGNS[self.look]


def told_of(judged: Judged) -> Told:
    """The words for a judgement."""
    if judged.answer is not None:
        return _told_text(judged.answer, judged.row)
    return _told_number(judged.number, judged.row) if judged.number else Told(Look.NOTHING, "", "")


def _told_text(answer: Answer, row: CertificateRow | None) -> Told:
    is_old = answer.reason in (STALE, NO_REVOCATIONS)
    look, word = _OLD_LIST if is_old else _JUDGEMENTS[answer.verdict]
    return Told(
        look,
        tr(word),
        answer.sentence,
        answer.way_out,
        answer.number or "",
        answer.name or "",
        answer.masked_id or "",
        _facts_of_text(answer) if answer.number else (),
        _list_words(answer),
        answer.successor,
        row is not None,
    )


def _told_number(answer: NumberAnswer, row: CertificateRow | None) -> Told:
    look, word = _NUMBERS[answer.verdict]
    told = (look, tr(word), answer.sentence, answer.way_out, answer.number)
    if row is None:
        return Told(*told)
    name = row.name or tr("(erased)")
    return Told(*told, name, row.masked_id, _facts_of_row(row), successor=row.successor, is_in_register=True)


def _list_words(answer: Answer) -> str:
    if answer.list_age_days is None:
        return tr("There is no revocation list on this PC: nobody can tell here whether it was revoked.")
    if answer.list_stale:
        return tr("The revocation list is out of date, {days} days old: collect the newest.", days=answer.list_age_days)
    if not answer.list_age_days:
        return tr("Checked against the revocation list of today.")
    return tr("Checked against the revocation list of {days} days ago.", days=answer.list_age_days)


def _facts_of_text(answer: Answer) -> Facts:
    return _facts(answer, answer.number or "", str(answer.issued_on), answer.station or "")


def _facts_of_row(row: CertificateRow) -> Facts:
    return _facts(row, row.number, str(row.issued_on), "")


def _facts(certificate: Answer | CertificateRow, number: str, issued_on: str, station: str) -> Facts:
    kind = certificate.kind or ""
    known = CertificateKind.read(kind)
    period = f"{certificate.period_from or ''} — {certificate.period_to or ''}"
    facts = (
        (tr("Certificate number"), in_fours(number)),
        (tr("Certificate"), known.label if known else kind),
        (tr("Course"), " ".join(filter(None, (certificate.course, certificate.level)))),
        (tr("Class hours"), str(certificate.hours or "")),
        (tr("Training period"), period if period.strip("— ") else ""),
        (tr("Issued on"), issued_on),
        (tr("Training provider"), certificate.provider or ""),
        (tr("Issued by"), station),
    )
    return tuple((name, value) for name, value in facts if value)
