"""The county's two secret keys, each in a file of its own under the county's password."""

from pathlib import Path
from typing import Any

from app.credential.keys import SigningKey
from app.credential.sealing import SealDamaged, new_recovery_key, unwrap, wrap
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.key_ring import LEAST, PasswordTooShort
from app.models.side_files import read_json, write_json

ROOT_PURPOSE = "county root key"
RECOVERY_PURPOSE = "county recovery key"


class CountyKeyMissing(MachineFault):
    """A key file of the county is not there, or torn."""

    code = "county_key_missing"
    message = mark("The county's key file {file} is missing or damaged.")
    remedy = mark("Put the file back from one of its two copies; without it nothing can be signed or recovered.")


class CountyKeyForeign(Refusal):
    """A key file that belongs to another county's register."""

    code = "county_key_foreign"
    message = mark("The key in {file} does not belong to this county's register.")
    remedy = mark("Put back the key file that was made together with the register.")


class KeyFiles:
    """`root.key` and `recovery.key` in the county's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "root.key"
        self.recovery = folder / "recovery.key"

    def make(self, password: str) -> tuple[SigningKey, bytes]:
        """New keys under this password: the root key and the recovery key's secret. Raises PasswordTooShort."""
        if len(password) < LEAST:
            raise PasswordTooShort(least=LEAST)
        root, recovery = SigningKey.generate(), new_recovery_key()
        write_json(self.root, wrap(root.seed, password, ROOT_PURPOSE))
        write_json(self.recovery, wrap(recovery, password, RECOVERY_PURPOSE))
        return root, recovery

    def open_root(self, password: str, public: bytes) -> SigningKey:
        """The root key. Raises WrongPassword, CountyKeyMissing, CountyKeyForeign, SealUnknown."""
        key = SigningKey.from_seed(_unwrapped(self.root, password, ROOT_PURPOSE))
        if key.public != public:
            raise CountyKeyForeign(file=self.root.name)
        return key

    def open_recovery(self, password: str) -> bytes:
        """The recovery key's 32 secret bytes. Raises WrongPassword, CountyKeyMissing, SealUnknown."""
        return _unwrapped(self.recovery, password, RECOVERY_PURPOSE)


def _unwrapped(path: Path, password: str, purpose: str) -> bytes:
    wrapped: dict[str, Any] | None = read_json(path)
    if wrapped is None:
        raise CountyKeyMissing(file=path.name)
    try:
        return unwrap(wrapped, password, purpose)
    except SealDamaged as error:
        raise CountyKeyMissing(file=path.name) from error
