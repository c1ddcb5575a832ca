"""A printing house of one's own: a real CUPS, private to the test, whose printers keep what arrives instead of ink."""

import getpass
import grp
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from subprocess import DEVNULL

import pytest

from tests.ui.patience import PATIENCE, until

PROGRAMS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
CUPSD, LPADMIN = shutil.which("cupsd", path=PROGRAMS), shutil.which("lpadmin", path=PROGRAMS)
EXEC = Path("/usr/lib/cups/daemon/cups-exec")
IS_THERE = bool(CUPSD and LPADMIN and shutil.which("lp") and EXEC.exists())
needs_cups = pytest.mark.skipif(not IS_THERE, reason="this machine has no CUPS (Debian: cups-daemon, cups-client)")
STEP = 0.05  # s

# What CUPS starts for every job: id, user, title, copies, options, and the file or nothing.
BACKEND = """#!/bin/sh
if [ $# = 0 ]; then echo 'direct keep "Unknown" "Keeps what arrives"'; exit 0; fi
here="{folder}/arrived/$PRINTER"
mkdir -p "$here"
if [ -e "$here/no-paper" ]; then
  echo "STATE: +media-empty-error" >&2
  exit 4
fi
if [ -e "$here/broken" ]; then exit 1; fi
echo "STATE: -media-empty-error" >&2
printf '%s\\n' "$3" "$4" "$5" > "$here/$1.words"
if [ -n "$6" ]; then cat "$6"; else cat; fi > "$here/$1.part"
mv "$here/$1.part" "$here/$1.pdf"
"""
SERVER = """
Listen {server}
Browsing No
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Location /admin>
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
FILES = """
ServerRoot {folder}/root
ServerBin {folder}/bin
DataDir {folder}/data
DocumentRoot {folder}/data
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
Sandboxing relaxed
"""
DRIVER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KEEPS.PPD"
*Manufacturer: "Keeps"
*Product: "(Keeps)"
*ModelName: "Keeps"
*ShortNickName: "Keeps"
*NickName: "Keeps"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*cupsFilter: "application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*PageSize A5/A5: ""
*CloseUI: *PageSize
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*ImageableArea A5/A5: "12 12 408 583"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*PaperDimension A5/A5: "420 595"
*OpenUI *{keyword}/Media Source: PickOne
*Default{keyword}: Auto
*{keyword} Auto/Auto: ""
*{keyword} Tray1/Tray 1: ""
*{keyword} Tray2/Tray 2: ""
*{keyword} Manual/Manual Feed: ""
*CloseUI: *{keyword}
*OpenUI *Duplex/Two-Sided: PickOne
*DefaultDuplex: DuplexNoTumble
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long Edge: ""
*CloseUI: *Duplex
"""


@dataclass(frozen=True)
class Arrived:
    """What came to a printer: its title, how many copies, the options, and the file."""

    title: str
    copies: int
    options: dict[str, str]
    pdf: bytes


class PrintingHouse:
    """A CUPS that runs until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # A socket of its own, and no port that another house may have taken; its path must be short.
        self._hall = Path(tempfile.mkdtemp(prefix="cups-"))
        self.server = str(self._hall / "sock")
        self._printers = 0
        self._lay_out()
        self._process = self._opened()

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)
        shutil.rmtree(self._hall)

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be the printing system of this computer for one test, whatever its user likes to print on."""
        monkeypatch.setenv("CUPS_SERVER", self.server)
        monkeypatch.setenv("CUPS_SERVERROOT", str(self.folder / "root"))
        monkeypatch.setenv("HOME", str(self.folder))
        for chosen in ("PRINTER", "LPDEST"):
            monkeypatch.delenv(chosen, raising=False)

    def add_printer(self, name: str = "", keyword: str = "InputSlot") -> str:
        """A printer with three trays, which prints on both sides unless it is told otherwise."""
        self._printers += 1
        name = name or f"Pantum-{self._printers}"
        driver = self.folder / f"{keyword}.ppd"
        driver.write_text(DRIVER.replace("{keyword}", keyword), encoding="ascii")
        self.run(LPADMIN or "", "-p", name, "-v", "keep:/", "-P", str(driver), "-E")
        return name

    def run(self, *command: str) -> str:
        """A program of CUPS, against this house."""
        environment = os.environ | {"CUPS_SERVER": self.server, "LC_ALL": "C.UTF-8", "PATH": PROGRAMS}
        done = subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    def put(self, printer: str, trouble: str) -> Path:
        """From now on this printer has "no-paper" or is "broken", until the file is taken away again."""
        sign = self.folder / "arrived" / printer / trouble
        sign.parent.mkdir(parents=True, exist_ok=True)
        sign.touch()
        return sign

    def has(self, printer: str, job: int) -> bool:
        """Whether the whole file of this job has arrived."""
        return (self.folder / "arrived" / printer / f"{job}.pdf").exists()

    def arrived(self, printer: str, job: int) -> Arrived:
        """What came for this job, waited for."""
        until(lambda: self.has(printer, job), partial(time.sleep, STEP), self._log)
        place = self.folder / "arrived" / printer
        title, copies, options = (place / f"{job}.words").read_text(encoding="utf-8").splitlines()
        pairs = (option.partition("=") for option in options.split())
        named = {name: value for name, _, value in pairs}
        return Arrived(title, int(copies), named, (place / f"{job}.pdf").read_bytes())

    def _lay_out(self) -> None:
        for name in ("root/ppd", "bin/backend", "bin/daemon", "spool/tmp", "cache", "state", "data/mime", "arrived"):
            (self.folder / name).mkdir(parents=True)
        backend = self.folder / "bin/backend/keep"
        backend.write_text(BACKEND.replace("{folder}", str(self.folder)), encoding="utf-8")
        # For its owner alone: only such a backend is run as the superuser where CUPS itself is.
        backend.chmod(0o700)
        (self.folder / "bin/daemon/cups-exec").symlink_to(EXEC)
        (self.folder / "data/mime/pdf.types").write_text("application/pdf pdf string(0,%PDF)\n", encoding="ascii")
        (self.folder / "data/mime/pdf.convs").write_text("\n", encoding="ascii")
        words = FILES.format(folder=self.folder)
        if os.geteuid() != 0:
            group = grp.getgrgid(os.getegid()).gr_name
            words += f"User {getpass.getuser()}\nGroup {group}\nSystemGroup {group}\n"
        (self.folder / "root/cups-files.conf").write_text(words, encoding="utf-8")

    def _opened(self) -> "subprocess.Popen[bytes]":
        configuration, files = self.folder / "root/cupsd.conf", self.folder / "root/cups-files.conf"
        configuration.write_text(SERVER.format(server=self.server), encoding="ascii")
        process = subprocess.Popen(
            [CUPSD or "", "-f", "-c", str(configuration), "-s", str(files)], stdout=DEVNULL, stderr=DEVNULL
        )
        until(lambda: process.poll() is not None or self._answers(), partial(time.sleep, STEP), self._log)
        assert process.poll() is None, self._log()
        return process

    def _answers(self) -> bool:
        environment = os.environ | {"CUPS_SERVER": self.server, "LC_ALL": "C"}
        asked = subprocess.run(["lpstat", "-r"], env=environment, capture_output=True, check=False)
        return b"is running" in asked.stdout

    def _log(self) -> str:
        log = self.folder / "error.log"
        return log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else "cupsd wrote nothing"
