"""A printer for the tests of issuing: programs named lp, lpstat and lpoptions that speak like CUPS and keep the PDF."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

PRINTER = "Pantum-P3305DN"
PROGRAMS = {
    "lp": """
        for last; do :; done
        if [ -e "{folder}/jammed" ]; then echo "lp: the printer is on fire." >&2; exit 1; fi
        number=$(($(ls "{folder}"/*.pdf 2>/dev/null | wc -l) + 1))
        if [ -f "$last" ]; then cat "$last"; else cat; fi > "{folder}/$number.part"
        mv "{folder}/$number.part" "{folder}/$number.pdf" && echo "$*" > "{folder}/$number.words"
        echo "request id is {printer}-$number (1 file(s))"
    """,
    "lpstat": """
        case "$*" in
            -r) echo "scheduler is running" ;;
            -d) echo "system default destination: {printer}" ;;
            -e) echo "{printer}" ;;
        esac
    """,
    "lpoptions": """
        echo "InputSlot/Media Source: *Auto Tray1 Manual"
    """,
}


@dataclass(frozen=True)
class KeptPaper:
    """The folder that the printer puts its pages into."""

    folder: Path

    @property
    def runs(self) -> list[Path]:
        """The PDF of every job, in order."""
        return sorted(self.folder.glob("*.pdf"), key=lambda path: int(path.stem))

    def words(self, run: int) -> str:
        """What lp was told, for the job of this number."""
        return (self.folder / f"{run}.words").read_text(encoding="utf-8")

    def break_down(self) -> None:
        """From now on the printing system takes nothing."""
        (self.folder / "jammed").touch()

    def mend(self) -> None:
        """It works again."""
        (self.folder / "jammed").unlink()


def install_printer(folder: Path) -> tuple[KeptPaper, str]:
    """Write the programs; answers where the pages go, and the PATH that finds them first."""
    programs, kept = folder / "bin", folder / "printed"
    for made in (programs, kept):
        made.mkdir(parents=True)
    for name, body in PROGRAMS.items():
        path = programs / name
        path.write_text("#!/bin/sh\n" + body.format(folder=kept, printer=PRINTER), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return KeptPaper(kept), f"{programs}{os.pathsep}{os.environ['PATH']}"
