"""Who this station is by its county's word, what numbers it may still give, and the files that pass between both."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import tr
from app.ui.columns import Column, RowsModel
from app.ui.files import ask_save
from app.ui.first_run_joining import JoinDialog, taken_words
from app.ui.forms import Hint
from app.ui.join_asking import JoinAsking, asked_words
from app.ui.notices import ReasonDialog
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.settings.facts import Fact, FactsCard
from app.ui.settings.section import Section
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.credential.trust import TrustLists
    from app.ledger.county_enrolment import TakenIn, WrittenRequest
    from app.ledger.number_blocks import BlockState
    from app.ledger.station_identity import Identity
    from app.models.ledger import Ledger
    from app.sync.kept_question import KeptQuestion

BLOCKS_HIGH = 132
REQUEST = "request.xxrequest"


@dataclass(frozen=True)
class Found:
    """What is known of the station; without an enrolment there is neither identity nor list."""

    identity: "Identity | None"
    trust: "TrustLists | None"
    blocks: "BlockState"
    replica: str
    has_key: bool
    is_joined: bool
    asked: "KeptQuestion | None"
    """What was asked under a code, and may be asked again."""


class StationSection(Section):
    """Facts, number blocks, and the way to the county."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.facts = FactsCard()
        self.rows = RowsModel(_columns(), self)
        self.blocks = list_view(self.rows, tr("Number blocks"))
        self.blocks.setFixedHeight(BLOCKS_HIGH)
        self.left, self.low = label("", "heading"), label("", "warn", wraps=True)
        self.told, self.waiting = Hint(), Hint()
        self.asking = JoinAsking(work, self)
        self.exchange = button(tr("Files from and for the county…"), self.open_files, "upload", is_primary=True)
        self.exchange.setToolTip("Ctrl+Enter")
        self.by_code = button(tr("Join by code…"), self.open_code, "shield-check")
        self.by_code.setToolTip("Ctrl+J")
        self.new_key = button(tr("New signing key…"), self.ask_why_new_key, "stamp")
        layout = pile_of()
        layout.addLayout(row_of(self.exchange, self.by_code, self.new_key, None))
        for each in (self.told, self.waiting):
            layout.addWidget(each)
        layout.addWidget(self.facts.frame)
        layout.addWidget(self.left)
        layout.addWidget(self.low)
        layout.addWidget(card(pile_of(self.blocks)))
        layout.addStretch()
        words = tr(
            "The county enrols this PC by a code over the line, or by file: a request goes there, an enrolment comes"
            " back, later number blocks and lists. All of them are taken in here."
        )
        self.fill(tr("This station"), words, layout)
        key(self, "Ctrl+Return", self.open_files)
        key(self, "Ctrl+J", self.open_code)
        self._hear_of_joining()

    def show_section(self, detail: str = "") -> None:
        """Read what is known."""
        ledger = self.work.ledger
        self.ask(lambda _: _read(ledger), self._take)
        for each in (self.exchange, self.by_code, self.new_key):
            each.setEnabled(self.may("station.request"))
        if not self.may("station.request"):
            self.told.tell(self.why_not() or tr("Enrolling is for the station head and the administrator."))

    def take_focus(self) -> None:
        (self.exchange if self.exchange.isEnabled() else self.blocks).setFocus()

    def open_files(self) -> None:
        """Write a request, or take in what the county made."""
        if not self.exchange.isEnabled():
            return
        dialog = JoinDialog(self.work, self)
        dialog.finished.connect(lambda _: self.show_section())
        dialog.show_sized()

    def open_code(self) -> None:
        """Join by the code that the county gave."""
        if not (self.by_code.isEnabled() and self.by_code.isVisible()):
            return
        from app.ui.join_by_code import JoinByCodeDialog

        self.asking.rest(for_a_minute=True)
        dialog = JoinByCodeDialog(self.work, self, self.open_files)
        dialog.finished.connect(lambda _: self.show_section())
        dialog.show_sized()

    def ask_why_new_key(self) -> None:
        """A new key is asked for with a reason: certificates signed by the old one may have to be looked at."""
        question = tr(
            "Why is a new signing key needed? Only if the old one is lost, or in other hands; then tell the county at"
            " once. The request for the new key is written into a file."
        )
        ReasonDialog(question, self._ask_where, self).open()

    def write_new_key(self, path: Path) -> None:
        """Make the new key and write the request."""
        ledger = self.work.ledger
        self.work.change(lambda _: _write(ledger, path), lambda made: self._written(path, made), self._fail)

    def _ask_where(self, _: str) -> None:
        patterns = tr("Request for the county") + " (*.xxrequest)"
        ask_save(self, self.work.memory, tr("Write the request"), REQUEST, patterns, self.write_new_key)

    def _written(self, path: Path, made: "WrittenRequest") -> None:
        words = tr("Written: {file}. When the county calls, read this fingerprint to it:", file=str(path))
        self.told.tell(f"{words}\n{made.fingerprint}", "good")
        self.show_section()

    def _fail(self, error: Exception) -> None:
        self.told.tell(sentences_for(error), "wrong")

    def _hear_of_joining(self) -> None:
        """What was asked under a code is asked again while the section is looked at."""
        self.asking.joined.connect(self._joined)
        self.asking.refused.connect(self._refused)

    def _joined(self, taken: "TakenIn | None") -> None:
        if taken:
            self.told.tell(taken_words(taken), "good")
        self.show_section()

    def _refused(self, error: Exception) -> None:
        self._fail(error)
        self.show_section()

    def _show_asked(self, found: Found) -> None:
        asked = found.asked if found.asked and self.may("station.request") else None
        self.by_code.setVisible(not found.is_joined)
        self.waiting.tell(asked_words(asked) if asked else "", "warn")
        if asked:
            self.asking.go_on()
        else:
            self.asking.rest()

    def _take(self, found: Found) -> None:
        self._show_asked(found)
        self.facts.show_facts(_facts(found, self.work.ledger))
        self.rows.show_rows(found.blocks.blocks)
        if found.blocks.blocks:
            self.blocks.selectRow(0)
        words = tr("Certificate numbers left: {left} of {size}", left=found.blocks.left, size=found.blocks.size)
        warning = found.blocks.warning
        self.left.setText(words)
        self.low.setText(f"{warning.sentence()}{warning.way_out()}" if warning else "")
        self.left.setVisible(found.identity is not None)
        self.low.setVisible(found.identity is not None and warning is not None)


