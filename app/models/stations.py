"""Who this station is, who works here, and the lists it trusts."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, Date, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.journal import JOURNAL
from app.models.lineage import lineage
from app.models.local import local_value
from app.models.rows import Row


class Operator(Row):
    """Someone who works with this ledger, with one role. The password wraps the file key, beside the ledger."""

    __tablename__ = "operator"

    name: Mapped[str] = mapped_column(String(60), index=True)
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)


def works_here(connection: Connection) -> ColumnElement[bool]:
    """True for operators who were let in on this PC; those of the other PCs of the station stand in the ledger too."""
    # Asked for the operators alone, of which there are few: with the replica, SQLite looks through all that it wrote.
    made = select(JOURNAL.c.row_id, JOURNAL.c.replica).where(
        JOURNAL.c.entity == Operator.__tablename__, JOURNAL.c.op == "I"
    )
    here = lineage(connection, local_value(connection, "replica"))
    return Operator.id.in_([row_id for row_id, replica in connection.execute(made).all() if replica in here])


class StationIdentity(Row):
    """What the county enrolled a PC of this station as; each PC has its own row, told apart by its key."""

    __tablename__ = "station_identity"

    county_code: Mapped[str] = mapped_column(String(6))
    county_name: Mapped[str] = mapped_column(String(100))
    station_code: Mapped[str] = mapped_column(String(9))
    station_name: Mapped[str] = mapped_column(String(100))
    host: Mapped[str] = mapped_column(String(200))
    root_public: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    enrolled_on: Mapped[date] = mapped_column(Date)


class TrustList(Row):
    """A signed list from the county, exactly as it came (hexadecimal): key_list or revocations."""

    __tablename__ = "trust_list"

    kind: Mapped[str] = mapped_column(String(20), index=True)
    issued_on: Mapped[date] = mapped_column(Date)
    sequence: Mapped[int] = mapped_column(default=0)
    data: Mapped[str]
