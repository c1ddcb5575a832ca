"""What a roster would change in people the ledger knows already: what it completes, and where the two differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.ledger.importing.heading_words import is_field, label_of
from app.ledger.importing.lines import Place
from app.ledger.known_people import among
from app.ledger.place_tree import known_places
from app.ledger.roster_plan import Difference, fill, part
from app.ledger.roster_preview import PreviewedRoster
from app.models.ledger import Ledger
from app.models.people import Trainee

_MEANT = {
    "ethnic_code": "ethnic",
    "ethnic_text": "ethnic",
    "education_code": "education",
    "village_group": "group",
    "place_id": "village",
    "other_names": "former_name",
}


@dataclass(frozen=True)
class Outlook:
    """One person known: the facts that the ledger will have from the roster, and those on which it keeps its own."""

    completed: tuple[str, ...]
    differences: tuple[Difference, ...]


def outlook_of(ledger: Ledger, previewed: PreviewedRoster) -> Mapping[Place, Outlook]:
    """What the rows of known people would do; those of people who are gone by now are left out."""
    known = part(previewed.shown.rows, accept_doubtful=True, decisions=previewed.choices.decisions).known
    with ledger.reading() as session:
        places = known_places(session, ledger.clock.now().date())
        wanted = select(Trainee).where(among(Trainee.id, {row.trainee_id for row in known}))
        trainees = {each.id: each for each in session.scalars(wanted)}
        found = {}
        for row in known:
            if row.trainee_id in trainees:
                fills, differences = fill(trainees[row.trainee_id], row, places)
                labels = dict.fromkeys(field_label(name) for name, value in fills.items() if value)
                found[row.place] = Outlook(tuple(labels), differences)
        return found


def field_label(name: str) -> str:
    """The heading that stands for a column of the ledger."""
    meant = _MEANT.get(name, name)
    return label_of(meant) if is_field(meant) else name
