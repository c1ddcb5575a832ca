"""Whose a backup is: sealed by the county's desk key when it is made, and that seal looked at before it is put back."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.county.backup_file import Backup
from app.county.register import County
from app.county.store.desk_key import FILE, DeskKey
from app.credential.desk_certificate import DeskCertificate, read_desk_certificate
from app.credential.keys import fingerprint
from app.errors import MachineFault, Refusal
from app.i18n import mark, tr
from app.models.side_files import read_json

_PURPOSE = b"xiangxun/county-backup/1\n"


class BackupUnsigned(Refusal):
    """A backup without a seal, as earlier programs made them, or one from which it was taken away."""

    code = "county_backup_unsigned"
    message = mark("The backup {file} is not signed: nobody can tell whether it was changed after it was made.")
    remedy = mark("Take a signed one. If you know where this one has been all the time, restore it with --unsigned.")


class BackupChanged(MachineFault):
    """A seal that does not fit what stands in the backup."""

    code = "county_backup_changed"
    message = mark("The backup {file} was changed after the county signed it; nothing was restored.")
    remedy = mark("Take another copy, and find out who could write to this one.")


class BackupForeign(Refusal):
    """A backup under another root key than the one that is known here."""

    code = "county_backup_foreign"
    message = mark("The backup {file} belongs to the root key {found}; that is not the root key known here.")
    remedy = mark("Compare the fingerprint with the one that a station shows, and take the backup of your own county.")


class Proof(StrEnum):
    """What is known of a backup that is put back."""

    COUNTY = "county"
    ITSELF = "itself"
    NONE = "none"

    def sentence(self, fingerprint: str) -> str:
        """What was and was not proven of the backup of a county with this root key."""
        return tr(_SENTENCES[self], fingerprint=fingerprint)


_SENTENCES = {
    Proof.COUNTY: mark("Its signature was checked against your county's root key: nothing in it was changed."),
    Proof.ITSELF: mark(
        "It is signed under the root key {fingerprint}. Nothing here tells whether that is your county's: compare it"
        " with the fingerprint that a station shows, before the server is started."
    ),
    Proof.NONE: mark(
        "It is not signed: whether anything in it was changed, such as who is an administrator, is not proven. Look"
        " through the list of officers before the server is started. Its root key is {fingerprint}."
    ),
}


@dataclass(frozen=True)
class Belief:
    """What whoever puts a backup back goes by: the root key's fingerprint, and whether an unsigned one will do."""

    fingerprint: str = ""
    takes_unsigned: bool = False


NOTHING_KNOWN = Belief()
"""Of whoever names no more than the file."""


@dataclass(frozen=True)
class Sealed:
    """A backup whose seal was looked at: how much is proven, and under which root key and for which county."""

    backup: Backup
    belief: Belief
    proof: Proof
    root: bytes = b""
    county_id: str = ""

    def check(self, county: County) -> None:
        """See that the county in the tables is the one of the seal. Raises BackupChanged, BackupForeign."""
        if self.root and (county.root_public, county.id) != (self.root, self.county_id):
            raise BackupChanged(file=self.backup.name)
        if self.belief.fingerprint and not _is(county.root_public, self.belief.fingerprint):
            raise BackupForeign(file=self.backup.name, found=county.fingerprint)


def sealing(desk: DeskKey | None, county: County) -> Callable[[bytes], bytes]:
    """Makes the seal over what a backup holds; an empty one where no desk key is at hand."""

    def seal(content: bytes) -> bytes:
        if desk is None:
            return b""
        told = {"root": county.root_public, "certificate": desk.certificate, "signature": desk.sign(_claim(content))}
        return json.dumps({name: value.hex() for name, value in told.items()}).encode()

    return seal


def looked_at(backup: Backup, folder: Path, belief: Belief) -> Sealed:
    """What the seal of this backup shows. Raises BackupUnsigned, BackupChanged, BackupForeign, BackupUnsound."""
    found = backup.seal()
    if not found:
        if not belief.takes_unsigned:
            raise BackupUnsigned(file=backup.name)
        return Sealed(backup, belief, Proof.NONE)
    try:
        told = json.loads(found)
        root, data, signature = (bytes.fromhex(told[name]) for name in ("root", "certificate", "signature"))
        certificate = read_desk_certificate(data, root)
        is_sound = certificate.holds(_claim(backup.content()), signature) and _fits(certificate, backup)
    except (ValueError, TypeError, KeyError, Refusal) as error:
        raise BackupChanged(file=backup.name) from error
    if not is_sound:
        raise BackupChanged(file=backup.name)
    return Sealed(backup, belief, _proof(backup, folder, belief, root), root, certificate.county_id)


def _proof(backup: Backup, folder: Path, belief: Belief, root: bytes) -> Proof:
    """The root key is the county's own if its fingerprint was given, or if it vouches for the desk key that is here."""
    known = _is(root, belief.fingerprint) if belief.fingerprint else _vouches_here(folder, root)
    if known is False:
        raise BackupForeign(file=backup.name, found=fingerprint(root))
    return Proof.COUNTY if known else Proof.ITSELF


def _vouches_here(folder: Path, root: bytes) -> bool | None:
    """Whether this root key signed the certificate of the desk key in the folder; None where there is none."""
    held = (read_json(folder / FILE) or {}).get("certificate")
    if not isinstance(held, str):
        return None
    with suppress(ValueError, Refusal):
        read_desk_certificate(bytes.fromhex(held), root)
        return True
    return False


def _fits(certificate: DeskCertificate, backup: Backup) -> bool:
    made_on = date.fromisoformat(backup.manifest.made_at[:10])
    is_ours = certificate.county_id == backup.manifest.county_id
    return is_ours and certificate.not_before <= made_on <= certificate.not_after


def _is(root: bytes, given: str) -> bool:
    return fingerprint(root).replace(" ", "") == "".join(given.split()).upper()


def _claim(content: bytes) -> bytes:
    return _PURPOSE + hashlib.sha256(content).digest()
