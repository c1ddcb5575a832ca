"""The keys beside the ledger: the file key wrapped for each operator, and once for the county's recovery."""

import secrets
from pathlib import Path
from typing import Any

from app.credential.sealing import USUAL_COST, PasswordCost, seal_for, unwrap, wrap
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.side_files import read_json, write_json

PURPOSE = "ledger file key"
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
    remedy = mark("Put the key file back from a backup; the county's recovery key can open it too.")


class PasswordTooShort(Refusal):
    """The new password is too easy to guess."""

    code = "password_too_short"
    message = mark("A password needs at least {least} characters.")
    remedy = mark("Choose a longer one; a short sentence is fine.")


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

    @property
    def operators(self) -> list[str]:
        """The names that have a password here."""
        return sorted(self._content["operators"])

    @property
    def is_practice(self) -> bool:
        """Whether this is the practice ledger: invented people, no password."""
        return bool(self._content.get("practice"))

    def unlock(self, name: str, password: str) -> bytes:
        """The file key. Raises UnknownOperator or sealing.WrongPassword."""
        wrapped = self._content["operators"].get(name)
        if wrapped is None:
            raise UnknownOperator(name=name, known=", ".join(self.operators))
        return unwrap(wrapped, self._word(password), PURPOSE)

    def wrap_for(self, name: str, password: str, key: bytes) -> None:
        """Let this operator in with this password from now on. Raises PasswordTooShort."""
        if len(password) < LEAST and not self.is_practice:
            raise PasswordTooShort(least=LEAST)
        self._content["operators"][name] = wrap(key, self._word(password), PURPOSE, self._cost())

    def _word(self, password: str) -> str:
        return "practice" if self.is_practice else password

    def _cost(self) -> PasswordCost:
        return PRACTICE_COST if self.is_practice else USUAL_COST

    def forget(self, name: str) -> None:
        """Let this operator in no longer."""
        self._content["operators"].pop(name, None)

    def seal_recovery(self, county_public: bytes, key: bytes) -> None:
        """Let the county's recovery key open the ledger when every password is lost."""
        self._content["recovery"] = seal_for(county_public, key, PURPOSE)

    def mark_practice(self) -> None:
        """Say that this ring guards a practice ledger: an empty password will do."""
        self._content["practice"] = True

    def save(self) -> None:
        """Write the ring whole."""
        write_json(self._path, self._content)


def new_file_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(32)
