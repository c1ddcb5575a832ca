"""The start command: make the private environment if need be, then open the window on a practice ledger.

Where no screen exists the whole day is played on the command line instead (`xiangxun demo`), and this says so.
"""

import os
import shutil
import subprocess
import sys

from interpreter import require_modern_python

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def main() -> int:
    """Prepare and run; arguments go to the demo, which is played whenever there are any. Returns its exit status."""
    require_modern_python()
    from environment import prepare
    from machine import install_missing
    from progress import say
    from trouble import BuildTrouble

    shows_window = has_screen() and not sys.argv[1:]
    try:
        environment = prepare("run")
        if shows_window and shutil.which("dpkg-query"):
            install_missing("window")
    except BuildTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 3
    if shows_window:
        say("The window opens on a practice ledger: all people in it are invented.")
        return subprocess.call([str(environment.program("xiangxun-window")), "--practice"])
    if not sys.argv[1:]:
        say("There is no screen here, so the day is played on the command line instead of in the window.")
    return subprocess.call([str(environment.program("xiangxun")), "demo", *sys.argv[1:]])


def has_screen() -> bool:
    """True if a window can be shown: always on Windows and macOS, elsewhere if a display is named."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in SCREENS)


if __name__ == "__main__":
    sys.exit(main())
