"""Deeds that the root key signs: with the county's password in the form, unless the server was started with it."""

from app.county.office import CountyOffice
from app.county.web.authority import Visit
from app.errors import Refusal
from app.i18n import mark

TRIES_A_MINUTE = 5


class TooManyPasswords(Refusal):
    """The county's password was tried too often."""

    code = "too_many_passwords"
    message = mark("The county's password was tried too often.")
    remedy = mark("Wait a minute, then type it once more.")


def unlocked(visit: Visit, password: str) -> CountyOffice:
    """The office with this officer in it, ready to sign; locked again with the request. Raises WrongPassword."""
    office = visit.office
    if office.can_sign:
        return office
    if not visit.site.patience.allows("county_password", visit.officer.name, TRIES_A_MINUTE):
        raise TooManyPasswords
    office.unlock(password)
    return office
