"""Finding a row by what a clerk calls it: its id, its code, its name."""

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.models.training import Course, Intake, Trainer, TrainingProvider


class UnknownName(Refusal):
    """Nothing here is called so."""

    code = "unknown_name"
    message = mark("There is no {what} “{name}”.")
    remedy = mark("Check the spelling; the list command shows what there is.")


class ChoiceUnknown(Refusal):
    """What was typed is none of the words there are to choose from."""

    code = "choice_unknown"
    message = mark("“{given}” is not known here.")
    remedy = mark("Choose one of: {choices}.")


class AmbiguousName(Refusal):
    """Several things are called so."""

    code = "ambiguous_name"
    message = mark("There are {count} entries of the kind {what} called “{name}”.")
    remedy = mark("Name the one you mean by its id: {ids}.")


def choice_of(labels: Mapping[str, str], given: str) -> str:
    """The key that a text stands for, by itself or by its label; empty if the text is. Raises ChoiceUnknown."""
    wanted = given.strip()
    found = next((key for key, label in labels.items() if wanted.lower() == key or wanted in (label, tr(label))), "")
    if wanted and not found:
        raise ChoiceUnknown(given=given, choices=labelled(labels))
    return found


def labelled(labels: Mapping[str, str]) -> str:
    """The words to choose from, each with its label in the reader's language: 县(county)、乡镇(town)."""
    return tr(", ").join(f"{tr(label)}({key})" for key, label in labels.items())


N = TypeVar("N", Course, Intake, TrainingProvider, Trainer)


def named(session: Session, entity: type[N], text: str, what: str) -> N:
    """The one row of this id or name; `what` is the marked word for its kind. Raises UnknownName, AmbiguousName."""
    wanted = text.strip()
    found = session.scalars(select(entity).where(or_(entity.id == wanted, entity.name == wanted))).all()
    if not found:
        raise UnknownName(what=tr(what), name=text)
    if len(found) > 1:
        raise AmbiguousName(what=tr(what), name=text, count=len(found), ids=", ".join(row.id for row in found))
    return found[0]
