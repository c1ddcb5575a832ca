"""The county's office: opened with its folder and password, and doing one whole deed at a time; it prints nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.clock import Clock
from app.county import enrolment, granting, reference, revocation_intake, revoking
from app.county.blocks import USUAL_SERIALS
from app.county.enrolment import Terms
from app.county.figures import CountyFigures, Station, county_figures, stations
from app.county.founding import REGISTER
from app.county.issuing import Issued
from app.county.publishing import USUAL_DAYS, Lists, publish_lists
from app.county.recovery import recover_keys
from app.county.register import AuditLine, County, Deed, Register, audit_lines, county_in
from app.county.revocation_intake import RevocationsTaken
from app.county.revoking import Revoked
from app.county.root_keys import KeyFiles
from app.credential.keys import SigningKey
from app.errors import Refusal
from app.i18n import mark


class NoCounty(Refusal):
    """There is no county in this folder."""

    code = "no_county"
    message = mark("There is no county in {folder}.")
    remedy = mark("Name its folder with --county, or found one with `xiangxun county init`.")


class CountyOffice:
    """The county at work. Use `with`, or `close` it. A method is one deed: kept whole with its audit line, or not."""

    def __init__(self, register: Register, files: KeyFiles, clock: Clock, officer: str = "") -> None:
        self._register = register
        self._files = files
        self._clock = clock
        self._officer = officer
        self._key: SigningKey | None = None

    @classmethod
    def visit(cls, folder: Path, clock: Clock, officer: str = "") -> "CountyOffice":
        """The office without its password: its figures may be read, nothing can be signed. Raises NoCounty."""
        path = folder / REGISTER
        if not path.is_file():
            raise NoCounty(folder=str(folder))
        return cls(Register.open(path), KeyFiles(folder), clock, officer)

    @classmethod
    def open(cls, folder: Path, password: str, clock: Clock, officer: str = "") -> "CountyOffice":
        """The office ready to sign. Raises NoCounty, WrongPassword, CountyKeyMissing, CountyKeyForeign."""
        office = cls.visit(folder, clock, officer)
        try:
            office.unlock(password)
        except BaseException:
            office.close()
            raise
        return office

    def unlock(self, password: str) -> None:
        """Open the root key. Raises WrongPassword, CountyKeyMissing, CountyKeyForeign."""
        self._key = self._files.open_root(password, self.county().root_public)

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

    def enrol(self, request: bytes, terms: Terms) -> Issued:
        """The enrolment package for the PC that wrote this request (`enrolment.enrol`)."""
        with self._deed() as deed:
            return enrolment.enrol(deed, self._root, request, terms)

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

    def set_rules(self, rules: object) -> int:
        """Put these policy numbers in the place of the former ones (`reference.set_rules`)."""
        with self._deed() as deed:
            return reference.set_rules(deed, rules)

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