def _read(ledger: "Ledger") -> Found:
    from app.ledger.number_blocks import blocks_left
    from app.ledger.station_identity import identity_of
    from app.ledger.trust_lists import trust_lists
    from app.sync.joining import is_joined, open_question

    identity = identity_of(ledger)
    trust = trust_lists(ledger) if identity else None
    blocks, has_key = blocks_left(ledger), ledger.places.signing.is_file()
    return Found(identity, trust, blocks, ledger.standing.replica, has_key, is_joined(ledger), open_question(ledger))


def _write(ledger: "Ledger", path: Path) -> "WrittenRequest":
    from app.documents.atomic_file import whole_file
    from app.ledger.county_enrolment import write_request

    with whole_file(path) as stream:
        made = write_request(ledger, new_key=True)
        stream.write(made.data)
    return made


def _facts(found: Found, ledger: "Ledger") -> list[Fact]:
    identity = found.identity
    key_words = tr("on this PC, it never leaves it") if found.has_key else tr("none on this PC yet")
    if identity is None:
        told = tr("not yet: join by the county's code, or write a request and bring it to the county")
        return [(tr("Enrolled"), told), (tr("Replica"), found.replica), (tr("Signing key"), key_words)]
    return [
        (tr("Station"), f"{identity.station_name}  {identity.station_code}"),
        (tr("County"), f"{identity.county_name}  {identity.county_code}"),
        (tr("Enrolled"), str(identity.enrolled_on)),
        (tr("Codes lead to"), identity.host),
        (tr("County's root key"), identity.fingerprint),
        (tr("Signing key"), f"{identity.key_id}  ({key_words})"),
        (tr("Replica"), found.replica),
        *_lists(found, ledger),
    ]


def _lists(found: Found, ledger: "Ledger") -> list[Fact]:
    trust, today = found.trust, ledger.clock.now().date()
    if trust is None:
        return []
    keys, revoked = trust.key_list, trust.revocations
    told = []
    if keys:
        told.append((tr("Key list"), tr("no. {sequence} of {day}", sequence=keys.sequence, day=keys.issued_on)))
    if revoked:
        words = tr("no. {sequence} of {day}, {count} certificates", sequence=revoked.sequence, day=revoked.issued_on,
                   count=len(revoked.certificates))  # fmt: skip
        stale = tr(" — out of date, collect the newest") if trust.is_stale(today) else ""
        told.append((tr("Revocation list"), words + stale))
    return told


def _columns() -> list[Column]:
    return [
        Column(tr("Granted on"), lambda block: block.granted_on, 100),
        Column(tr("First serial"), lambda block: f"{block.first_serial:05d}", 90, is_figure=True),
        Column(tr("Last serial"), lambda block: f"{block.last_serial:05d}", 90, is_figure=True),
        Column(tr("Issued (numbers)"), lambda block: block.issued, 80, is_figure=True),
        Column(tr("Left over"), lambda block: block.left, 80, is_figure=True),
        Column(tr("Next serial"), lambda block: f"{block.next_serial:05d}" if block.left else "—", 90, is_figure=True),
        Column("", lambda _: "", 40),
    ]
