"""Issuing certificates: everyone who completed a class, in one change, or nobody."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_candidates import (
    Candidate,
    House,
    Subject,
    candidates_of,
    drawn_on,
    kind_named,
    subjects_of,
)
from app.ledger.certificate_minting import Draft, Mint
from app.ledger.certificate_pages import Printer
from app.ledger.certificate_register import CertificateRow, certificate_rows
from app.ledger.station_key import signing_key
from app.models.certificates import Certificate
from app.models.findings import Finding
from app.models.ledger import Ledger
from app.models.local import blob


class NobodyToIssue(Refusal):
    """Nobody who was asked for can get a certificate now."""

    code = "nobody_to_issue"
    message = mark("There is nobody to issue a certificate to: {why}")
    remedy = mark("Enter the results and close the class first; who has a certificate already gets a reprint.")


class NotEligible(Refusal):
    """Someone asked for by name who cannot get a certificate; nobody got one."""

    code = "not_eligible"
    message = mark("No certificate was issued: {people}")
    remedy = mark("Leave these persons out, or mend what is said of them.")


@dataclass(frozen=True)
class Issued:
    """What an issuing did: the certificates, who got none and why, and what to look after."""

    certificates: tuple[CertificateRow, ...]
    skipped: tuple[Candidate, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Order:
    """Whom to issue to: a class, or enrolments by id; the kind is that of the class unless one is named."""

    class_id: str = ""
    enrolment_ids: tuple[str, ...] = ()
    kind: str = ""


def issue(
    ledger: Ledger,
    printer: Printer,
    order: Order,
    on: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Issued:
    """Issue to everyone of the order who completed and has no good certificate of this kind yet.

    Enrolments named by id must all be eligible. `on` is the date on the certificate, today if not given.
    Raises NotEnrolled, StationKeyMissing, NobodyToIssue, NotEligible, and the refusals of `Mint`.
    """
    key = signing_key(ledger)
    with ledger.change("certificate.issue") as change:
        subjects = subjects_of(change.session, class_id=order.class_id, enrolment_ids=order.enrolment_ids)
        candidates = candidates_of(change.session, subjects, _kind(order.kind))
        _refuse_unless_eligible(order, candidates)
        mint = Mint.within(change, ledger.standing.replica, key, printer)
        mint.progress = progress
        day = on or change.today
        rows = mint.make(_drafts(mint, subjects, candidates, day))
        change.session.flush()
        made = certificate_rows(change.session, Certificate.id.in_([row.id for row in rows]))
        skipped = tuple(each for each in candidates if each.hindrance)
        return Issued(tuple(made), skipped, mint.warnings())


def candidates(ledger: Ledger, order: Order) -> list[Candidate]:
    """Who would get a certificate now, and what hinders the others."""
    with ledger.reading() as session:
        subjects = subjects_of(session, class_id=order.class_id, enrolment_ids=order.enrolment_ids)
        return candidates_of(session, subjects, _kind(order.kind))


def _kind(kind: str) -> str:
    return kind_named(kind).value if kind else ""


def _drafts(mint: Mint, subjects: Sequence[Subject], candidates: Sequence[Candidate], day: date) -> list[Draft]:
    drafts = []
    for subject, candidate in zip(subjects, candidates, strict=True):
        if candidate.hindrance is None:
            mint.check_day(day, subject.training_class.ends_on)
            drafts.append(draft_of(mint, subject, candidate.kind, day))
    return drafts


def draft_of(mint: Mint, subject: Subject, kind: str, day: date) -> Draft:
    """The draft of this person's certificate, from the ledger as it is now."""
    return drafted(mint.change.session, mint.house, mint.printer, subject, kind, day)


def drafted(session: Session, house: House, printer: Printer, subject: Subject, kind: str, day: date) -> Draft:
    """The same without a mint: nothing is numbered or signed."""
    photo = subject.trainee.photo
    page = drawn_on(subject, house, printer.template_for(kind), kind, day)
    picture = blob(session.connection(), photo) if photo else None
    return Draft(replace(page, photo=picture), subject.trainee.id, subject.enrolment.id, photo)


def _refuse_unless_eligible(order: Order, found: Sequence[Candidate]) -> None:
    hindered = [each for each in found if each.hindrance]
    if order.enrolment_ids and (hindered or len(found) != len(set(order.enrolment_ids))):
        raise NotEligible(people=" ".join(map(_told, hindered)) or tr("an enrolment is not in this ledger"))
    if len(hindered) == len(found):
        raise NobodyToIssue(why=_summary(hindered))


def _told(candidate: Candidate) -> str:
    why = candidate.hindrance.sentence() if candidate.hindrance else ""
    return tr("{name} {why};", name=candidate.name, why=why)


def _summary(hindered: Sequence[Candidate]) -> str:
    """How many are hindered by what."""
    counts = Counter(_GROUPED.get(each.hindrance.code, "") for each in hindered if each.hindrance)
    words = [tr(group, count=count) for group, count in counts.items() if group]
    return " ".join(words) or tr("the list is empty.")


_GROUPED = {
    "has_certificate": mark("{count} have their certificate already."),
    "not_completed": mark("{count} have not completed the class."),
    "person_erased": mark("the data of {count} were erased."),
    "name_missing": mark("{count} have no name."),
    "sex_missing": mark("{count} have no sex entered."),
}
