"""The roster of a class: everyone in it, in order."""

from app.i18n import tr
from app.ledger.class_roster import RosterRow, roster_of
from app.models.id_numbers import mask_id_number
from app.models.phones import mask_phone
from app.ui.classes.class_part import ClassPart
from app.ui.columns import Column, RowsModel
from app.ui.pieces import card, list_view, pile_of
from app.ui.work import Work


class RosterPart(ClassPart):
    """Everyone in the class."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows = RowsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Roster"))
        layout = pile_of(card(pile_of(self.list)))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the roster."""
        self.work.ask(lambda _: roster_of(self.work.ledger, class_id), self.rows.show_rows)
        self.list.setFocus()


def _columns() -> list[Column]:
    def masked_id(row: RosterRow) -> str:
        return mask_id_number(row.id_number)

    def masked_phone(row: RosterRow) -> str:
        return mask_phone(row.phone)

    return [
        Column(tr("No."), lambda row: row.serial, 50, is_figure=True),
        Column(tr("Name"), lambda row: row.name or tr("(erased)"), 120),
        Column(tr("Sex"), lambda row: row.sex_label, 50),
        Column(tr("ID number"), masked_id, 170),
        Column(tr("Phone"), masked_phone, 115),
        Column(tr("Village"), lambda row: row.village, 150),
        Column(tr("Groups"), lambda row: "、".join(row.category_labels), 220),
        Column(tr("Outcome"), lambda row: row.outcome_label, 90),
    ]
