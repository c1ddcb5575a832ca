"""The tables of the officers who sign in at the county's pages: who they are, their sessions, wrong passwords."""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.county.store.tables import KEY
from app.county.tables import CountyBase
from app.i18n import mark, tr

LONGEST_NAME = 40


class OfficerRole(StrEnum):
    """What an officer answers for."""

    ADMINISTRATOR = "administrator"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role in the reader's words."""
        return tr(ROLE_WORDS[self])


ROLE_WORDS = {
    OfficerRole.ADMINISTRATOR: mark("administrator"),
    OfficerRole.REGISTRAR: mark("registrar"),
    OfficerRole.AUDITOR: mark("auditor"),
}


class OfficerRow(CountyBase):
    """An officer by name. One who was dismissed stays, so that no later one bears the name in the audit."""

    __tablename__ = "officer"

    county_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    must_change: Mapped[bool]
    added_on: Mapped[date] = mapped_column(Date)


class WebSessionRow(CountyBase):
    """A browser that signed in: of its token only the SHA-256 is kept; times in milliseconds since 1970."""

    __tablename__ = "web_session"
    __table_args__ = (Index("ix_web_session_officer", "county_id", "officer"),)

    county_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer: Mapped[str] = mapped_column(String(LONGEST_NAME))
    csrf: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)


class LoginFailureRow(CountyBase):
    """Tries in a row that did not let anybody in, by the lines of `sign_in_lines`: no name stands there."""

    __tablename__ = "login_failure"

    county_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[int] = mapped_column(BigInteger)
