"""The gate: format, lint, types, floors, translations, packages, tests; one command, one verdict."""

import sys

from interpreter import require_modern_python


def main() -> int:
    """Prepare the environment and run the steps named on the command line, or all. Returns 0 if all passed."""
    require_modern_python()
    from environment import prepare
    from gate import run
    from trouble import BuildTrouble

    try:
        return run(prepare("test"), sys.argv[1:])
    except BuildTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
