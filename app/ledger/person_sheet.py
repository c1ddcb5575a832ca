"""Everything that the page of one person shows, read in one go."""

from dataclasses import dataclass

from app.ledger.other_certificates import RecordedCertificate, recorded_certificates
from app.ledger.person_page import PersonPage, read_person
from app.ledger.person_rows import PersonRow, person_rows
from app.ledger.person_story import StoryLine, person_story
from app.ledger.person_undo import LastEdit, last_edit
from app.ledger.photos import photo_of
from app.models.ledger import Ledger


@dataclass(frozen=True)
class PersonSheet:
    """The page itself, photo, other bodies' certificates, entries merged into this one, the history, the last edit."""

    page: PersonPage
    photo: bytes | None
    records: tuple[RecordedCertificate, ...]
    merged: tuple[PersonRow, ...]
    story: tuple[StoryLine, ...]
    last_edit: LastEdit | None


def read_sheet(ledger: Ledger, trainee_id: str) -> PersonSheet:
    """The sheet of this trainee, numbers masked. Raises NoSuchTrainee."""
    page, today = read_person(ledger, trainee_id), ledger.clock.now().date()
    with ledger.reading() as session:
        merged = person_rows(session, page.merged_entries, today)
    return PersonSheet(
        page,
        photo_of(ledger, trainee_id),
        tuple(recorded_certificates(ledger, today, trainee_id)),
        merged,
        person_story(ledger, trainee_id),
        last_edit(ledger, trainee_id),
    )
