"""Secrets at rest: wrapped under a password, or sealed for the holder of a key."""

import base64
import binascii
import hashlib
import os
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.credential import canonical
from app.errors import MachineFault, Refusal
from app.i18n import mark

VERSION = 1
WRAPPED = "argon2id+aes-256-gcm"
SEALED = "x25519+hkdf-sha256+aes-256-gcm"
DEFAULT_PURPOSE = "secret"
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32


class PasswordEmpty(Refusal):
    """No password where a secret should be wrapped."""

    code = "password_empty"
    message = mark("The password is empty.")
    remedy = mark("Choose a password and enter it.")


class WrongPassword(Refusal):
    """The file is whole, the password does not open it."""

    code = "wrong_password"
    message = mark("The password is wrong.")
    remedy = mark("Check capitals and the input method, then try again.")


class WrongRecoveryKey(Refusal):
    """The file is whole, but was sealed for another key."""

    code = "wrong_recovery_key"
    message = mark("This was sealed for another recovery key ({recipient}).")
    remedy = mark("Take the recovery key that the county used when it was sealed.")


class SealDamaged(Refusal):
    """A sealed secret that lacks something or was changed."""

    code = "seal_damaged"
    message = mark("The sealed file is damaged; the password is not the reason.")
    remedy = mark("Take the copy of this file from a backup.")


class SealForOther(Refusal):
    """A sealed secret of another purpose put in this one's place."""

    code = "seal_purpose"
    message = mark("This sealed file holds something else ({found}) than what is needed here ({expected}).")
    remedy = mark("Choose the right file.")


class SealUnknown(Refusal):
    """A sealed secret made by a newer program, or one that asks for a cost beyond all reason."""

    code = "seal_unknown"
    message = mark("This file is sealed in a way that this version of the program does not know or does not allow.")
    remedy = mark("Install the newest version. If it is the newest, do not use the file: it was made to do harm.")


class TooLittleMemory(MachineFault):
    """The machine cannot give the memory that the password check needs; in MiB."""

    code = "too_little_memory"
    message = mark("The PC has not enough free memory to check the password ({needed} MiB needed).")
    remedy = mark("Close other programs and try again.")


@dataclass(frozen=True)
class PasswordCost:
    """What one guess of a password costs: passes, KiB of memory, lanes."""

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4

    @property
    def is_bearable(self) -> bool:
        """Whether this PC should do it at all: up to 256 MiB, 10 passes, 8 lanes."""
        lanes = 1 <= self.parallelism <= 8
        return lanes and 1 <= self.time_cost <= 10 and 8 * self.parallelism <= self.memory_kib <= 256 * 1024


USUAL_COST = PasswordCost()


def wrap(
    secret: bytes, password: str, purpose: str = DEFAULT_PURPOSE, cost: PasswordCost = USUAL_COST
) -> dict[str, Any]:
    """The secret under a password, as a dict for JSON. Raises PasswordEmpty, TooLittleMemory."""
    if not password:
        raise PasswordEmpty
    salt = os.urandom(SALT_BYTES)
    key = _password_key(password, salt, cost)
    head = {
        "time_cost": cost.time_cost,
        "memory_kib": cost.memory_kib,
        "parallelism": cost.parallelism,
        "salt": _to_text(salt),
    }
    return _lock(WRAPPED, purpose, key, secret, head)


def unwrap(wrapped: dict[str, Any], password: str, purpose: str = DEFAULT_PURPOSE) -> bytes:
    """The secret. Raises WrongPassword, SealDamaged, SealForOther, SealUnknown, TooLittleMemory."""
    _check_whole(wrapped, WRAPPED, purpose)
    cost = PasswordCost(*(_whole_in(wrapped, name) for name in ("time_cost", "memory_kib", "parallelism")))
    salt = _bytes_in(wrapped, "salt")
    if not cost.is_bearable or len(salt) < 8:
        raise SealUnknown
    try:
        return _unlock(wrapped, purpose, _password_key(password, salt, cost))
    except InvalidTag as error:
        # The checksum held, so the file is as it was written: it is the password.
        raise WrongPassword from error


