"""A certificate in two lines, above a question about it."""

from app.i18n import tr
from app.ledger.certificate_register import CertificateRow
from app.models.vocabulary import CertificateKind
from app.ui.forms import FormDialog
from app.ui.issuing.sized import fit
from app.ui.pieces import label, pile_of


def show_about(dialog: FormDialog, row: CertificateRow) -> None:
    """Tell above the fields which certificate is meant, and where its paper is."""
    kind = CertificateKind(row.kind).label
    first = tr("{kind} {number}, {name}", kind=kind, number=row.number, name=row.name or tr("(erased)"))
    layout = pile_of(label(first, "heading", wraps=True), label(paper_words(row), "muted", wraps=True))
    layout.setSpacing(2)
    dialog.body.insertLayout(0, layout)
    dialog.show_sized()
    fit(dialog)


def paper_words(row: CertificateRow) -> str:
    """When it was issued, and where its paper is."""
    if row.handed_out_on:
        paper = tr("collected on {day} by {collector}", day=row.handed_out_on, collector=row.collected_by)
    else:
        paper = tr("printed, not collected yet") if row.is_printed else tr("not printed yet")
    return tr("issued on {day}; {paper}", day=row.issued_on, paper=paper)
