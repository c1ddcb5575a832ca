"""What an ID card reader types: the number of a citizen, alone or with words around it."""

import re

_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


def id_number_in(text: str) -> str:
    """The one ID number in what was scanned; "" if there is none, or several, or it is an address on the web."""
    found = _NUMBER.findall(text)
    return found[0].upper() if len(found) == 1 and "://" not in text else ""
