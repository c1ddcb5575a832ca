"""`xiangxun graduate`: who has earned the certificate, and what is missing for whom."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.class_words import ClassArgument, finding_json, tell, texts, the_class
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.graduation import ClassGraduation, PersonGraduation

PERSON_KEYS = (
    "serial, name, enrolment_id, trainee_id, outcome, is_eligible, missing (code, severity, message, remedy), "
    "told (the same), attended, total, rate, theory, practical"
)
KEYS = f"class_code, is_over, last_day, done, eligible, not_eligible, findings, checked, people ({PERSON_KEYS})"


def add_to(root: typer.Typer) -> None:
    """Put the command into the root of the command line."""
    words = tr("Graduate a class: set everyone's outcome, and say exactly what is missing. --check only shows it.")
    root.command("graduate", help=with_keys(words, KEYS))(graduate_command)


def graduate_command(
    context: typer.Context,
    class_code: ClassArgument,
    check: Annotated[bool, typer.Option("--check", help=tr("Only show; write nothing."))] = False,
    early: Annotated[bool, typer.Option("--early", help=tr("Even before the last lesson."))] = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Graduate a class."""
    from app.ledger.graduating import graduate
    from app.ledger.graduation import graduation_of

    with opened(context) as ledger:
        class_id = the_class(ledger, class_code).id
        if not check:
            graduate(ledger, class_id, early=early, reason=reason)
        found = graduation_of(ledger, class_id)
    tell(found.findings)
    if as_json:
        print_json(_json(found, done=not check))
        return
    _show(found.people)
    say(found.basis.sentence())
    figures = {"eligible": len(found.eligible), "others": len(found.not_eligible), "class_code": found.code}
    if check:
        say(tr("{eligible} would graduate, {others} not. Nothing was written.", **figures))
        return
    say(tr("{eligible} have graduated, {others} not.", **figures))
    say(tr("Next: `xiangxun certificates issue --class {class_code}`", **figures))


def _json(found: "ClassGraduation", *, done: bool) -> dict[str, Any]:
    return {
        "class_code": found.code,
        "is_over": found.is_over,
        "last_day": found.last_day,
        "done": done,
        "eligible": len(found.eligible),
        "not_eligible": len(found.not_eligible),
        "findings": [finding_json(each) for each in found.findings],
        "checked": found.basis.sentence(),
        "people": [_person_json(each) for each in found.people],
    }


def _person_json(person: "PersonGraduation") -> dict[str, Any]:
    return {
        "serial": person.serial,
        "name": person.name,
        "enrolment_id": person.enrolment_id,
        "trainee_id": person.trainee_id,
        "outcome": person.outcome,
        "is_eligible": person.is_eligible,
        "missing": [finding_json(each) for each in person.missing],
        "told": [finding_json(each) for each in person.told],
        "attended": person.hours.attended,
        "total": person.hours.total,
        "rate": person.hours.rate,
        "theory": person.theory,
        "practical": person.practical,
    }


def _show(people: "Iterable[PersonGraduation]") -> None:
    from app.ledger.graduation import percent

    headings = ["#", tr("Name"), tr("Rate"), tr("Theory"), tr("Practice"), tr("Graduates"), tr("What is missing")]
    lines = []
    for each in people:
        scores = ["—" if score is None else f"{score:g}" for score in (each.theory, each.practical)]
        verdict = tr("withdrawn") if each.has_withdrawn else tr("yes") if each.is_eligible else tr("no")
        said = " ".join(finding.sentence() for finding in (*each.missing, *each.told))
        lines.append(texts([each.serial, each.name, f"{percent(each.hours.rate)} %", *scores, verdict, said]))
    print_table("", headings, lines)
