"""`xiangxun certificates`: issue, print, hand out, correct, void, verify."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import certificate_offsets, certificate_papers, certificate_printing, certificate_verifying
from app.commands.certificate_words import (
    CERTIFICATE_KEYS,
    FINDING_KEYS,
    ClassOption,
    NumberArgument,
    PaperReturnedOption,
    certificate_json,
    class_id_of,
    day_of,
    finding_json,
    show_certificates,
    tell_findings,
)
from app.commands.terminal import FullOption, JsonOption, ReasonOption, opened, print_json, progress, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.certificate_candidates import Candidate

group = typer.Typer(
    help=tr("Certificates: issue, print, hand out, correct, void, verify."), no_args_is_help=True, rich_markup_mode=None
)
KindOption = Annotated[
    str,
    typer.Option(
        "--kind", help=tr("completion (结业证书) or training_pass (培训合格证书); that of the class without it.")
    ),
]
OnOption = Annotated[
    str, typer.Option("--on", help=tr("Date on the certificate, such as 2026-11-21; today without it."))
]


SKIPPED_KEYS = "enrolment_id, name, code, why, certificate"
ISSUE_HELP = with_keys(
    tr("Issue certificates to everyone who completed a class: all in one step, or none."),
    f"certificates ({CERTIFICATE_KEYS}), skipped ({SKIPPED_KEYS}), warnings ({FINDING_KEYS}); "
    "with --dry-run: eligible (enrolment_id, name), skipped (the same)",
)


@group.command("issue", help=ISSUE_HELP)
def issue(
    context: typer.Context,
    class_code: ClassOption = "",
    enrolment: Annotated[
        list[str] | None, typer.Option("--enrolment", help=tr("Id of one enrolment; may repeat."))
    ] = None,
    kind: KindOption = "",
    on: OnOption = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Only show who would get one, and why others do not."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Issue to a class, or to single enrolments."""
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger import issuing

    if bool(class_code) == bool(enrolment):
        raise typer.BadParameter(tr("name either --class or --enrolment"))
    with opened(context) as ledger:
        order = issuing.Order(class_id_of(ledger, class_code), tuple(enrolment or ()), kind)
        found = issuing.candidates(ledger, order)
        if dry_run:
            _show_candidates(found, as_json=as_json)
            return
        eligible = sum(candidate.hindrance is None for candidate in found)
        with progress(tr("Signing and drawing"), eligible) as done:
            issued = issuing.issue(ledger, CertificatePrinter(), order, day_of(on), done)
    if as_json:
        warnings = [finding_json(finding) for finding in issued.warnings]
        rows = [certificate_json(row) for row in issued.certificates]
        print_json({"certificates": rows, "skipped": _skipped(issued.skipped), "warnings": warnings})
        return
    show_certificates(issued.certificates)
    say(tr("Issued: {count} certificates.", count=len(issued.certificates)))
    for line in _skipped(issued.skipped):
        say(tr("No certificate: {name} {why}.", **line))
    tell_findings(issued.warnings)
    say(tr("Next: `xiangxun certificates print --class {code}`.", code=class_code or "…"))


def _show_candidates(found: "list[Candidate]", *, as_json: bool) -> None:
    if as_json:
        eligible = [{"enrolment_id": each.enrolment_id, "name": each.name} for each in found if not each.hindrance]
        print_json({"eligible": eligible, "skipped": _skipped(found)})
        return
    for each in found:
        why = each.hindrance.sentence() if each.hindrance else tr("gets a certificate")
        say(f"{each.serial:>3} {each.name} {why}")


def _skipped(found: "Any") -> list[dict[str, Any]]:
    return [
        {
            "enrolment_id": each.enrolment_id,
            "name": each.name,
            "code": each.hindrance.code,
            "why": each.hindrance.sentence(),
            "certificate": each.certificate,
        }
        for each in found
        if each.hindrance
    ]


VOID_HELP = with_keys(tr("Take a certificate out of force; its number is never used again."), CERTIFICATE_KEYS)


@group.command("void", help=VOID_HELP)
def void(
    context: typer.Context,
    number: NumberArgument,
    reason: ReasonOption = "",
    paper_returned: PaperReturnedOption = False,
    as_json: JsonOption = False,
) -> None:
    """Void one certificate."""
    from app.ledger import certificate_events

    with opened(context) as ledger:
        row = certificate_events.void(ledger, number, reason, paper_returned=paper_returned)
    if as_json:
        print_json(certificate_json(row))
        return
    say(tr("Certificate {number} is void.", number=row.number))
    _tell_revocations()


CORRECT_HELP = with_keys(
    tr("Issue a successor with right data; the old certificate counts no more."),
    f"old ({CERTIFICATE_KEYS}), new (the same), differences (field, old, new)",
)


@group.command("correct", help=CORRECT_HELP)
def correct(
    context: typer.Context,
    number: NumberArgument,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help=tr("A new value as field=value, such as name=李兰; without it, the ledger's data of today.")
        ),
    ] = None,
    reason: ReasonOption = "",
    paper_returned: PaperReturnedOption = False,
    as_json: JsonOption = False,
) -> None:
    """Correct one certificate by a successor."""
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger import correcting

    values = _given(given or [])
    with opened(context) as ledger:
        done = correcting.correct(
            ledger, CertificatePrinter(), number, reason, given=values, paper_returned=paper_returned
        )
    if as_json:
        changed = [{"field": each.field, "old": each.old, "new": each.new} for each in done.differences]
        print_json({"old": certificate_json(done.old), "new": certificate_json(done.new), "differences": changed})
        return
    for each in done.differences:
        words = tr(correcting.CORRECTABLE.get(each.field, each.field))
        say(tr("{field}: {old} → {new}", field=words, old=each.old, new=each.new))
    say(tr("Certificate {old} is replaced by {new}.", old=done.old.number, new=done.new.number))
    say(tr("Next: `xiangxun certificates print --number {new}`.", new=done.new.number))
    _tell_revocations()


def _given(pairs: list[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(tr("{text} is not field=value", text=pair))
        values[field.strip()] = value
    return values


def _tell_revocations() -> None:
    say(tr("The county must revoke the number: `xiangxun certificates revocations --out FILE` writes the request."))


REGISTER_HELP = with_keys(
    tr("The register of certificates; `export certificates` writes it as PDF or xlsx."), CERTIFICATE_KEYS
)


@group.command("register", help=REGISTER_HELP)
def register(
    context: typer.Context,
    class_code: ClassOption = "",
    number: Annotated[str, typer.Option("--number", help=tr("One certificate by its number."))] = "",
    kind: KindOption = "",
    year: Annotated[int, typer.Option("--year", help=tr("Year of issue."))] = 0,
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show certificates."""
    from app.ledger.certificate_candidates import kind_named
    from app.ledger.certificate_register import count_by_state, find_certificate, list_certificates
    from app.ledger.exporting import note_unmasked

    with opened(context) as ledger:
        wanted = kind_named(kind).value if kind else ""
        class_id = class_id_of(ledger, class_code)
        rows = (
            [find_certificate(ledger, number)]
            if number
            else list_certificates(ledger, class_id=class_id, kind=wanted, year=year)
        )
        if full:
            note_unmasked(ledger, len(rows), reason, [row.trainee_id for row in rows])
    if as_json:
        print_json([certificate_json(row, full=full) for row in rows])
        return
    show_certificates(rows, full=full)
    say(tr("{good} in force, {voided} voided, {corrected} corrected.", **count_by_state(rows)))


certificate_printing.add_to(group)
certificate_offsets.add_to(group)
certificate_papers.add_to(group)
certificate_verifying.add_to(group)
