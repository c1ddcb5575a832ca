"""`xiangxun certificates hand-out`, `blanks` and `record`: paper that leaves, paper that comes, others' paper."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.certificate_words import (
    CERTIFICATE_KEYS,
    FINDING_KEYS,
    ClassOption,
    certificate_json,
    class_id_of,
    day_of,
    finding_json,
    kind_label,
    show_certificates,
    tell_findings,
)
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.blank_stock import BlankCount
    from app.ledger.other_certificates import RecordedCertificate
    from app.models.ledger import Ledger

COUNT_KEYS = "kind, received, used, spoiled, returned, left, stock_id, received_on, first_serial, last_serial, source"
RECORD_KEYS = (
    "id, trainee_id, trainee_name, certificate_type, type_label, number, name, level, occupation_code, body, "
    f"issued_on, expires_on, findings ({FINDING_KEYS})"
)
KindArgument = Annotated[str, typer.Option("--kind", help=tr("Kind of certificate the blanks are for."))]


def hand_out(
    context: typer.Context,
    numbers: Annotated[list[str] | None, typer.Argument(help=tr("Numbers of the certificates handed out now."))] = None,
    class_code: ClassOption = "",
    everyone: Annotated[
        bool, typer.Option("--all", help=tr("Everyone of the class who has not collected yet."))
    ] = False,
    absent: Annotated[
        list[str] | None,
        typer.Option("--except", help=tr("With --all: the number of someone who did not come; may repeat.")),
    ] = None,
    id_checked: Annotated[
        bool, typer.Option("--id-checked", help=tr("The collector's ID card was looked at."))
    ] = False,
    proxy: Annotated[str, typer.Option("--proxy", help=tr("Name of who collects for the holder."))] = "",
    relation: Annotated[
        str, typer.Option("--relation", help=tr("Relation of the proxy to the holder, such as 配偶."))
    ] = "",
    on: Annotated[str, typer.Option("--on", help=tr("Day of the hand-out; today without it."))] = "",
    undo: Annotated[bool, typer.Option("--undo", help=tr("It was not handed out after all; needs a reason."))] = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Enter who collected what, or show who has not come yet."""
    from app.ledger import hand_out as handing

    if everyone and not class_code:
        raise typer.BadParameter(tr("--all needs --class"))
    how = handing.Collection(id_checked, proxy.strip(), relation.strip(), reason, day_of(on))
    with opened(context) as ledger:
        class_id = class_id_of(ledger, class_code)
        if undo:
            rows = [handing.undo_hand_out(ledger, number, reason) for number in numbers or ()]
        elif everyone:
            rows = handing.hand_out_class(ledger, class_id, how, absent or ())
        elif numbers:
            rows = handing.hand_out(ledger, numbers, how)
        else:
            _tell_waiting(handing.not_collected(ledger, class_id), as_json=as_json)
            return
    if as_json:
        print_json([certificate_json(row) for row in rows])
        return
    show_certificates(rows)
    say(tr("The hand-out of {count} certificates was taken back.", count=len(rows)) if undo else _handed(len(rows)))


def _handed(count: int) -> str:
    return tr("Handed out: {count} certificates.", count=count)


def _tell_waiting(rows: Any, *, as_json: bool) -> None:
    if as_json:
        print_json([certificate_json(row) for row in rows])
        return
    show_certificates(rows)
    say(tr("{count} certificates wait to be collected.", count=len(rows)))


