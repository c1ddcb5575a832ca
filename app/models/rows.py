"""What every row of the ledger has: an id that tells nothing, and the station that owns it."""

import secrets
import time

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, the rest random. Never derived from a person's number."""
    stamp = time.time_ns() // 1_000_000 & (1 << 48) - 1
    chance = secrets.randbits(74)
    value = stamp << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Base(DeclarativeBase):
    """Everything that stands in the ledger file."""

    metadata = MetaData(naming_convention=NAMES)


class Row(Base):
    """A row that is journaled: written through `Ledger.change` alone, owned by one station."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    station: Mapped[str] = mapped_column(String(36), default="")


def journaled_tables() -> dict[str, type[Row]]:
    """Every journaled table by its name."""
    return {
        mapper.class_.__tablename__: mapper.class_ for mapper in Row.registry.mappers if issubclass(mapper.class_, Row)
    }
