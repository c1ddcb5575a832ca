"""`xiangxun class courses`, `providers`, `trainers`, `intakes`, and how to add one of each."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from app.commands.class_words import texts
from app.commands.terminal import JsonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

COURSE_KEYS = (
    "id, name, skill_group, skill_group_label, project_kind, occupation_code, level, level_label, theory_hours, "
    "practical_hours, hours"
)
PROVIDER_KEYS = "id, name, kind, credit_code, contact, phone, in_alliance"
TRAINER_KEYS = "id, name, kind, kind_label, phone, qualification, provider"
INTAKE_KEYS = "id, name, year, number"

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=tr("Full name."))]
PhoneOption = Annotated[str, typer.Option("--phone", help=tr("Telephone number."))]


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group `class`."""
    group.command("courses", help=with_keys(tr("Every course."), COURSE_KEYS))(courses)
    group.command("add-course", help=with_keys(tr("Add a course with its hours."), COURSE_KEYS))(add_course)
    group.command("providers", help=with_keys(tr("Every training provider."), PROVIDER_KEYS))(providers)
    group.command("add-provider", help=with_keys(tr("Add a training provider."), PROVIDER_KEYS))(add_provider)
    group.command("trainers", help=with_keys(tr("Every trainer."), TRAINER_KEYS))(trainers)
    group.command("add-trainer", help=with_keys(tr("Add a trainer."), TRAINER_KEYS))(add_trainer)
    group.command("intakes", help=with_keys(tr("Every intake, the newest first."), INTAKE_KEYS))(intakes)
    group.command("add-intake", help=with_keys(tr("Add an intake of a year."), INTAKE_KEYS))(add_intake)


def courses(context: typer.Context, as_json: JsonOption = False) -> None:
    """List courses."""
    from app.ledger.courses import list_courses

    with opened(context) as ledger:
        rows = list_courses(ledger)
    headings = [tr("Official name"), tr("Skill group"), tr("Level"), tr("Occupation"), tr("Theory"), tr("Practice")]
    lines = [
        [row.name, row.skill_group_label, row.level_label, row.occupation_code, row.theory_hours, row.practical_hours]
        for row in rows
    ]
    _show(rows, headings, lines, as_json)


def add_course(
    context: typer.Context,
    name: NameArgument,
    theory: Annotated[int, typer.Option("--theory", min=0, help=tr("Class hours of theory."))],
    practical: Annotated[int, typer.Option("--practical", min=0, help=tr("Class hours of practice."))],
    skill_group: Annotated[
        str, typer.Option("--group", help=tr("traditional, service or professional (传统、服务、专业技能)."))
    ] = "",
    occupation: Annotated[str, typer.Option("--occupation", help=tr("Occupation by name or code."))] = "",
    level: Annotated[str, typer.Option("--level", help=tr("Skill level, such as 五级 or 初级工."))] = "",
    project: Annotated[
        str, typer.Option("--project", help=tr("living_skills, labour_transfer or applied_farming."))
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a course."""
    from app.ledger import courses as known

    with opened(context) as ledger:
        plan = known.CoursePlan(name, skill_group, theory, practical, occupation, level, project)
        row = known.add_course(ledger, plan)
    _added(row, as_json)


def providers(context: typer.Context, as_json: JsonOption = False) -> None:
    """List providers."""
    from app.ledger.teaching import list_providers

    with opened(context) as ledger:
        rows = list_providers(ledger)
    headings = [tr("Official name"), tr("Kind"), tr("Contact"), tr("Phone"), tr("In the alliance")]
    lines = [[row.name, row.kind, row.contact, row.phone, row.in_alliance] for row in rows]
    _show(rows, headings, lines, as_json)


def add_provider(
    context: typer.Context,
    name: NameArgument,
    kind: Annotated[str, typer.Option("--kind", help=tr("What kind of body, such as 县职业教育中心."))] = "",
    credit_code: Annotated[str, typer.Option("--credit-code", help=tr("Unified social credit code."))] = "",
    contact: Annotated[str, typer.Option("--contact", help=tr("Whom to ask there."))] = "",
    phone: PhoneOption = "",
    outside: Annotated[bool, typer.Option("--outside-alliance", help=tr("Not in the training alliance."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a provider."""
    from app.ledger import teaching

    with opened(context) as ledger:
        plan = teaching.ProviderPlan(name, kind, credit_code, contact, phone, not outside)
        row = teaching.add_provider(ledger, plan)
    _added(row, as_json)


def trainers(context: typer.Context, as_json: JsonOption = False) -> None:
    """List trainers."""
    from app.ledger.teaching import list_trainers

    with opened(context) as ledger:
        rows = list_trainers(ledger)
    headings = [tr("Name"), tr("Kind"), tr("Phone"), tr("Qualification"), tr("Provider")]
    lines = [[row.name, row.kind_label, row.phone, row.qualification, row.provider] for row in rows]
    _show(rows, headings, lines, as_json)


def add_trainer(
    context: typer.Context,
    name: NameArgument,
    kind: Annotated[
        str,
        typer.Option(
            "--kind", help=tr("school_teacher, skilled_cadre, local_expert (土专家), field_talent, wealth_leader.")
        ),
    ],
    phone: PhoneOption = "",
    qualification: Annotated[str, typer.Option("--qualification", help=tr("Certificate or title."))] = "",
    provider: Annotated[str, typer.Option("--provider", help=tr("Training provider, by name."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a trainer."""
    from app.ledger import teaching

    with opened(context) as ledger:
        row = teaching.add_trainer(ledger, teaching.TrainerPlan(name, kind, phone, qualification, provider))
    _added(row, as_json)


def intakes(context: typer.Context, as_json: JsonOption = False) -> None:
    """List intakes."""
    from app.ledger.courses import list_intakes

    with opened(context) as ledger:
        rows = list_intakes(ledger)
    lines = [[row.name, row.year, row.number] for row in rows]
    _show(rows, [tr("Official name"), tr("Year"), tr("Number of the year")], lines, as_json)


def add_intake(
    context: typer.Context,
    year: Annotated[int, typer.Argument(min=2000, max=2099, metavar="YEAR", help=tr("The year."))],
    number: Annotated[int | None, typer.Option("--number", min=1, help=tr("Its number in the year; the next."))] = None,
    name: Annotated[str, typer.Option("--name", help=tr("What it is called."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Add an intake."""
    from app.ledger import courses as known

    with opened(context) as ledger:
        row = known.add_intake(ledger, year, number, name)
    _added(row, as_json)


def _show(rows: Sequence[object], headings: list[str], lines: Sequence[Sequence[object]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    print_table("", headings, [texts(line) for line in lines])


def _added(row: Any, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        say(tr("Added: {name}", name=row.name))
