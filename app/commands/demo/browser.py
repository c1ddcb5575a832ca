"""The public page in a real browser, where this computer has Chromium: what it shows after its own script has run."""

import os
import re
import shutil
import subprocess
import tempfile

_NAMES = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_VERDICT = re.compile(r'id="verdict" class="verdict ([a-z]+)"')
_PATIENCE = 60


def chromium() -> str:
    """The program; empty where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def state_shown(program: str, url: str) -> str:
    """How the page at this address shows its verdict: valid, bad or unsure; empty if it shows none."""
    with tempfile.TemporaryDirectory(prefix="xiangxun-browser-", ignore_cleanup_errors=True) as profile:
        command = [program, "--headless=new", "--disable-gpu", f"--user-data-dir={profile}"]
        # Chromium's own sandbox does not run as root, as in a container.
        command += ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        command += ["--virtual-time-budget=8000", "--dump-dom", url]
        try:
            shown = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
    found = _VERDICT.search(shown.stdout.decode("utf-8", "replace"))
    return found[1] if found else ""
