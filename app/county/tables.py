"""The county register's tables; `county_id` stands first in every key, so that many counties may share them later."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models.rows import NAMES

VERSION = 10
KEPT = "kept"
"""A table whose `info` says so is never edited, whoever tries (`guards`)."""


class CountyBase(DeclarativeBase):
    """Everything that stands in the register."""

    metadata = MetaData(naming_convention=NAMES)


class CountyRow(CountyBase):
    """The county itself; keys in hexadecimal."""

    __tablename__ = "county"

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(100))
    host: Mapped[str] = mapped_column(String(200))
    root_public: Mapped[str] = mapped_column(String(64))
    recovery_public: Mapped[str] = mapped_column(String(64))
    founded_on: Mapped[date] = mapped_column(Date)


class StationRow(CountyBase):
    """A station by its nine-digit code; `station_id` is what its rows are authored with, and no other station's."""

    __tablename__ = "station"
    __table_args__ = (
        ForeignKeyConstraint(["county_id"], ["county.county_id"]),
        Index("uq_station_station_id", "county_id", "station_id", unique=True),
    )

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    station_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(100))
    added_on: Mapped[date] = mapped_column(Date)


class DeviceKeyRow(CountyBase):
    """A signing key of one of a station's PCs, and what it may sign; one line of the key list."""

    __tablename__ = "device_key"
    __table_args__ = (ForeignKeyConstraint(["county_id", "station_code"], ["station.county_id", "station.code"]),)

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    public: Mapped[str] = mapped_column(String(64))
    station_code: Mapped[str] = mapped_column(String(9))
    not_before: Mapped[date] = mapped_column(Date)
    not_after: Mapped[date] = mapped_column(Date)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    number_prefixes: Mapped[list[str]] = mapped_column(JSON)
    revoked_since: Mapped[date | None] = mapped_column(Date)
    revoked_reason: Mapped[str] = mapped_column(String(300), default="")


class ReplicaRow(CountyBase):
    """One copy of a station's ledger that may number certificates; a restored one is another replica."""

    __tablename__ = "replica"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "station_code"], ["station.county_id", "station.code"]),
        ForeignKeyConstraint(["county_id", "key_id"], ["device_key.county_id", "device_key.key_id"]),
    )

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_code: Mapped[str] = mapped_column(String(9))
    key_id: Mapped[str] = mapped_column(String(8))
    enrolled_on: Mapped[date] = mapped_column(Date)


class NumberBlockRow(CountyBase):
    """Serials granted to one replica of a station, never to be granted again."""

    __tablename__ = "number_block"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "station_code"], ["station.county_id", "station.code"]),
        ForeignKeyConstraint(["county_id", "replica"], ["replica.county_id", "replica.replica"]),
        CheckConstraint("first_serial >= 1 and first_serial <= last_serial and last_serial <= 99999", name="serials"),
        {"info": {KEPT: True}},
    )

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    station_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    first_serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_serial: Mapped[int]
    replica: Mapped[str] = mapped_column(String(36))
    granted_on: Mapped[date] = mapped_column(Date)


class RevocationRow(CountyBase):
    """A certificate that is good no more; one line of the revocation list. A `digest` means that one text alone."""

    __tablename__ = "revocation"

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    since: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300))
    successor: Mapped[str] = mapped_column(String(40), default="")


class PublicationRow(CountyBase):
    """A file that the root key signed, kept whole; `answers` is the SHA-256 of the request it answers."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_answers", "county_id", "answers"), {"info": {KEPT: True}})

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issued_on: Mapped[date] = mapped_column(Date)
    next_update: Mapped[date | None] = mapped_column(Date)
    audience: Mapped[str] = mapped_column(String(36), default="")
    answers: Mapped[str] = mapped_column(String(64), default="")
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PlaceRow(CountyBase):
    """One place of the tree of regions that the stations receive."""

    __tablename__ = "place"

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    place_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent_code: Mapped[str] = mapped_column(String(12), default="")


class RuleRow(CountyBase):
    """A policy number as the county sets it for all its stations."""

    __tablename__ = "rule"

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSON)
    severity: Mapped[str] = mapped_column(String(10), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300), default="")


class AuditRow(CountyBase):
    """What was done in the county's name: when (with offset), by whom, and the figures. Never edited."""

    __tablename__ = "audit"
    __table_args__ = ({"info": {KEPT: True}},)

    county_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    officer: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
