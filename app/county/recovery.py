"""When every password of a station is lost: the county's recovery key lets an operator in once more."""

from pathlib import Path

from app.credential.sealing import open_sealed
from app.documents.file_reasons import reason_of
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.key_ring import PURPOSE, KeyRing, KeysMissing, UnknownOperator
from app.models.side_files import read_json


class NoRecoveryEntry(Refusal):
    """A key file of a ledger that was never enrolled."""

    code = "no_recovery_entry"
    message = mark("The key file {file} holds nothing for the county: its ledger was never enrolled.")
    remedy = mark("Look for a backup of the ledger made after its enrolment; without one only the password helps.")


class RecoveredKeysUnwritable(MachineFault):
    """The new key file cannot be written."""

    code = "recovered_keys_unwritable"
    message = mark("{file} cannot be written: {reason}.")
    remedy = mark("Choose another folder with --out; the old key file is as it was.")


def recover_keys(keys_file: Path, recovery_key: bytes, operator: str, password: str, out: Path) -> None:
    """Write a key file in which this operator has a new password; nothing else in it changes.

    Raises KeysMissing, NoRecoveryEntry, UnknownOperator, WrongRecoveryKey, SealDamaged, PasswordTooShort.
    """
    known = KeyRing.read(keys_file).operators
    content = read_json(keys_file)
    if content is None:
        raise KeysMissing(file=str(keys_file))
    if content.get("recovery") is None:
        raise NoRecoveryEntry(file=keys_file.name)
    if operator not in known:
        raise UnknownOperator(name=operator, known=", ".join(known))
    file_key = open_sealed(recovery_key, content["recovery"], PURPOSE)
    ring = KeyRing(out, content)
    # What the county recovers is never for practice, whatever the file has come to say.
    ring.mark_practice(is_practice=False)
    ring.wrap_for(operator, password, file_key)
    try:
        ring.save()
    except OSError as error:
        raise RecoveredKeysUnwritable(file=str(out), reason=reason_of(error)) from error