def blanks(
    context: typer.Context,
    kind: KindArgument = "",
    receive: Annotated[int, typer.Option("--receive", help=tr("Sheets that were delivered."))] = 0,
    spoil: Annotated[
        int, typer.Option("--spoil", help=tr("Sheets that were ruined outside a print job; needs a reason."))
    ] = 0,
    give_back: Annotated[int, typer.Option("--return", help=tr("Sheets handed back; needs a reason."))] = 0,
    first: Annotated[
        str, typer.Option("--first", help=tr("Serial on the first blank of the delivery, or of those ruined."))
    ] = "",
    last: Annotated[str, typer.Option("--last", help=tr("Serial on the last blank of the delivery."))] = "",
    source: Annotated[str, typer.Option("--source", help=tr("Who delivered the blanks."))] = "",
    on: Annotated[str, typer.Option("--on", help=tr("Day of the delivery; today without it."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show the blanks that are left, or enter what came and went."""
    from app.ledger import blank_stock as stock

    if sum(map(bool, (receive, spoil, give_back))) > 1:
        raise typer.BadParameter(tr("name only one of --receive, --spoil and --return"))
    if (receive or spoil or give_back) and not kind:
        raise typer.BadParameter(tr("name the kind of blanks with --kind"))
    with opened(context) as ledger:
        if receive:
            stock.receive_blanks(ledger, kind, receive, on=day_of(on), serials=(first, last), source=source)
        elif spoil:
            stock.spoil_blanks(ledger, kind, spoil, reason, serial=first)
        elif give_back:
            stock.return_blanks(ledger, kind, give_back, reason, serial=first)
        _tell_blanks(ledger, as_json=as_json)


def _tell_blanks(ledger: "Ledger", *, as_json: bool) -> None:
    from app.ledger.blank_stock import blank_counts, blank_deliveries

    counts, deliveries = blank_counts(ledger), blank_deliveries(ledger)
    if as_json:
        print_json(
            {"kinds": [_count_json(each) for each in counts], "deliveries": [_count_json(d) for d in deliveries]}
        )
        return
    headings = [tr("Certificate"), tr("Received"), tr("Used"), tr("Spoiled"), tr("Returned"), tr("Left over")]
    print_table(tr("Blanks"), headings, [_count_line(each) for each in counts])
    if deliveries:
        rows = [[str(each.received_on), _span(each), each.source, *_count_line(each)] for each in deliveries]
        print_table(tr("Deliveries"), [tr("Received on"), tr("Serials"), tr("Source"), *headings], rows)
    for each in counts:
        if each.left < 0:
            say(
                tr(
                    "{kind}: more sheets were used than received. Enter the delivery that is missing.",
                    kind=kind_label(each.kind),
                )
            )


def _count_json(count: "BlankCount") -> dict[str, Any]:
    return asdict(count) | {"left": count.left}


def _count_line(count: "BlankCount") -> list[str]:
    figures = (count.received, count.used, count.spoiled, count.returned, count.left)
    return [kind_label(count.kind), *map(str, figures)]


def _span(count: "BlankCount") -> str:
    return f"{count.first_serial}-{count.last_serial}" if count.first_serial else ""


def record(
    context: typer.Context,
    trainee: Annotated[str, typer.Option("--trainee", help=tr("Id of the trainee."))] = "",
    kind: Annotated[
        str, typer.Option("--type", help=tr("Type of certificate, such as 职业技能等级证书 or JNDJ."))
    ] = "",
    number: Annotated[str, typer.Option("--number", help=tr("Number as printed on the certificate."))] = "",
    name: Annotated[str, typer.Option("--name", help=tr("Occupation or ability that it certifies."))] = "",
    level: Annotated[str, typer.Option("--level", help=tr("Skill level, such as 五级 or 初级工."))] = "",
    occupation: Annotated[str, typer.Option("--occupation", help=tr("Occupation code, if it has one."))] = "",
    body: Annotated[str, typer.Option("--body", help=tr("Body that issued it."))] = "",
    issued_on: Annotated[str, typer.Option("--issued", help=tr("Day of issue."))] = "",
    expires_on: Annotated[str, typer.Option("--expires", help=tr("Last day of validity, if it has one."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Record a certificate of another body, or show what is recorded."""
    from app.clock import today
    from app.ledger.other_certificates import RecordFacts, recorded_certificates
    from app.ledger.other_certificates import record as keep

    with opened(context) as ledger:
        if number or kind:
            days = (day_of(issued_on), day_of(expires_on))
            found = [keep(ledger, trainee, RecordFacts(kind, number, name, level, occupation, body, *days))]
        else:
            found = recorded_certificates(ledger, today(ledger.clock), trainee)
    if as_json:
        print_json([_record_json(each) for each in found])
        return
    headings = [
        tr("Name"),
        tr("Certificate"),
        tr("Number"),
        tr("What"),
        tr("Level"),
        tr("Issued by"),
        tr("Issued"),
        tr("Expires"),
    ]
    print_table("", headings, [_record_line(each) for each in found])
    for each in found:
        tell_findings(each.findings)


def _record_json(found: "RecordedCertificate") -> dict[str, Any]:
    return asdict(found) | {"findings": [finding_json(finding) for finding in found.findings]}


def _record_line(found: "RecordedCertificate") -> list[str]:
    from app.models.code_tables import table

    level = table("skill_levels").full_name(found.level) if found.level else ""
    days = [str(day or "") for day in (found.issued_on, found.expires_on)]
    return [found.trainee_name, found.type_label, found.number, found.name, level, found.body, *days]


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    words = tr("Enter who collected certificates; without a number, show who has not come yet.")
    group.command("hand-out", help=with_keys(words, CERTIFICATE_KEYS))(hand_out)
    words = tr("Blank paper: what came, was used, spoiled, is left; or enter a delivery.")
    group.command("blanks", help=with_keys(words, f"kinds ({COUNT_KEYS}), deliveries (the same)"))(blanks)
    words = tr("Record a certificate of another body, or show what is recorded.")
    group.command("record", help=with_keys(words, RECORD_KEYS))(record)
