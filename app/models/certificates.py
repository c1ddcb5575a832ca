"""Number blocks, certificates frozen at issue, what befell them, and the blank paper they are printed on."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rows import Row


class NumberBlock(Row):
    """Serials the county granted to one replica; never expires by date. The next serial follows the last issued."""

    __tablename__ = "number_block"

    replica: Mapped[str] = mapped_column(String(36), index=True)
    county6: Mapped[str] = mapped_column(String(6))
    station3: Mapped[str] = mapped_column(String(3))
    first_serial: Mapped[int]
    last_serial: Mapped[int]
    granted_on: Mapped[date] = mapped_column(Date)


class Certificate(Row):
    """A certificate as issued, never edited: `fields` is all that is drawn, `page_sha256` is of the page it draws."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_block_id", "block_id", "serial"),)

    number: Mapped[str] = mapped_column(String(30), index=True)
    block_id: Mapped[str] = mapped_column(ForeignKey("number_block.id"))
    serial: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    trainee_id: Mapped[str] = mapped_column(ForeignKey("trainee.id"), index=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    predecessor_id: Mapped[str | None] = mapped_column(ForeignKey("certificate.id"))
    template_id: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    credential_text: Mapped[str] = mapped_column(String(2000))
    text_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))
    page_sha256: Mapped[str] = mapped_column(String(64))
    photo: Mapped[str] = mapped_column(String(64), default="")
    issued_on: Mapped[date] = mapped_column(Date)


class CertificateEvent(Row):
    """What befell a certificate: voided, corrected, reprinted, handed_out. Never edited."""

    __tablename__ = "certificate_event"

    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PrintJob(Row):
    """A batch of certificates sent to paper as one job of sheets; purpose: original, copy (marked 补) or plain."""

    __tablename__ = "print_job"

    title: Mapped[str] = mapped_column(String(200), default="")
    layers: Mapped[str] = mapped_column(String(20), default="all")
    printer: Mapped[str] = mapped_column(String(100), default="")
    tray: Mapped[str] = mapped_column(String(40), default="")
    purpose: Mapped[str] = mapped_column(String(10), default="original")
    offset: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PrintSheet(Row):
    """One sheet of a job: waiting, good or spoiled, with the serial printed on its paper if it has one."""

    __tablename__ = "print_sheet"
    __table_args__ = (Index("ix_print_sheet_job_id", "job_id", "position", "attempt"),)

    job_id: Mapped[str] = mapped_column(ForeignKey("print_job.id"))
    position: Mapped[int]
    attempt: Mapped[int] = mapped_column(default=1)
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    paper_serial: Mapped[str] = mapped_column(String(40), default="")


class BlankStock(Row):
    """A delivery of blank certificate paper."""

    __tablename__ = "blank_stock"

    kind: Mapped[str] = mapped_column(String(20))
    received_on: Mapped[date] = mapped_column(Date)
    first_serial: Mapped[str] = mapped_column(String(40), default="")
    last_serial: Mapped[str] = mapped_column(String(40), default="")
    sheets: Mapped[int]
    source: Mapped[str] = mapped_column(String(200), default="")


class BlankStockEvent(Row):
    """A blank that left the stock: used, spoiled, returned. Never edited."""

    __tablename__ = "blank_stock_event"

    stock_id: Mapped[str | None] = mapped_column(ForeignKey("blank_stock.id"))
    kind: Mapped[str] = mapped_column(String(12))
    certificate_kind: Mapped[str] = mapped_column(String(20), default="")
    on_day: Mapped[date] = mapped_column(Date)
    sheets: Mapped[int] = mapped_column(default=1)
    paper_serial: Mapped[str] = mapped_column(String(40), default="")
    certificate_id: Mapped[str | None] = mapped_column(ForeignKey("certificate.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")


class OtherCertificate(Row):
    """A certificate of another body: recorded, not printed."""

    __tablename__ = "other_certificate"

    trainee_id: Mapped[str] = mapped_column(ForeignKey("trainee.id"), index=True)
    certificate_type: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100), default="")
    occupation_code: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[str] = mapped_column(String(4), default="")
    body: Mapped[str] = mapped_column(String(100), default="")
    issued_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
