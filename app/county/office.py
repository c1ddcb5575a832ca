"""The county's office: opened with its folder and password, and doing one whole deed at a time; it prints nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.clock import Clock
from app.county import enrolment, granting, joining, officers, reference, revocation_intake, revoking, settling
from app.county.backing_up import BackupMade, back_up_county
from app.county.blocks import USUAL_SERIALS
from app.county.database_place import database_of, has_register
from app.county.enrolment import Terms
from app.county.exporting import Exported, export_tables
from app.county.figures import CountyFigures, Station, county_figures, stations
from app.county.issuing import Issued
from app.county.joining import CodeLine, CodeMade, Finished
from app.county.officers import Officer
from app.county.publishing import USUAL_DAYS, Lists, publish_lists
from app.county.recovery import recover_keys
from app.county.register import AuditLine, County, Deed, Register, audit_lines, county_in
from app.county.revocation_intake import RevocationsTaken
from app.county.revoking import Revoked
from app.county.root_keys import KeyFiles
from app.county.settling import ClashMark
from app.county.store.allowance import Allowance, allowance_of, set_allowance
from app.county.store.desk_key import DeskKey, DeskKeyMissing, DeskKeyOver, make_desk_key, open_desk_key
from app.county.tables import VERSION
from app.credential.keys import SigningKey
from app.errors import Refusal
from app.i18n import mark
from app.sync.join_code import UNKNOWN, JoinAnswer, JoinQuestion


class NoCounty(Refusal):
    """There is no county in this folder."""

    code = "no_county"
    message = mark("There is no county in {folder}.")
    remedy = mark("Name its folder with --county, or found a county first.")


@dataclass(frozen=True)
class Whereabouts:
    """Where a register lies: on which engine, in which file or database, and its version."""

    engine: str
    database: str
    version: int


class CountyOffice:
    """The county at work. Use `with`, or `close` it. A method is one deed: kept whole with its audit line, or not."""

    def __init__(self, register: Register, files: KeyFiles, clock: Clock, officer: str = "") -> None:
        self._register = register
        self._files = files
        self._clock = clock
        self._officer = officer
        self._key: SigningKey | None = None

    @classmethod
    def visit(cls, folder: Path, clock: Clock, officer: str = "", database: str = "") -> "CountyOffice":
        """The office without its password: its figures may be read, nothing can be signed. Raises NoCounty.

        `database` is the address of its register, where it is not the one that the folder keeps.
        """
        if not has_register(folder, database):
            raise NoCounty(folder=str(folder))
        return cls(Register.open(database_of(folder, database)), KeyFiles(folder), clock, officer)

    @classmethod
    def open(cls, folder: Path, password: str, clock: Clock, officer: str = "", database: str = "") -> "CountyOffice":
        """The office ready to sign. Raises NoCounty, WrongPassword, CountyKeyMissing, CountyKeyForeign."""
        office = cls.visit(folder, clock, officer, database)
        try:
            office.unlock(password)
        except BaseException:
            office.close()
            raise
        return office

    def unlock(self, password: str) -> None:
        """Open the root key. Raises WrongPassword, CountyKeyMissing, CountyKeyForeign."""
        self._key = self._files.open_root(password, self.county().root_public)

    def seat(self, officer: str) -> "CountyOffice":
        """The same open office with this officer at work in it; it is not closed by itself."""
        seat = CountyOffice(self._register, self._files, self._clock, officer)
        seat._key = self._key
        return seat

    @property
    def can_sign(self) -> bool:
        """Whether the root key is at hand."""
        return self._key is not None

    @property
    def has_root_file(self) -> bool:
        """Whether the root key lies in the county's folder, so that its password can open it."""
        return self._files.root.exists()

    def __enter__(self) -> "CountyOffice":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the register."""
        self._register.close()

    def county(self) -> County:
        """Who this county is."""
        with self._register.reading() as session:
            return county_in(session)

    @property
    def register(self) -> Register:
        """The open register, for the county's server."""
        return self._register

    def desk(self) -> DeskKey:
        """The desk key; made, or renewed, where the root key is at hand. Raises DeskKeyMissing, DeskKeyOver."""
        county, today, folder = self.county(), self._clock.now().date(), self._files.folder
        try:
            held = open_desk_key(folder, county, today)
        except (DeskKeyMissing, DeskKeyOver):
            if self._key is None:
                raise
            return make_desk_key(folder, county, self._key, today)
        return make_desk_key(folder, county, self._key, today) if self._key and held.is_due(today) else held

    def figures(self) -> CountyFigures:
        """How much there is of everything, and what wants doing."""
        with self._register.reading() as session:
            return county_figures(session, self._clock.now().date())

    def stations(self) -> tuple[Station, ...]:
        """Every station with its PCs, keys and blocks."""
        with self._register.reading() as session:
            return stations(session)

    def audit(self, limit: int = 50) -> tuple[AuditLine, ...]:
        """The last lines of the audit, newest first."""
        with self._register.reading() as session:
            return audit_lines(session, limit)

    @property
    def database(self) -> Whereabouts:
        """Where the register lies."""
        return Whereabouts(self._register.database.kind, self._register.database.name, VERSION)

    def back_up(self, target: Path) -> BackupMade:
        """A proved copy of the whole county in this file (`backing_up.back_up_county`)."""
        return back_up_county(self._register, self._files, target, self._clock.now())

    def export(self, folder: Path, *, full: bool = False, reason: str = "") -> tuple[Exported, ...]:
        """The stations' tables as CSV (`exporting.export_tables`)."""
        with self._register.deed(self._clock.now(), self._officer, alone=False) as deed:
            return export_tables(deed, folder, full=full, reason=reason)

    def enrol(self, request: bytes, terms: Terms) -> Issued:
        """The enrolment package for the PC that wrote this request (`enrolment.enrol`)."""
        desk_key = self.desk().certificate
        with self._deed() as deed:
            return enrolment.enrol(deed, self._root, request, terms, desk_key)

    def make_join_code(self, station_code: str, station_name: str = "") -> CodeMade:
        """A code by which one PC of this station may join (`joining.make_code`); needs no password."""
        with self._deed() as deed:
            return joining.make_code(deed, station_code, station_name)

    def join_codes(self) -> tuple[CodeLine, ...]:
        """The last codes, newest first."""
        with self._register.reading() as session:
            return joining.codes(session, self.county().id, self._clock.now())

    def revoke_join_code(self, handle: str) -> CodeLine:
        """Withdraw a code (`joining.revoke_code`)."""
        with self._deed() as deed:
            return joining.revoke_code(deed, handle)

    def join(self, question: JoinQuestion) -> JoinAnswer:
        """The answer to a PC that would join by a code (`joining.take_question`)."""
        with self._register.reading() as session:
            known = joining.is_known(session, self.county().id, question.handle, self._clock.now())
        if not known:
            return JoinAnswer(UNKNOWN)
        desk_key = self.desk().certificate
        with self._deed() as deed:
            return joining.take_question(deed, self._key, question, desk_key)

    def finish_joining(self, handle: str = "") -> tuple[Finished, ...]:
        """Answer the requests that wait for the root key: the one named, or all; each is a deed of its own."""
        with self._register.reading() as session:
            found = joining.waiting(session, self.county().id, self._clock.now())
        wanted = [line for line in found if handle in ("", line.handle)]
        if handle and not wanted:
            raise joining.NoSuchCode(handle=handle)
        return tuple(self._finished(line) for line in wanted)

    def _finished(self, line: CodeLine) -> Finished:
        desk_key = self.desk().certificate
        try:
            with self._deed() as deed:
                return Finished(line, joining.finish(deed, self._root, line.handle, desk_key))
        except Refusal as refusal:
            return Finished(line, refusal=refusal)

    def grant_block(
        self, station_code: str, replica: str = "", serials: int = USUAL_SERIALS, first_serial: int | None = None
    ) -> Issued:
        """A further number block for an enrolled PC (`granting.grant_block`)."""
        with self._deed() as deed:
            return granting.grant_block(deed, self._root, station_code, replica, serials, first_serial)

    def block_again(self, station_code: str, replica: str = "") -> Issued:
        """The last block package of a PC once more (`granting.block_again`)."""
        with self._deed() as deed:
            return granting.block_again(deed, self._root, station_code, replica)

    def revoke_certificate(self, number: str, since: date | None, reason: str, successor: str = "") -> Revoked:
        """Revoke a certificate (`revoking.revoke_certificate`), from today on if no day is named."""
        with self._deed() as deed:
            return revoking.revoke_certificate(deed, number, since or deed.today, reason, successor)

    def take_revocations(self, request: bytes) -> RevocationsTaken:
        """Revoke what a station asks for in its signed file (`revocation_intake.take_revocations`)."""
        with self._deed() as deed:
            return revocation_intake.take_revocations(deed, request)

    def revoke_key(self, key_id: str, since: date | None, reason: str) -> Revoked:
        """Revoke a key (`revoking.revoke_key`), from today on if no day is named."""
        with self._deed() as deed:
            return revoking.revoke_key(deed, key_id, since or deed.today, reason)

    def publish_lists(self, days: int = USUAL_DAYS) -> Lists:
        """The key list and the revocation list of today, to be renewed within so many days."""
        with self._deed() as deed:
            return publish_lists(deed, self._root, days)

    def officers(self) -> tuple[Officer, ...]:
        """Everybody who may sign in at the county's pages, or once might."""
        with self._register.reading() as session:
            return officers.officers(session, county_in(session).id)

    def add_officer(self, name: str, role: str, password: str, *, must_change: bool = True) -> Officer:
        """A new officer (`officers.add_officer`)."""
        with self._deed() as deed:
            return officers.add_officer(deed, name, role, password, must_change=must_change)

    def set_officer_password(self, name: str, password: str, *, must_change: bool = True) -> None:
        """A new password for an officer (`officers.set_password`)."""
        with self._deed() as deed:
            officers.set_password(deed, name, password, must_change=must_change)

    def set_officer_role(self, name: str, role: str) -> None:
        """Another role for an officer (`officers.set_role`)."""
        with self._deed() as deed:
            officers.set_role(deed, name, role)

    def dismiss_officer(self, name: str) -> None:
        """Let an officer in no longer (`officers.dismiss`)."""
        with self._deed() as deed:
            officers.dismiss(deed, name)

    def settle_clash(self, mark: ClashMark) -> None:
        """Note that this officer has looked at a field that was changed twice (`settling.settle_clash`)."""
        with self._deed() as deed:
            settling.settle_clash(deed, mark)

    def set_rules(self, rules: object) -> int:
        """Put these policy numbers in the place of the former ones (`reference.set_rules`)."""
        with self._deed() as deed:
            return reference.set_rules(deed, rules)

    def allowance(self) -> Allowance:
        """How much every station may bring."""
        with self._register.reading() as session:
            return allowance_of(session.connection(), county_in(session).id)

    def set_allowance(self, wanted: Allowance) -> None:
        """Allow so much from now on (`allowance.set_allowance`); needs no password."""
        with self._deed() as deed:
            set_allowance(deed, wanted)

    def recover(self, keys_file: Path, password: str, operator: str, new_password: str, out: Path) -> None:
        """A key file with a new password for this operator (`recovery.recover_keys`); `password` is the county's."""
        recovery_key = self._files.open_recovery(password)
        with self._deed() as deed:
            deed.note("recover", operator=operator)
            recover_keys(keys_file, recovery_key, operator, new_password, out)

    @property
    def _root(self) -> SigningKey:
        if self._key is None:
            raise RuntimeError("the office was opened without its password")
        return self._key

    @contextmanager
    def _deed(self) -> Iterator[Deed]:
        with self._register.deed(self._clock.now(), self._officer) as deed:
            yield deed
