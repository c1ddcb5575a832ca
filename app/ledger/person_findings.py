"""What is told about the details of a person as they are typed: the cause, and the way to mend it."""

from collections.abc import Iterable, Iterator

from app.i18n import mark, tr
from app.models.findings import Finding, ask, block, warn


def too_long(text: str, limit: int) -> Iterator[Finding]:
    """More than the field holds."""
    if len(text) > limit:
        message = mark("The text has {count} characters; {limit} fit.")
        yield block("text_too_long", message, mark("Shorten it."), count=len(text), limit=limit)


def no_document() -> Finding:
    """A person without any document: a foreign spouse in a border county."""
    message = mark("No document number is given.")
    remedy = mark("Such people are left out of subsidies. Confirm it and say why in the note.")
    return ask("no_document", message, remedy)


def unknown_word(text: str, known: Iterable[str]) -> Finding:
    """A word that no code stands for."""
    message = mark("{text} is in no list known here.")
    return block("unknown_word", message, mark("Choose one of: {words}."), text=text[:60], words=tr(", ").join(known))


def unknown_ethnic(text: str) -> Finding:
    """A people without a national code, such as 穿青人."""
    message = mark("The ethnic group {text} has no national code; it is kept as written.")
    return warn("unknown_ethnic_group", message, mark("Compare the word with the ID card."), text=text)


def unknown_place(text: str) -> Finding:
    """A village or town that the tree does not have."""
    message = mark("{place} is not in the list of places; it is kept as written.")
    remedy = mark("Compare it with the list of places; a new village has to be added to that list first.")
    return warn("unknown_place", message, remedy, place=text[:60])


def unreadable_day(text: str) -> Finding:
    """A text that names no day."""
    message = mark("{text} is no date that can be read.")
    return block("unreadable_date", message, mark("Write the date like 1985-01-06."), text=text[:30])
