"""The list that everyone signs on collecting a certificate (证书发放登记表), filled from the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.ledger import Ledger


def draw_signature_list(ledger: "Ledger", class_id: str, path: Path) -> None:
    """Journal that it leaves the ledger, then draw it; called in the pool."""
    from app.documents import register_pdf
    from app.documents.class_forms import ClassForms
    from app.documents.forms import FormHead
    from app.ledger.class_people import class_sheet
    from app.ledger.exporting import note_export
    from app.ledger.station_identity import identity_of

    sheet, identity, now = class_sheet(ledger, class_id), identity_of(ledger), ledger.clock.now()
    station, here = identity.station_name if identity else "", sheet.training_class
    head = FormHead(station, f"{here.code} {here.name}", now.date(), f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}")
    table = ClassForms(sheet, head).certificates()
    note_export(ledger, "certificates", len(table.rows))
    register_pdf.render(table, path)
