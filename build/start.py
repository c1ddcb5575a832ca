"""The start command: make the private environment if need be, then play the whole day (`xiangxun demo`)."""

import subprocess
import sys

from interpreter import require_modern_python


def main() -> int:
    """Prepare and run; the arguments go to the demo. Returns its exit status."""
    require_modern_python()
    from environment import prepare
    from trouble import BuildTrouble

    try:
        environment = prepare("run")
    except BuildTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 3
    return subprocess.call([str(environment.program("xiangxun")), "demo", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
