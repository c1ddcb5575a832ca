"""The Python that runs the build: this one if it is new enough, else a newer one of this machine.

Written so that a Python as old as 3.7 can read it and say what is wrong.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def require_modern_python() -> None:
    """Go on if this Python will do; else hand the whole run to one that will, or say what is missing."""
    if not is_too_old(sys.version_info[:2]):
        return
    newer = modern_python()
    if newer:
        sys.exit(subprocess.call([newer, *sys.argv]))
    sys.exit(
        f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}. Install it (Debian: apt-get install "
        "python3; Windows: with the Python installer) and run this again."
    )


def is_too_old(version: tuple[int, int]) -> bool:
    """Whether a Python of this version cannot run the product."""
    return version < OLDEST


def modern_python() -> str | None:
    """A new enough Python that stands beside this one, if there is any."""
    return next((found for found in map(shutil.which, NEWER) if found), None)
