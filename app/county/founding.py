"""How a county begins: its two keys, the desk key that they vouch for, its register, its first lists."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.county.database import Database
from app.county.database_place import PLACE, REGISTER, database_of, forget_address, keep_address
from app.county.publishing import publish_lists
from app.county.reference import settle_regions
from app.county.register import County, Deed, Register
from app.county.register_faults import RegisterReadOnly
from app.county.root_keys import KeyFiles
from app.county.store import desk_key
from app.credential.keys import SigningKey
from app.credential.sealing import recovery_public
from app.credential.text import HostRefused, is_host
from app.errors import Refusal
from app.i18n import mark
from app.models.faults import DiskFull
from app.models.ledger_file import refuse_network_share
from app.models.rows import new_id

_OWN = (REGISTER, PLACE, desk_key.FILE)


class CountyExists(Refusal):
    """A county, or a part of one, lies where a new one was asked for."""

    code = "county_exists"
    message = mark("There is a county, or a part of one, in {folder} already; it was left untouched.")
    remedy = mark("Choose an empty folder. A root key is never written over.")


class CountyNameWrong(Refusal):
    """A county without a name or without its six-digit code."""

    code = "county_name_wrong"
    message = mark("A county needs a name and its code of six digits; given: “{name}”, {code}.")
    remedy = mark("Take the administrative division code (GB/T 2260), such as 530921 for 凤庆县.")


@dataclass(frozen=True)
class Founding:
    """What a new county is called, and the host that its certificates' codes lead to."""

    name: str
    code: str
    host: str


def found_county(
    folder: Path, founding: Founding, password: str, clock: Clock, officer: str = "", database: str = ""
) -> County:
    """A new county: root key and recovery key in this folder, its register there or in the database at this address.

    A failed start leaves nothing behind. Raises CountyExists, CountyNameWrong, HostRefused, PasswordTooShort,
    NetworkShare, RegisterReadOnly, DiskFull, DatabaseTaken and whatever keeps a server from being reached.
    """
    check_founding(folder, founding)
    files = KeyFiles(folder)
    with _nothing_left(folder, files) as places:
        root, recovery = files.make(password)
        county = _new_county(founding, root, recovery_public(recovery), clock)
        desk_key.make_desk_key(folder, county, root, county.founded_on)
        places.append(database_of(folder, database))
        keep_address(folder, database)
        Register.create(places[0], county, clock.now(), officer, lambda deed: _first_deed(deed, root)).close()
    return county


def _new_county(founding: Founding, root: SigningKey, recovery: bytes, clock: Clock) -> County:
    return County(
        id=new_id(),
        code=founding.code,
        name=founding.name.strip(),
        host=founding.host,
        root_public=root.public,
        recovery_public=recovery,
        founded_on=clock.now().date(),
    )


def _first_deed(deed: Deed, root: SigningKey) -> None:
    settle_regions(deed)
    publish_lists(deed, root)


def check_founding(folder: Path, founding: Founding) -> None:
    """Raise CountyNameWrong, HostRefused or CountyExists before anybody is asked for a password."""
    code, name = founding.code, founding.name.strip()
    if not (code.isascii() and code.isdigit() and len(code) == 6 and 0 < len(name) <= 100 and name.isprintable()):
        raise CountyNameWrong(name=name, code=code)
    if not is_host(founding.host):
        raise HostRefused(host=founding.host)
    files = KeyFiles(folder)
    if any(path.exists() for path in (files.root, files.recovery, *(folder / name for name in _OWN))):
        raise CountyExists(folder=str(folder))


@contextmanager
def _nothing_left(folder: Path, files: KeyFiles) -> Iterator[list[Database]]:
    was_there = folder.exists()
    places: list[Database] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_network_share(folder)
        yield places
    except BaseException as error:
        with suppress(OSError):
            for place in places:
                place.discard()
            forget_address(folder)
            files.root.unlink(missing_ok=True)
            files.recovery.unlink(missing_ok=True)
            (folder / desk_key.FILE).unlink(missing_ok=True)
            if not was_there:
                folder.rmdir()
        if isinstance(error, OSError):
            raise (DiskFull() if error.errno == 28 else RegisterReadOnly(folder=str(folder))) from error
        raise
