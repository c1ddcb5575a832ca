"""Registers handed out as files: masked, watermarked, and each told in the journal."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Response

from app.county.web.authority import Operation, Visit, acting
from app.county.web.registers import REGISTERS, as_csv, as_xlsx
from app.i18n import tr

router = APIRouter(tags=["officers"], include_in_schema=False)
Taking = Annotated[Visit, Depends(acting(Operation.DOWNLOAD))]
Word = Annotated[str, Form(max_length=100)]
_FORMS = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}


def _where(
    station: Word = "",
    year: Word = "",
    intake: Word = "",
    training_class: Annotated[str, Form(max_length=36, alias="class")] = "",
) -> dict[str, str]:
    return {"station": station, "year": year, "intake": intake, "class": training_class}


def _which(kind: Word = "", state: Word = "", text: Word = "") -> dict[str, str]:
    return {"kind": kind, "state": state, "text": text}


@router.post("/downloads/{register}")
def download(
    visit: Taking,
    register: str,
    form: Word,
    where: Annotated[dict[str, str], Depends(_where)],
    which: Annotated[dict[str, str], Depends(_which)],
) -> Response:
    """A register as `xlsx` or `csv`, filtered as its page is."""
    if register not in REGISTERS or form not in _FORMS:
        raise HTTPException(404)
    now, county = visit.site.clock.now(), visit.site.county
    with visit.site.register.reading() as session:
        table = REGISTERS[register](session, county.id, where | which, now)
    stamp = tr(
        "{county} · taken by {officer} on {day}",
        county=county.name,
        officer=visit.officer.name,
        day=now.strftime("%Y-%m-%d %H:%M"),
    )
    write, media_type = _FORMS[form]
    data = write(replace(table, subtitle=stamp, watermark=stamp))
    # Noted before it is handed out: nothing leaves the county that its journal does not tell of.
    with visit.site.register.deed(now, visit.officer.name) as deed:
        deed.note("download", register=register, form=form, rows=len(table.rows))
    name = f"{table.title}-{now:%Y%m%d}.{form}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
