"""The county's receipts as a register to be printed: what was received, when, and by which signature."""

from typing import TYPE_CHECKING

from app.i18n import tr

if TYPE_CHECKING:
    from app.documents.registers import RegisterTable
    from app.models.ledger import Ledger


def receipts_table(ledger: "Ledger") -> "RegisterTable":
    """Every receipt of this PC, the newest first."""
    from app.documents.alignment import Align
    from app.documents.registers import Column, RegisterTable
    from app.ledger.station_identity import known_identity
    from app.ledger.syncing.receipt_rows import receipt_rows

    identity = known_identity(ledger)
    columns = (
        Column(tr("Received at"), 40),
        Column(tr("PC"), 40),
        Column(tr("Entries"), 40, Align.RIGHT),
        Column(tr("How many"), 20, Align.RIGHT),
        Column(tr("Hash"), 110),
    )
    rows = tuple(
        (f"{row.at:%Y-%m-%d %H:%M:%S}", row.replica[-12:], f"{row.first}-{row.last}", str(row.entries), row.hash[:48])
        for row in receipt_rows(ledger)
    )
    head = (identity.station_name, identity.county_name)
    return RegisterTable(tr("Receipts of the county"), columns, rows, head=head)
