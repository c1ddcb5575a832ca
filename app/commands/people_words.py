"""What the commands of people share: naming a person, the fields they type, and what is printed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.class_words import texts
from app.commands.terminal import print_table, say
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.ledger.person_details import PersonDetails
    from app.ledger.person_page import PersonPage
    from app.ledger.person_rows import PersonRow

PERSON_KEYS = (
    "id, name, other_names, sex, sex_label, birth_date, age, id_type, id_number, phone, place, village, "
    "village_group, categories, category_labels, talent_kind, status, status_label"
)
CATEGORY_KEYS = "id, code, label, from_date, to_date, evidence, evidence_number, checked_by"
PAGE_KEYS = (
    f"person ({PERSON_KEYS}), document, ethnic, education, political_status, hukou, address, labour_ability, "
    f"employment, note, informed_on, erased_on, merged_into, merged_entries, categories ({CATEGORY_KEYS}), "
    "classes (enrolment_id, class_id, class_code, class_name, course, starts_on, ends_on, status_label, outcome, "
    "outcome_label, outcome_reason), certificates (number, kind, course, level, issued_on, state, body), "
    "elsewhere (kind, course, starts_on, ends_on, source)"
)
PersonArgument = Annotated[
    str, typer.Argument(metavar="WHO", help=tr("One person: name, ID number or its last digits, pinyin, or the id."))
]
# Fields of a form whose name is another one there.
_FIELDS = {"group": "village_group", "former_name": "other_names"}
_PAGE_LINES = (
    ("document", mark("Document")),
    ("ethnic", mark("Ethnic group")),
    ("education", mark("Education")),
    ("political_status", mark("Political status")),
    ("hukou", mark("Household registration")),
    ("address", mark("Address")),
    ("labour_ability", mark("Ability to work")),
    ("employment", mark("Employment")),
    ("note", mark("Note")),
    ("informed_on", mark("Informed of data protection on")),
    ("erased_on", mark("Erased on")),
)


def details_from(
    name: str | None, id_number: str | None, phone: str | None, others: Sequence[str] | None
) -> "PersonDetails":
    """What was typed about a person. Raises BadParameter for a field that there is not."""
    from app.ledger.person_details import PersonDetails

    if id_number == "-":
        id_number = typer.prompt(tr("ID number"), hide_input=True, err=True, default="", show_default=False)
    typed: dict[str, Any] = {"name": name, "id_number": id_number, "phone": phone}
    typed |= dict(_field(text) for text in others or ())
    return PersonDetails(**typed)


def print_people(rows: Iterable["PersonRow"]) -> None:
    """People as a table."""
    headings = [tr("Name"), tr("Sex"), tr("Age"), tr("ID number"), tr("Phone"), tr("Lives in"), tr("Categories")]
    cells = [
        (row.name, row.sex_label, row.age, row.id_number, row.phone, row.place or row.village, _joined(row))
        for row in rows
    ]
    print_table("", headings, [texts(row) for row in cells])


def tell_page(page: "PersonPage") -> None:
    """One person for people to read."""
    person = page.person
    print_people([person])
    say(tr("Id: {id}. Status: {status}.", id=person.id, status=person.status_label))
    if person.other_names:
        say(tr("Other names: {names}", names=tr(", ").join(person.other_names)))
    lines = [(tr(words), getattr(page, name)) for name, words in _PAGE_LINES]
    print_table("", [tr("What"), tr("Value")], [texts(line) for line in lines if line[1]])
    _tell_parts(page)


def _tell_parts(page: "PersonPage") -> None:
    categories = [(row.label, row.from_date, row.to_date, row.evidence, row.checked_by) for row in page.categories]
    headings = [tr("Category"), tr("From"), tr("To"), tr("Evidence"), tr("Checked by")]
    _table(tr("Categories"), headings, categories)
    classes = [(row.class_code, row.course, row.starts_on, row.status_label, row.outcome_label) for row in page.classes]
    _table(tr("Classes of this person"), [tr("Class"), tr("Course"), tr("From"), tr("Status"), tr("Outcome")], classes)
    papers = [(row.number, row.course, row.level, row.issued_on, row.body, row.state) for row in page.certificates]
    headings = [tr("Number"), tr("Course"), tr("Level"), tr("Issued on"), tr("Body"), tr("State")]
    _table(tr("Certificates"), headings, papers)
    elsewhere = [(row.course or row.kind, row.starts_on, row.ends_on, row.source) for row in page.elsewhere]
    _table(tr("Known from elsewhere"), [tr("Course"), tr("From"), tr("To"), tr("Source")], elsewhere)


def _table(title: str, headings: list[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        print_table(title, headings, [texts(row) for row in rows])


def _joined(row: "PersonRow") -> str:
    return tr(", ").join(row.category_labels)


def _field(text: str) -> tuple[str, Any]:
    """村=水箐村, education=初中."""
    from dataclasses import fields

    from app.ledger.importing.heading_words import meaning
    from app.ledger.person_details import PersonDetails

    word, equals, value = (part.strip() for part in text.partition("="))
    meant = meaning(word) if word else None
    known = [field.name for field in fields(PersonDetails)]
    found = next((name for name in (word, meant.field if meant else "") if _FIELDS.get(name, name) in known), "")
    name = _FIELDS.get(found, found)
    if not (equals and name):
        hint = tr("{text} names no field; fields: {known}", text=text, known=_labelled(known))
        raise typer.BadParameter(hint, param_hint="--set")
    return name, tuple(filter(None, value.split("、"))) if name == "other_names" else value


def _labelled(known: Iterable[str]) -> str:
    """The fields with the words of the form beside them: 姓名(name)、曾用名(other_names)."""
    from app.ledger.importing.heading_words import fields, label_of

    labels = {name: tr(words) for name, words in _PAGE_LINES}
    labels |= {_FIELDS.get(field, field): label_of(field) for field in fields()}
    return tr(", ").join(f"{labels[name]}({name})" for name in known)
