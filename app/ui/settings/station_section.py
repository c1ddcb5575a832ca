"""Who this station is by its county's word, what numbers it may still give, and the files that pass between both."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import tr
from app.ui.columns import Column, RowsModel
from app.ui.files import ask_save
from app.ui.forms import Hint
from app.ui.notices import ReasonDialog
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.settings.facts import Fact, FactsCard
from app.ui.settings.section import Section
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.credential.trust import TrustLists
    from app.ledger.county_enrolment import WrittenRequest
    from app.ledger.number_blocks import BlockState
    from app.ledger.station_identity import Identity
    from app.models.ledger import Ledger

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


class StationSection(Section):
    """Facts, number blocks, and the way to the county."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.facts = FactsCard()
        self.rows = RowsModel(_columns(), self)
        self.blocks = list_view(self.rows, tr("Number blocks"))
        self.blocks.setFixedHeight(BLOCKS_HIGH)
        self.left, self.low = label("", "heading"), label("", "warn", wraps=True)
        self.told = Hint()
        self.exchange = button(tr("Files from and for the county…"), self.open_files, "upload", is_primary=True)
        self.exchange.setToolTip("Ctrl+Enter")
        self.new_key = button(tr("New signing key…"), self.ask_why_new_key, "stamp")
        layout = pile_of()
        layout.addLayout(row_of(self.exchange, self.new_key, None))
        layout.addWidget(self.told)
        layout.addWidget(self.facts.frame)
        layout.addWidget(self.left)
        layout.addWidget(self.low)
        layout.addWidget(card(pile_of(self.blocks)))
        layout.addStretch()
        words = tr(
            "The county enrols this PC by file: a request goes there, an enrolment comes back, later number blocks and"
            " lists. All of them are taken in here."
        )
        self.fill(tr("This station"), words, layout)
        key(self, "Ctrl+Return", self.open_files)

    def show_section(self, detail: str = "") -> None:
        """Read what is known."""
        ledger = self.work.ledger
        self.ask(lambda _: _read(ledger), self._take)
        for each in (self.exchange, self.new_key):
            each.setEnabled(self.may("station.request"))
        if not self.may("station.request"):
            self.told.tell(self.why_not() or tr("Enrolling is for the station head and the administrator."))

    def take_focus(self) -> None:
        (self.exchange if self.exchange.isEnabled() else self.blocks).setFocus()

    def open_files(self) -> None:
        """Write a request, or take in what the county made."""
        if not self.exchange.isEnabled():
            return
        from app.ui.first_run_joining import JoinDialog

        dialog = JoinDialog(self.work, self)
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

    def _take(self, found: Found) -> None:
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

    identity = identity_of(ledger)
    trust = trust_lists(ledger) if identity else None
    return Found(identity, trust, blocks_left(ledger), ledger.standing.replica, ledger.places.signing.is_file())


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
        told = tr("not yet: write a request and bring it to the county")
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
