"""The registers of the station as tables for screen, paper and spreadsheet: one table, so the figures are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.documents.forms import FormHead, filled_form
from app.documents.paper_words import word
from app.documents.registers import RegisterTable
from app.ledger.blank_stock import BlankCount
from app.ledger.certificate_register import CertificateState
from app.ledger.class_rows import CANCELLED, GRADUATED, OPEN
from app.ledger.report_figures import FigureLine, Figures
from app.ledger.report_rows import CertificateLine, ClassLine, PersonLine
from app.ledger.report_scope import ReportScope
from app.models.chinese_dates import plain_date
from app.models.id_numbers import mask_id_number
from app.models.vocabulary import CertificateKind

# Printed words: in Chinese whatever the screen speaks.
_REMARKS = {CertificateState.VOIDED: "作废", CertificateState.CORRECTED: "已更正，换发{number}"}
_ERASED = "个人信息已依申请删除"
_STATUSES = {OPEN: "进行中", GRADUATED: "已结业", CANCELLED: "已停办"}


@dataclass(frozen=True)
class ReportHead:
    """What stands over a report: the form's head, the period, and the class if it is one's alone."""

    head: FormHead
    scope: ReportScope

    @property
    def subtitle(self) -> str:
        """The period, and the class."""
        parts = [period_words(self.scope)]
        if self.head.class_title:
            parts.append(word("class", title=self.head.class_title))
        return "　　".join(parts)


@dataclass(frozen=True)
class _Cells:
    """One row's texts by the fields of its form."""

    texts: dict[str, str]

    def __getattr__(self, field: str) -> str:
        try:
            return self.texts[field]
        except KeyError:
            raise AttributeError(field) from None


class _Sums(_Cells):
    """The last row: nothing stands where there is no sum."""

    def __getattr__(self, field: str) -> str:
        return self.texts.get(field, "")


def people_table(over: ReportHead, lines: Sequence[PersonLine]) -> RegisterTable:
    """学员台账."""
    rows = [
        _Cells(
            _plain(line, "name sex ethnic_group id_number education village categories employment phone")
            | {"age": _number(line.age), "enrolments": _count(line.enrolment_count)}
            | {"completed": _count(line.completed), "certificates": _count(line.certificates)}
        )
        for line in lines
    ]
    sums = (_sum(lines, "enrolment_count"), _sum(lines, "completed"), _sum(lines, "certificates"))
    return _table(
        "people_register", over, rows, dict(zip(("enrolments", "completed", "certificates"), sums, strict=True))
    )


def classes_table(over: ReportHead, lines: Sequence[ClassLine]) -> RegisterTable:
    """培训班台账."""
    counted = "enrolled withdrew completed failed certificates"
    rows = [
        _Cells(
            _plain(line.row, "code name course place")
            | {
                "skill_group": line.skill_group,
                "programme": line.row.programme_label,
                "status": _STATUSES.get(line.row.status, ""),
            }
            | {"starts_on": f"{line.row.starts_on}", "ends_on": f"{line.row.ends_on}"}
            | {"days": str(line.row.days), "hours": str(line.row.hours)}
            | {field: str(getattr(line, field)) for field in counted.split()}
        )
        for line in lines
    ]
    hours = sum(line.row.hours for line in lines)
    return _table(
        "classes_register", over, rows, {field: _sum(lines, field) for field in counted.split()} | {"hours": str(hours)}
    )


def holders_table(over: ReportHead, lines: Sequence[CertificateLine], *, full: bool = False) -> RegisterTable:
    """获得证书人员台账: the certificates that count; voided and corrected ones stand in the hand-out list."""
    good = [line for line in lines if line.row.is_good]
    return _table("cert_holders", over, [_Cells(_holder(line, full=full)) for line in good])


def handed_out_table(over: ReportHead, lines: Sequence[CertificateLine], *, full: bool = False) -> RegisterTable:
    """证书发放登记簿: every certificate with who collected it, voided and corrected ones marked."""
    return _table("handed_out", over, [_Cells(_holder(line, full=full)) for line in lines])


def blanks_table(over: ReportHead, lines: Sequence[BlankCount]) -> RegisterTable:
    """空白证书台账."""
    counted = ("received", "used", "spoiled", "returned", "left")
    rows = [
        _Cells(
            _plain(line, "first_serial last_serial source")
            | {"certificate": _kind(line.kind), "received_on": f"{line.received_on or ''}"}
            | {field: str(getattr(line, field)) for field in counted}
        )
        for line in lines
    ]
    return _table("blanks", over, rows, {field: _sum(lines, field) for field in counted})


def figures_table(over: ReportHead, figures: Figures, title: str) -> RegisterTable:
    """培训情况统计表, its first column under `title`."""
    table = _table("figures", over, [_figures(line) for line in figures.lines], _figures(figures.total).texts)
    columns = tuple(replace(column, title=title) if column.title == "项目" else column for column in table.columns)
    return replace(table, columns=columns, legend=word("counting"))


def period_words(scope: ReportScope) -> str:
    """The period as it is printed."""
    days = {"first": scope.first, "last": scope.last}
    told = {name: plain_date(day) for name, day in days.items() if isinstance(day, date)}
    if len(told) == len(days):
        return word("period", **told)
    if told:
        return word("period_from" if "first" in told else "period_to", **told)
    return word("period_whole")


def _table(key: str, over: ReportHead, rows: Sequence[_Cells], sums: dict[str, str] | None = None) -> RegisterTable:
    table = replace(filled_form(key, over.head, rows), subtitle=over.subtitle)
    if sums is None:
        return table
    total = filled_form(key, over.head, [_Sums(sums)]).rows[0]
    return replace(table, total=(word("total"), *total[1:]))


def _holder(line: CertificateLine, *, full: bool) -> dict[str, str]:
    row, person = line.row, line.person
    return {
        **_plain(row, "name sex course level provider number collected_by"),
        "id_number": row.id_number if full else mask_id_number(row.id_number),
        "certificate": _kind(row.kind),
        "issued_on": f"{row.issued_on}",
        "collected_on": f"{row.handed_out_on or ''}",
        "class_name": line.class_name or row.class_code,
        "intake": line.intake,
        "ethnic_group": person.ethnic_group if person else "",
        "village": person.village if person else "",
        "categories": person.categories if person else "",
        "phone": person.phone if person else "",
        "employment": person.employment if person else "",
        "remark": _ERASED if row.is_erased else _REMARKS.get(row.state, "").format(number=row.successor),
    }


def _figures(line: FigureLine) -> _Cells:
    counted = "classes hours enrolment_count trainee_count women supported minority completed certificates"
    return _Cells({"label": line.label} | {field: str(getattr(line, field)) for field in counted.split()})


def _plain(row: object, fields: str) -> dict[str, str]:
    return {field: str(getattr(row, field)) for field in fields.split()}


def _kind(kind: str) -> str:
    found = CertificateKind.read(kind)
    return found.label if found else kind


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _count(value: int) -> str:
    return str(value) if value else ""


def _sum(lines: Sequence[Any], field: str) -> str:
    return str(sum(getattr(line, field) for line in lines))
