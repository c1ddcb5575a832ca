"""How certificates come to be inside a change: checked by name first, then numbered, signed, drawn and frozen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from sqlalchemy import select

from app.credential import claims as claims_format
from app.credential.keys import Signer
from app.credential.text import digest_of, digits_of, encode
from app.credential.trust import TrustLists
from app.credential.verification import verify
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_candidates import House
from app.ledger.certificate_numbering import NumberSource
from app.ledger.certificate_pages import CertificatePage, Printer
from app.ledger.rules import rule
from app.ledger.station_identity import NotEnrolled, read_identity
from app.ledger.trust_lists import trust_of
from app.models.certificate_numbers import LENGTH
from app.models.certificates import Certificate
from app.models.change import Change
from app.models.findings import Finding, warn

PATTERN_KEY = "certificate_number_pattern"


class IssueDayBeforeClassEnd(Refusal):
    """An issue date on which the class had not ended."""

    code = "issue_day_before_class_end"
    message = mark("A certificate cannot be dated {day}: the class ends on {limit}.")
    remedy = mark("Issue it with a date from {limit} on.")


class IssueDayInFuture(Refusal):
    """An issue date that has not come yet by the clock of this PC."""

    code = "issue_day_in_future"
    message = mark("A certificate cannot be dated {day}: today is {limit} by the clock of this PC.")
    remedy = mark("Issue it today, or set the clock of this PC right.")


class IssueDayBehindLists(Refusal):
    """An issue date before a day that the county has signed already: the clock is behind, or the date is made up."""

    code = "issue_day_behind_lists"
    message = mark("A certificate cannot be dated {day}: the county signed a list on {limit} that is in use here.")
    remedy = mark("Issue it with today's date; if this PC says another day, set its clock right.")


class CannotBeIssued(Refusal):
    """Persons whose certificates cannot be drawn or signed; no number was taken for anybody."""

    code = "cannot_be_issued"
    message = mark("These certificates cannot be made: {people} No certificate was issued and no number taken.")
    remedy = mark("Mend the data of the persons named, then issue again.")


class NumberInUse(Refusal):
    """A number that this ledger knows already: two blocks of the county overlap."""

    code = "number_in_use"
    message = mark("The next number, {number}, was used before; no certificate was issued.")
    remedy = mark("Tell the county that two number blocks overlap, and ask for a further one.")


class WouldNotVerify(Refusal):
    """A certificate that nobody could verify afterwards."""

    code = "would_not_verify"
    message = mark("Certificates issued now would not be accepted: {why} None was issued.")
    remedy = mark(
        "Collect the newest key list from the county; if it stays so, ask the county about this station's key."
    )


@dataclass(frozen=True)
class Draft:
    """A page without number and signature, and whose it will be."""

    page: CertificatePage
    trainee_id: str
    enrolment_id: str
    photo: str = ""
    predecessor_id: str | None = None


@dataclass
class Mint:
    """What certificates are made with, within one change. `progress` hears how many are done."""

    change: Change
    house: House
    key: Signer
    trust: TrustLists
    numbers: NumberSource
    printer: Printer
    progress: Callable[[int], None] | None = None

    @classmethod
    def within(cls, change: Change, replica: str, key: Signer, printer: Printer) -> Self:
        """The mint of this station and replica. Raises NotEnrolled."""
        identity = read_identity(change.session)
        if identity is None:
            raise NotEnrolled
        pattern = str(rule(change.session, PATTERN_KEY, change.today).value)
        numbers = NumberSource(change.session, replica, pattern)
        house = House.on(change.session, identity, change.today)
        return cls(change, house, key, trust_of(change.session, identity.root), numbers, printer)

    def check_day(self, day: date, class_end: date) -> None:
        """Raise IssueDayBeforeClassEnd, IssueDayInFuture or IssueDayBehindLists for a day that cannot be."""
        if day > self.change.today:
            raise IssueDayInFuture(day=day, limit=self.change.today)
        if day < class_end:
            raise IssueDayBeforeClassEnd(day=day, limit=class_end)
        newest = self.trust.newest_day
        if newest and day < newest:
            raise IssueDayBehindLists(day=day, limit=newest)

    def make(self, drafts: Sequence[Draft]) -> list[Certificate]:
        """A certificate for each draft, or none at all.

        Raises CannotBeIssued, NoNumberBlock, NumbersUsedUp, NumberInUse, WouldNotVerify.
        """
        self._refuse_troubles(
            [*filter(None, map(trouble_of, drafts)), *self.printer.troubles([d.page for d in drafts])]
        )
        self.numbers.require(len(drafts))
        made, troubles = [], []
        for count, draft in enumerate(drafts, 1):
            try:
                made.append(self._certificate(draft))
            except _NotMade as error:
                troubles.append(str(error))
            if self.progress:
                self.progress(count)
        self._refuse_troubles(troubles)
        return made

    def warnings(self) -> tuple[Finding, ...]:
        """What the clerk should know after issuing: numbers or lists that run out."""
        low = self.numbers.warning()
        stale = _lists_stale(self.trust) if self.trust.is_stale(self.change.today) else None
        return tuple(finding for finding in (low, stale) if finding)

    def _refuse_troubles(self, troubles: Iterable[str]) -> None:
        people = " ".join(troubles)
        if people:
            raise CannotBeIssued(people=people)

    def _certificate(self, draft: Draft) -> Certificate:
        free = self.numbers.take(draft.page.issued_on.year)
        if self.change.session.scalar(select(Certificate.id).where(Certificate.number == free.number)):
            raise NumberInUse(number=free.number)
        page = self._signed(replace(draft.page, number=free.number))
        row = Certificate(
            number=free.number,
            block_id=free.block_id,
            serial=free.serial,
            kind=page.kind,
            trainee_id=draft.trainee_id,
            enrolment_id=draft.enrolment_id,
            predecessor_id=draft.predecessor_id,
            template_id=page.template_id,
            template_version=page.template_version,
            fields=page.fields(),
            credential_text=page.credential_text,
            text_sha256=digest_of(digits_of(page.credential_text)),
            key_id=self.key.key_id.hex(),
            page_sha256=self._drawn(page),
            photo=draft.photo,
            issued_on=page.issued_on,
        )
        return self.change.add(row)

    def _signed(self, page: CertificatePage) -> CertificatePage:
        text = encode(page.claims(), self.key, self.house.identity.host)
        verdict = verify(text, self.trust, self.change.today)
        if not verdict.is_valid:
            raise WouldNotVerify(why=verdict.sentence())
        return replace(page, credential_text=text)

    def _drawn(self, page: CertificatePage) -> str:
        try:
            return self.printer.page_sha256(page)
        except Refusal as refusal:
            raise _NotMade(f"{page.name}：{refusal.sentence()}") from refusal


def trouble_of(draft: Draft) -> str:
    """What can be known to be wrong with a text before a number is taken; empty if nothing is."""
    page = draft.page
    if draft.photo and page.photo is None:
        return tr("{name}: the photo is not on this PC.", name=page.name)
    try:
        claims_format.pack(replace(page, number="0" * LENGTH).claims())
    except Refusal as refusal:
        return f"{page.name}：{refusal.sentence()}"
    return ""


class _NotMade(Exception):
    """One certificate could not be drawn; told together with the others."""


def _lists_stale(trust: TrustLists) -> Finding:
    days = trust.revocations.issued_on.isoformat() if trust.revocations else "—"
    message = mark("The county's lists here are out of date (revocation list of {day}).")
    return warn("lists_stale", message, mark("Collect the newest lists from the county."), day=days)
