"""The keys beside the ledger: the file key wrapped for each operator, and once for the county's recovery."""

import json
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.credential.sealing import USUAL_COST, PasswordCost, WrongPassword, seal_for, unwrap, wrap
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.side_files import read_json, write_json

PURPOSE, PRACTICE_PURPOSE = "ledger file key", "practice ledger file key"
PRACTICE_WORD = "practice"
# The practice ledger holds invented people and its password is known: making it dear would only make it slow.
PRACTICE_COST = PasswordCost(time_cost=1, memory_kib=64, parallelism=1)


class UnknownOperator(Refusal):
    """Nobody of this name may open the ledger."""

    code = "unknown_operator"
    message = mark("There is no operator named “{name}” on this ledger.")
    remedy = mark("Known operators: {known}.")


class KeysMissing(MachineFault):
    """The file with the wrapped keys is missing or torn."""

    code = "keys_missing"
    message = mark("The key file {file} is missing or damaged; without it the ledger stays locked.")
    remedy = mark(
        "Restore from the newest backup: if the ledger itself is whole, only the keys are put back and nothing is lost."
        " The county's recovery key can open it too."
    )


class PasswordTooShort(Refusal):
    """The new password is too easy to guess."""

    code = "password_too_short"
    message = mark("A password needs at least {least} characters.")
    remedy = mark("Choose a longer one; a short sentence is fine.")


class KeysChanged(Refusal):
    """The key file says that the ledger is for practice, or is not; its keys, or the ledger itself, say otherwise."""

    code = "keys_changed"
    message = mark(
        "The key file was changed: what it says of a practice ledger is not true of this one. Nothing was opened."
    )
    remedy = mark(
        "Open the ledger with name and password: the key file is put right then. Find out who can write to its folder."
    )


LEAST = 8


class KeyRing:
    """`ledger.keys`: who can unwrap the ledger's 32-byte file key. Changing a password re-wraps, never re-keys."""

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self._path = path
        self._content = content

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """An empty ring, not yet written."""
        return cls(path, {"version": 1, "operators": {}, "recovery": None, "practice": False})

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """The ring on disk. Raises KeysMissing."""
        content = read_json(path)
        if content is None or not isinstance(content.get("operators"), dict):
            raise KeysMissing(file=str(path))
        return cls(path, content)

    @classmethod
    def held_in(cls, data: bytes, path: Path) -> "KeyRing":
        """The ring that a backup holds, to be saved at this path. Raises KeysMissing."""
        try:
            content = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise KeysMissing(file=str(path)) from error
        if not isinstance(content, dict) or not isinstance(content.get("operators"), dict):
            raise KeysMissing(file=str(path))
        return cls(path, content)

    @property
    def operators(self) -> list[str]:
        """The names that have a password here."""
        return sorted(self._content["operators"])

    @property
    def is_practice(self) -> bool:
        """Whether the file says that this is a practice ledger: invented people, no password.

        Anybody who can write to the folder can write this word: `unlock` proves it, an open ledger knows it.
        """
        return bool(self._content.get("practice"))

    def unlock(self, name: str, password: str) -> bytes:
        """The file key; `is_practice` is proved then. Raises UnknownOperator, KeysChanged or sealing.WrongPassword."""
        wrapped = self._content["operators"].get(name)
        if wrapped is None:
            raise UnknownOperator(name=name, known=", ".join(self.operators))
        key = _practice_key(wrapped) if self.is_practice or _is_for_practice(wrapped) else None
        is_practice = key is not None
        if key is None:
            if self.is_practice and not password:
                raise KeysChanged
            key = unwrap(wrapped, password, PURPOSE)
        if is_practice != self.is_practice:  # the key itself is believed, and the plain word put right
            self.mark_practice(is_practice=is_practice)
            with suppress(OSError):  # it opens all the same where nothing can be written
                self.save()
        return key

    def wrap_for(self, name: str, password: str, key: bytes, *, is_practice: bool = False) -> None:
        """Let this operator in with this password from now on; `is_practice` as the open ledger knows it.

        Raises PasswordTooShort, KeysChanged.
        """
        if is_practice != self.is_practice:
            raise KeysChanged
        if len(password) < LEAST and not is_practice:
            raise PasswordTooShort(least=LEAST)
        if is_practice:
            wrapped = wrap(key, PRACTICE_WORD, PRACTICE_PURPOSE, PRACTICE_COST)
        else:
            wrapped = wrap(key, password, PURPOSE, USUAL_COST)
        self._content["operators"][name] = wrapped

    def forget(self, name: str) -> None:
        """Let this operator in no longer."""
        self._content["operators"].pop(name, None)

    def seal_recovery(self, county_public: bytes, key: bytes) -> None:
        """Let the county's recovery key open the ledger when every password is lost."""
        self._content["recovery"] = seal_for(county_public, key, PURPOSE)

    def mark_practice(self, *, is_practice: bool = True) -> None:
        """Say whether this ring guards a practice ledger: an empty password will do."""
        self._content["practice"] = is_practice

    def save(self) -> None:
        """Write the ring whole."""
        write_json(self._path, self._content)


def _is_for_practice(wrapped: object) -> bool:
    """Whether a key says, where no other hand can have written it, that no password guards it."""
    return isinstance(wrapped, dict) and wrapped.get("purpose") == PRACTICE_PURPOSE


def _practice_key(wrapped: dict[str, Any]) -> bytes | None:
    """The file key, if it opens without a password; ledgers of the first days did not name the purpose."""
    purpose = PRACTICE_PURPOSE if _is_for_practice(wrapped) else PURPOSE
    try:
        return unwrap(wrapped, PRACTICE_WORD, purpose)
    except WrongPassword:
        return None


def new_file_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)
