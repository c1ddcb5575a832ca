"""Pictures of every page of the window, at 1366x768 and at 125 % and 150 %, in build/out/screens, to be looked at."""

import os
import shutil
import subprocess
import sys

from interpreter import require_modern_python

SCALES = {"100": "1", "125": "1.25", "150": "1.5"}


def main() -> int:
    """Take them all, or those whose names begin as the arguments say. Returns 0 if every one could be taken."""
    require_modern_python()
    from environment import ROOT, prepare
    from progress import say
    from trouble import BuildTrouble

    out = ROOT / "build" / "out" / "screens"
    try:
        environment = prepare("test")
    except BuildTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 3
    if not sys.argv[1:]:
        shutil.rmtree(out, ignore_errors=True)
    statuses = []
    for name, factor in SCALES.items():
        command = [str(environment.python), "-m", "tests.ui.screens", str(out / name), *sys.argv[1:]]
        offscreen = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor, "PYTHONUTF8": "1"}
        statuses.append(subprocess.call(command, cwd=ROOT, env=os.environ | offscreen))
    say(f"The pictures are in {out}.")
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
