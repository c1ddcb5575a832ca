"""What is told about a name: each finding names the cause and the way to mend it."""

from collections.abc import Sequence

from app.i18n import mark
from app.models.findings import Finding, ask, block, warn

_TYPE_AGAIN = mark("Type the name again as the ID card has it.")


def empty() -> Finding:
    """Nothing stands in the field."""
    return block("empty", mark("No name was given."), mark("Type the name as the ID card has it."))


def too_long(count: int, limit: int) -> Finding:
    """Longer than any name: probably a sentence or several cells run together."""
    message = mark("The name has {count} characters; more than {limit} cannot be a name.")
    return block("too_long", message, _TYPE_AGAIN, count=count, limit=limit)


def number_in_name() -> Finding:
    """An ID or phone number stands where the name belongs."""
    message = mark("A long number stands in the name column.")
    return block("number_in_name", message, mark("Look whether the columns are swapped, then type the name."))


def lost_characters(lost: str) -> Finding:
    """A sign that programs and printers put where they lost a character, or that hides one."""
    message = mark("{signs} stands in the name: a character was lost on the way, or hidden.")
    remedy = mark("Type the name again as the ID card has it; send tables as .xlsx, not as .csv, so that it stays.")
    return block("lost_character", message, remedy, signs=" ".join(lost))


def separator_guessed(name: str) -> Finding:
    """A sign between Han characters that may be the separator of a name, or divide two names."""
    message = mark("The sign inside the name was read as the separator \u00b7: {name}.")
    return ask("separator", message, mark("Confirm the name; if these are two persons, give each a row."), name=name)


def private_use(characters: Sequence[str]) -> Finding:
    """A code point that shows a character on one PC and nothing elsewhere."""
    message = mark("The name has a character that only one make of computer knows ({points}); elsewhere it is blank.")
    remedy = mark("Type the right character from the ID card; if it cannot be typed, leave it for writing by hand.")
    return warn("private_use", message, remedy, points=" ".join(f"U+{ord(c):04X}" for c in characters))


def described_character(name: str) -> Finding:
    """A character without a code point, written as its parts."""
    message = mark("The name has a character written as its parts: {name}. It cannot be printed as one character.")
    remedy = mark("Look whether the character can be typed by now; if not, leave room and write it by hand.")
    return warn("described_character", message, remedy, name=name)


def radical(name: str, suggestion: str) -> Finding:
    """A radical that looks like a whole character."""
    if suggestion == name:
        return ask("radical", mark("A part of a character stands in the name: {name}."), _TYPE_AGAIN, name=name)
    message = mark("A part of a character stands in the name where a whole character is meant: {name}.")
    remedy = mark("Probably {suggestion} is meant: compare with the ID card.")
    return ask("radical", message, remedy, name=name, suggestion=suggestion)


def brackets(name: str) -> Finding:
    """A remark or nickname beside the name."""
    message = mark("The name has brackets: {name}. A nickname or a remark does not belong to the name.")
    return ask("brackets", message, mark("Keep the name of the ID card, and move the rest to the remarks."), name=name)


def digits(name: str) -> Finding:
    """A figure in the name."""
    message = mark("The name has a figure in it: {name}.")
    return ask("digits", message, mark("Keep the name of the ID card; take out the figure."), name=name)
