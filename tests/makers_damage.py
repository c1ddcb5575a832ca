"""Ledgers that suffered: pages of one table broken on the disk."""

from pathlib import Path

from app.clock import SetClock
from app.models.opening import Login, open_ledger

NOISE = b"\xa5"


def break_pages(folder: Path, login: Login, clock: SetClock, table: str = "trainee") -> None:
    """Overwrite where a table and its indexes begin; the ledger still opens, but this table cannot be read."""
    with open_ledger(folder, login, clock) as ledger, ledger.engine.connect() as connection:
        size = int(connection.exec_driver_sql("pragma page_size").scalar_one())
        asked = "select rootpage from sqlite_master where tbl_name = ? and rootpage > 0"
        pages = connection.exec_driver_sql(asked, (table,)).scalars().all()
    with (folder / "ledger.db").open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(NOISE * size)