def new_recovery_key() -> bytes:
    """The 32 secret bytes of a new X25519 key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def recovery_public(private: bytes) -> bytes:
    """The public half of a recovery key: what others seal for. Raises SealDamaged."""
    return _x25519(private).public_key().public_bytes_raw()


def seal_for(public: bytes, secret: bytes, purpose: str = DEFAULT_PURPOSE) -> dict[str, Any]:
    """The secret for the holder of a recovery key alone, as a dict for JSON. Raises SealDamaged for a bad key."""
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    key = _shared_key(once, public, sender + public)
    return _lock(SEALED, purpose, key, secret, {"recipient": _name_of(public), "sender": _to_text(sender)})


def open_sealed(private: bytes, sealed: dict[str, Any], purpose: str = DEFAULT_PURPOSE) -> bytes:
    """The secret. Raises WrongRecoveryKey, SealDamaged, SealForOther, SealUnknown."""
    _check_whole(sealed, SEALED, purpose)
    public = recovery_public(private)
    if sealed.get("recipient") != _name_of(public):
        raise WrongRecoveryKey(recipient=sealed.get("recipient"))
    sender = _bytes_in(sealed, "sender")
    try:
        return _unlock(sealed, purpose, _shared_key(_x25519(private), sender, sender + public))
    except InvalidTag as error:
        raise SealDamaged from error


def _lock(method: str, purpose: str, key: bytes, secret: bytes, head: dict[str, Any]) -> dict[str, Any]:
    nonce = os.urandom(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, secret, _associated(method, purpose))
    sealed = {"version": VERSION, "method": method, "purpose": purpose, **head}
    sealed |= {"nonce": _to_text(nonce), "box": _to_text(box)}
    return sealed | {"checksum": _checksum(sealed)}


def _unlock(sealed: dict[str, Any], purpose: str, key: bytes) -> bytes:
    nonce, box = _bytes_in(sealed, "nonce"), _bytes_in(sealed, "box")
    if len(nonce) != NONCE_BYTES:
        raise SealDamaged
    return AESGCM(key).decrypt(nonce, box, _associated(str(sealed["method"]), purpose))


def _check_whole(sealed: Any, method: str, purpose: str) -> None:
    """Damage first: a torn file must not be taken for a wrong password or for a newer version."""
    if not isinstance(sealed, dict) or sealed.get("checksum") != _checksum(sealed):
        raise SealDamaged
    if sealed.get("version") != VERSION or sealed.get("method") != method:
        raise SealUnknown
    if sealed.get("purpose") != purpose:
        raise SealForOther(found=sealed.get("purpose"), expected=purpose)


def _checksum(sealed: dict[str, Any]) -> str:
    try:
        fields = canonical.write({name: value for name, value in sealed.items() if name != "checksum"})
    except canonical.NotPlain as error:
        raise SealDamaged from error
    return hashlib.sha256(fields).hexdigest()


def _associated(method: str, purpose: str) -> bytes:
    return f"xiangxun/sealed/{VERSION}/{method}/{purpose}".encode()


def _password_key(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    # NFKC: a Chinese input method may type the same password in full-width characters.
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    try:
        return hash_secret_raw(typed, salt, cost.time_cost, cost.memory_kib, cost.parallelism, KEY_BYTES, Type.ID)
    except (HashingError, MemoryError) as error:
        raise TooLittleMemory(needed=cost.memory_kib // 1024) from error


def _x25519(private: bytes) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(private)
    except ValueError as error:
        raise SealDamaged from error


def _shared_key(private: X25519PrivateKey, public: bytes, parties: bytes) -> bytes:
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # a key of the wrong length, or one that makes every shared secret zero
        raise SealDamaged from error
    return HKDF(SHA256(), KEY_BYTES, salt=parties, info=b"xiangxun/sealed/1").derive(shared)


def _name_of(public: bytes) -> str:
    return hashlib.sha256(b"xiangxun/recovery/" + public).hexdigest()[:16]


def _whole_in(sealed: dict[str, Any], name: str) -> int:
    value = sealed.get(name)
    if type(value) is not int:
        raise SealDamaged
    return value


def _bytes_in(sealed: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(sealed[name], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise SealDamaged from error


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
