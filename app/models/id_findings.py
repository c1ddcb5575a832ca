"""What is told about an ID number: each finding names the cause and the way to mend it."""

from datetime import date

from app.i18n import mark
from app.models.findings import Finding, ask, block, warn

_COMPARE = mark("Compare the number with the ID card, digit by digit.")
_CHOOSE_DOCUMENT = mark("Compare the number with the document, or choose the right kind of document.")


def empty() -> Finding:
    """Nothing stands in the field."""
    return block("empty", mark("No ID number was given."), mark("Type the number from the ID card."))


def no_such_place(prefix: str) -> Finding:
    """The leading digits belong to no province (abolished counties are not meant: those stay valid for life)."""
    message = mark("The ID number begins with {prefix}, and no place in China has numbers like that.")
    return block("province", message, _COMPARE, prefix=prefix)


def no_such_day(eight: str) -> Finding:
    """The birthday in the number is not in the calendar."""
    message = mark("The ID number gives the birthday {day}, a day that does not exist.")
    return block("birth_date", message, _COMPARE, day=f"{eight[:4]}-{eight[4:6]}-{eight[6:]}")


def born_later(birth: date) -> Finding:
    """The birthday in the number is still to come."""
    message = mark("The ID number gives the birthday {day}, which lies in the future.")
    remedy = mark("Compare the number with the ID card, and look whether the date of this PC is right.")
    return block("birth_in_future", message, remedy, day=birth.isoformat())


def check_digit_wrong() -> Finding:
    """The last character does not follow from the others."""
    message = mark("The ID number does not add up: at least one digit is wrong, or two were swapped.")
    return block("check_digit", message, _COMPARE)


def wrong_length(written: str) -> Finding:
    """Digits only, but too many or too few."""
    message = mark("The ID number has {count} digits; a citizen's number has 18.")
    remedy = mark("A digit is missing or was typed twice: compare the number with the ID card.")
    return block("length", message, remedy, count=len(written))


def wrong_characters(written: str, offered: str) -> Finding:
    """Something stands in the field that no ID number contains."""
    if offered:
        message = mark("Letters stand where the ID number has digits: {characters}.")
        remedy = mark("O is often typed for 0, and I or l for 1: compare the number offered with the ID card.")
        return block("characters", message, remedy, characters=_strange(written))
    message = mark("The ID number contains characters that do not belong there: {characters}.")
    remedy = mark("Type the 18 characters of the ID card: digits, and an X only in the last place.")
    return block("characters", message, remedy, characters=_strange(written))


def _strange(written: str) -> str:
    """The characters that are no digits; an X only where it does not stand last."""
    last = written[-1:] if written[-1:] != "X" else ""
    return " ".join(dict.fromkeys(c for c in written[:-1] + last if c not in "0123456789"))[:40]


def old_number() -> Finding:
    """A number of the first-generation card, raised to 18 digits."""
    message = mark("This is an old number of 15 digits (cards void since 2013); it was raised to 18 digits.")
    return warn("old_15_digit", message, mark("Compare the new number with the ID card of today."))


def disability_certificate(category: str, grade: str) -> Finding:
    """The column holds the number of a disability certificate."""
    message = mark("This is the number of a disability certificate: {category}, {grade}. The ID number is in it.")
    remedy = mark("Enter the person as holder of a disability certificate, if that is right.")
    return warn("disability_certificate", message, remedy, category=category, grade=grade)


def type_differs(stated: str, found: str) -> Finding:
    """The number belongs to another document than the one stated."""
    message = mark("The document stated is {stated}, but the number belongs to: {found}.")
    return warn("id_type_differs", message, _CHOOSE_DOCUMENT, stated=stated, found=found)


def type_guessed(document: str) -> Finding:
    """The shape of the number suggests a document that nobody stated."""
    message = mark("This is not a citizen's ID number; by its shape it belongs to: {document}.")
    remedy = mark("Confirm the kind of document, and compare the number with it.")
    return ask("id_type_guessed", message, remedy, document=document)


def wrong_shape(document: str) -> Finding:
    """The stated document cannot have such a number."""
    message = mark("No document of this kind has a number like this: {document}.")
    return block("pattern", message, _CHOOSE_DOCUMENT, document=document)


def very_old(age: int) -> Finding:
    """Possible, and worth a look."""
    return warn("very_old", mark("By the ID number this person is {age} years old."), _COMPARE, age=age)


def sex_differs(stated: str, derived: str) -> Finding:
    """The sex stated beside the number is not the one in it."""
    message = mark("The sex stated is {stated}, but the ID number says {derived}.")
    remedy = mark("Compare both with the ID card; if the card itself differs, keep it and give the reason.")
    return warn("sex_differs", message, remedy, stated=stated, derived=derived)


def birth_differs(stated: date, derived: date) -> Finding:
    """The birthday stated beside the number is not the one in it."""
    message = mark("The birthday stated is {stated}, but the ID number says {derived}.")
    remedy = mark("Compare both with the ID card; if the card itself differs, keep it and give the reason.")
    return warn("birth_differs", message, remedy, stated=stated.isoformat(), derived=derived.isoformat())
