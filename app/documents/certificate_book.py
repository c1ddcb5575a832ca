"""The book of certificates on paper and for spreadsheets: certificates of any classes, each with how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.documents.forms import FormHead, filled_form
from app.documents.paper_words import word
from app.documents.registers import RegisterTable
from app.ledger.certificate_register import CertificateRow
from app.ledger.certificate_search import RegisterRow, RegisterState, RegisterWanted
from app.models.vocabulary import CertificateKind

# Printed words: in Chinese whatever the screen speaks.
_STATES = {
    RegisterState.TO_PRINT: "未打印",
    RegisterState.TO_HAND_OUT: "待领取",
    RegisterState.HANDED_OUT: "已领取",
    RegisterState.VOIDED: "作废",
    RegisterState.CORRECTED: "已更正，换发{number}",
}
_CHOSEN = {**_STATES, RegisterState.CORRECTED: "已更正", RegisterState.REVOKED: "县里已吊销"}
_EVERYTHING, _SEARCHED = "全部", "按查找结果"
_REVOKED, _COPIES, _ERASED = "县里已吊销", "补{count}次", "个人信息已依申请删除"


@dataclass(frozen=True)
class BookHead:
    """Whose book it is, which certificates were chosen, the day, and who took the copy (a watermark)."""

    station: str
    scope: str
    filled_on: date
    watermark: str = ""


@dataclass(frozen=True)
class _Line:
    number: str
    name: str
    sex: str
    id_number: str
    kind: str
    course: str
    level: str
    hours: str
    issued_on: str
    class_code: str
    collected_on: str
    collected_by: str
    remark: str


def certificate_book(head: BookHead, rows: Iterable[RegisterRow], *, full: bool = False) -> RegisterTable:
    """证书登记簿; ID numbers are masked unless `full`."""
    lines = [_line(row, full=full) for row in rows]
    table = filled_form("cert_book", FormHead(head.station, "", head.filled_on, head.watermark), lines)
    return replace(table, subtitle=word("scope", title=head.scope))


def scope_words(wanted: RegisterWanted, intake: str = "", class_words: str = "") -> str:
    """Which certificates were chosen, for the head of the book; what was typed to find them is not repeated."""
    known = CertificateKind.read(wanted.kind) if wanted.kind else None
    chosen = (
        f"{wanted.year}年" if wanted.year else "",
        intake,
        class_words,
        known.label if known else "",
        _CHOSEN.get(wanted.state, "") if wanted.state else "",
        _SEARCHED if wanted.typed.strip() else "",
    )
    return " · ".join(filter(None, chosen)) or _EVERYTHING


def _line(found: RegisterRow, *, full: bool) -> _Line:
    row = found.certificate
    known = CertificateKind.read(row.kind)
    return _Line(
        number=row.number,
        name=row.name,
        sex=row.sex,
        id_number=row.id_number if full else row.masked_id,
        kind=known.label if known else row.kind,
        course=row.course,
        level=row.level,
        hours=str(row.hours or ""),
        issued_on=row.issued_on.isoformat(),
        class_code=row.class_code,
        collected_on=row.handed_out_on.isoformat() if row.handed_out_on else "",
        collected_by=row.collected_by,
        remark=_remark(found, row),
    )


def _remark(found: RegisterRow, row: CertificateRow) -> str:
    told = [_STATES[found.state].format(number=row.successor)]
    if found.is_revoked:
        told.append(_REVOKED)
    if row.copies:
        told.append(_COPIES.format(count=row.copies))
    if row.is_erased:
        told.append(_ERASED)
    return "；".join(told)
