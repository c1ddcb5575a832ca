"""Where the program keeps its files, and what the environment may say."""

import hashlib
import os
import sys
from pathlib import Path

from platformdirs import user_data_path

HOME_VARIABLE = "XIANGXUN_HOME"
PASSWORD_VARIABLE = "XIANGXUN_PASSWORD"
NEW_PASSWORD_VARIABLE = "XIANGXUN_NEW_PASSWORD"
COUNTY_PASSWORD_VARIABLE = "XIANGXUN_COUNTY_PASSWORD"
OPERATOR_VARIABLE = "XIANGXUN_OPERATOR"
# A frozen bundle starts itself with this to read a workbook apart from the ledger: it has no other interpreter.
CHILD_ARGUMENT = "--read-a-workbook"


def default_home() -> Path:
    """The folder of the ledger: the environment's word, else the user's data folder."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named) if named else user_data_path("xiangxun", appauthor=False)


def machine_id() -> str:
    """A mark of this computer that a copied folder does not carry along; empty where none can be had."""
    try:
        own = _own_mark()
    except (OSError, UnicodeDecodeError):
        return ""
    return hashlib.sha256(f"xiangxun {own}".encode()).hexdigest()[:32] if own else ""


if sys.platform == "win32":
    import winreg

    def _own_mark() -> str:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

else:

    def _own_mark() -> str:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
