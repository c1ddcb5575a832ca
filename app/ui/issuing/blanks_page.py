"""Blank certificate paper: what is left, what came and went, and a warning before it runs out."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.blank_history import WORDS, BlankEntry, blank_history
from app.ledger.blank_outlook import BlankOutlook, blank_outlooks
from app.ledger.blank_stock import BlankCount, blank_deliveries
from app.models.ledger import Ledger
from app.models.vocabulary import CertificateKind
from app.ui.columns import Column, RowsModel
from app.ui.issuing.blanks_dialogs import DeliveryDialog, TakeOutDialog
from app.ui.issuing.remarks import empty
from app.ui.page import Page
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import BLANKS, Spot
from app.ui.work import Work


@dataclass(frozen=True)
class Stock:
    """All that the page shows."""

    outlooks: tuple[BlankOutlook, ...]
    deliveries: tuple[BlankCount, ...]
    history: tuple[BlankEntry, ...]


class BlanksPage(Page):
    """The counts on top; below them the comings and goings, or the deliveries."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.gauges = QHBoxLayout()
        self.entries, self.deliveries = RowsModel(_entry_columns(), self), RowsModel(_delivery_columns(), self)
        self.history = list_view(self.entries, tr("What came and went"))
        self.list = list_view(self.deliveries, tr("Deliveries"))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Lists"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in (tr("What came and went"), tr("Deliveries")):
            self.tabs.addTab(words)
        self.receive = button(tr("Enter a delivery (Ctrl+N)"), self.enter_delivery, "plus", is_primary=True)
        self.spoiled = button(tr("Spoiled…"), lambda: self.take_out(is_return=False), "x")
        self.returned = button(tr("Given back…"), lambda: self.take_out(is_return=True), "undo-2")
        self.back = button(tr("Back (Esc)"), self.work.go_back)
        self.spoiled.setToolTip("Ctrl+D")
        self.returned.setToolTip("Ctrl+R")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = pile_of()
        layout.addLayout(
            row_of(label(tr("Blanks"), "title"), None, self.back, self.returned, self.spoiled, self.receive)
        )
        self.gauges.setSpacing(10)
        layout.addLayout(self.gauges)
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(self.tabs)
        for each in (self.history, self.list):
            inner.addWidget(each, 1)
        self.list.hide()
        layout.addWidget(card(inner), 1)
        self.fill(layout)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        keys = {
            "Ctrl+N": self.enter_delivery,
            "Ctrl+D": lambda: self.take_out(is_return=False),
            "Ctrl+R": lambda: self.take_out(is_return=True),
            "Ctrl+Tab": lambda: self.tabs.setCurrentIndex(1 - self.tabs.currentIndex()),
            "Esc": self.work.go_back,
        }
        for pressed, deed in keys.items():
            key(self, pressed, deed)

    def show_spot(self, spot: Spot) -> None:
        """Read and show what there is."""
        lend(self.work, self.receive, self.spoiled, self.returned, action="stock.receive")
        self._list.setFocus()
        self.refresh()

    @property
    def spot(self) -> Spot:
        return Spot(BLANKS)

    @property
    def _list(self) -> QWidget:
        return self.list if self.tabs.currentIndex() else self.history

    def refresh(self) -> None:
        """Ask the ledger again."""
        ledger = self.work.ledger
        self.work.ask(lambda _: _stock(ledger), self._show)

    def enter_delivery(self) -> None:
        """Blanks came in."""
        if self.work.may_write:
            self._open(DeliveryDialog(self.work, self))

    def take_out(self, *, is_return: bool) -> None:
        """Blanks were spoiled outside a print job, or given back."""
        if self.work.may_write:
            self._open(TakeOutDialog(self.work, self, is_return=is_return))

    def _open(self, dialog: DeliveryDialog | TakeOutDialog) -> None:
        dialog.entered.connect(self.refresh)
        dialog.show_sized()

    def _turn(self, place: int) -> None:
        self.history.setVisible(place == 0)
        self.list.setVisible(place == 1)
        self._list.setFocus()

    def _show(self, stock: Stock) -> None:
        empty(self.gauges)
        for outlook in stock.outlooks:
            self.gauges.addWidget(_gauge(outlook), 1)
        self.entries.show_rows(stock.history)
        self.deliveries.show_rows(stock.deliveries)
        for each, model in ((self.history, self.entries), (self.list, self.deliveries)):
            if model.rowCount():
                each.selectRow(0)


def _stock(ledger: Ledger) -> Stock:
    return Stock(blank_outlooks(ledger), tuple(reversed(blank_deliveries(ledger))), blank_history(ledger))


def _gauge(outlook: BlankOutlook) -> QWidget:
    count, kind = outlook.count, CertificateKind(outlook.kind).label
    figures = tr(
        "{received} came, {used} printed on, {spoiled} spoiled, {returned} given back",
        received=count.received,
        used=count.used,
        spoiled=count.spoiled,
        returned=count.returned,
    )
    left = label(tr("{left} left", left=count.left) if outlook.is_kept else tr("none entered"), "title")
    column = pile_of(label(kind, "muted"), left, label(figures, "muted", wraps=True))
    if outlook.next_serial:
        column.addWidget(label(tr("next serial {serial}", serial=outlook.next_serial), "muted"))
    warning = outlook.warning()
    if warning:
        column.addWidget(label(f"▲ {warning}", "warn", wraps=True))
    column.setSpacing(2)
    column.addStretch()
    return card(column, 14)


def _serials(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"


def _entry_columns() -> list[Column]:
    return [
        Column(tr("Day"), lambda row: row.on_day, 105),
        Column(tr("What"), lambda row: tr(WORDS[row.what]), 110),
        Column(
            tr("Sheets"),
            lambda row: f"{row.sheets:+d}" if row.what == "received" else f"{-row.sheets:+d}",
            75,
            is_figure=True,
        ),
        Column(tr("Kind of certificate"), lambda row: CertificateKind(row.kind).label, 130),
        Column(tr("Serials"), lambda row: _serials(row.first_serial, row.last_serial), 250),
        Column(tr("Source or reason"), lambda row: row.note, 250),
    ]


def _delivery_columns() -> list[Column]:
    return [
        Column(tr("Received on"), lambda row: row.received_on, 105),
        Column(tr("Kind of certificate"), lambda row: CertificateKind(row.kind).label, 130),
        Column(tr("Serials"), lambda row: _serials(row.first_serial, row.last_serial), 250),
        Column(tr("Received"), lambda row: row.received, 75, is_figure=True),
        Column(tr("Used"), lambda row: row.used, 75, is_figure=True),
        Column(tr("Spoiled"), lambda row: row.spoiled, 75, is_figure=True),
        Column(tr("Returned"), lambda row: row.returned, 75, is_figure=True),
        Column(tr("Left over"), lambda row: row.left, 75, is_figure=True),
        Column(tr("Source"), lambda row: row.source, 200),
    ]
