"""A person written down on one form: details, groups and photo are taken in as one change; and what the form shows."""

from dataclasses import dataclass, replace
from datetime import date

from app.ledger.people import KeptPerson, add_within, edit_within, living_trainee
from app.ledger.person_categories import Evidence, category_named, count_within
from app.ledger.person_details import PersonDetails
from app.ledger.person_rows import NoSuchTrainee
from app.ledger.photos import put_photo
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.local import blob
from app.models.people import Place, Trainee
from app.models.privacy import NUMBERS, masked, masked_text
from app.models.vocabulary import TalentKind

NOTHING_SEEN = Evidence()


@dataclass(frozen=True)
class NewGroup:
    """A group to be counted in, by its code or any word for it; an empty day is unknown, or still open."""

    word: str
    from_date: date | None = None
    to_date: date | None = None
    evidence: Evidence = NOTHING_SEEN


@dataclass(frozen=True)
class Beside:
    """What comes with the details: groups to be counted in, and a photo (None leaves it, b"" removes it)."""

    groups: tuple[NewGroup, ...] = ()
    photo: bytes | None = None


@dataclass(frozen=True)
class EntryShown:
    """A person as the form shows them: details in words, numbers masked, also those in the note; and the photo."""

    trainee_id: str
    details: PersonDetails
    photo: bytes | None


def enter_person(ledger: Ledger, details: PersonDetails, beside: Beside, *, confirmed: bool = False) -> KeptPerson:
    """Take in one person with groups and photo, all or nothing.

    Raises what `add_trainee` and `add_category` raise, PhotoTooHeavy.
    """
    codes = [category_named(group.word) for group in beside.groups]
    with ledger.change("trainee.add") as change:
        kept = add_within(change, details, confirmed=confirmed)
        change.session.flush()
        for code, group in zip(codes, beside.groups, strict=True):
            count_within(change, kept.trainee_id, code, (group.from_date, group.to_date), group.evidence)
            change.session.flush()
        if beside.photo:
            put_photo(ledger, change, living_trainee(change, kept.trainee_id), beside.photo)
        return kept


def revise_person(
    ledger: Ledger, trainee_id: str, details: PersonDetails, beside: Beside, *, confirmed: bool = False
) -> KeptPerson:
    """Change what is known of a person, the photo with it; nothing is written where nothing differs.

    Numbers that the form showed masked in the note stay whole. Raises what `edit_trainee` raises, PhotoTooHeavy.
    """
    with ledger.change("trainee.edit") as change:
        row = living_trainee(change, trainee_id)
        kept = edit_within(change, trainee_id, _with_whole_note(details, row.note), confirmed=confirmed)
        if beside.photo:
            put_photo(ledger, change, row, beside.photo)
        elif beside.photo is not None:
            row.photo = ""
        return kept


def show_entry(ledger: Ledger, trainee_id: str) -> EntryShown:
    """What the form begins with. Raises NoSuchTrainee."""
    with ledger.reading() as session:
        row = session.get(Trainee, trainee_id)
        if row is None or row.erased_on:
            raise NoSuchTrainee(trainee=trainee_id)
        place = session.get(Place, row.place_id) if row.place_id else None
        town = session.get(Place, place.parent_id) if place and place.parent_id else None
        where = row.village if not town or row.village.startswith(town.name) else f"{town.name}{row.village}"
        return EntryShown(trainee_id, _in_words(row, where), blob(session.connection(), row.photo))


def _with_whole_note(details: PersonDetails, before: str) -> PersonDetails:
    if details.note is None:
        return details
    note = details.note
    for number in dict.fromkeys(NUMBERS.findall(before)):
        note = note.replace(masked_text(number), number)
    return replace(details, note=note)


def _in_words(row: Trainee, village: str) -> PersonDetails:
    kind = TalentKind.read(row.talent_kind) if row.talent_kind else None
    return PersonDetails(
        name=row.name,
        other_names=tuple(row.other_names or ()),
        id_type=_label("id_types", row.id_type),
        id_number=masked("trainee", "id_number", row.id_number),
        sex=_label("sex", row.sex) if row.sex != "0" else "",
        birth_date=row.birth_date,
        ethnic=row.ethnic_text or _label("ethnic_groups", row.ethnic_code),
        education=_label("education", row.education),
        political_status=_label("political_status", row.political_status),
        hukou=_label("hukou", row.hukou),
        phone=masked("trainee", "phone", row.phone),
        village=village,
        village_group=row.village_group,
        address=row.address,
        labour_ability=_label("labour_ability", row.labour_ability),
        employment=_label("employment_status", row.employment),
        talent_kind=kind.label if kind else "",
        note=masked_text(row.note),
        informed_on=row.informed_on,
    )


def _label(table_name: str, code: str) -> str:
    return table(table_name).label(code) if code else ""
