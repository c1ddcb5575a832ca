"""The clerk's graduation day on a real screen of 1366x768, without a mouse: keys, seconds, and a picture a step.

Run by hand: python -m tests.bench.day_on_a_real_screen FOLDER [--people 60] [--scale 1.25]

Needs Xvfb, openbox and xdotool. The program runs in its own process, under a window manager, on a ledger with a
password; the printer keeps its pages. A step's seconds are those that the machine kept the clerk waiting: from the last
key until the picture stands still. The clerk's seconds are reckoned by the keystroke-level model: 0.28 s a key, 1.35 s
for every decision, and the waiting; Chinese counts four keys a character (pinyin and the choice). What hands do with
paper, and eyes with other people's cards, is not in it.
"""

import argparse
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from app.clock import SystemClock, today
from app.documents.sample_roster import SampleRow, write_sample_roster
from app.ledger.blank_stock import receive_blanks
from app.ledger.certificate_register import list_certificates
from app.ledger.checking import check_ledger
from app.ledger.courses import CoursePlan, add_course
from app.ledger.hand_out import not_collected
from app.ledger.places import load_places
from app.ledger.practice_people import Invented, invent
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer
from app.models.opening import Login, create_ledger, open_ledger
from app.models.pinyin import initials
from app.models.vocabulary import CertificateKind
from tests.bench.clerk_at_a_screen import READ, Clerk, table
from tests.makers_certificates import MakeBelieveCounty
from tests.ui.issuing_printer import KeptPaper, install_printer
from tests.ui.real_screen import missing, real_window

LOGIN = Login("张丽", "password1")
COURSE, PLACE = "核桃提质增效技术", "凤山镇文化站"
DAYS, HALF_DAYS, LAST_GOOD = 15, 30, 22
WRONG_NAME, RIGHT_NAME, REASON = 12, "欧阳春花", "姓名有误"
UNTESTED = 30  # the place in the class whose practical score is missing at first


@dataclass(frozen=True)
class Day:
    """What lies on the clerk's desk in the morning."""

    ledger: Path
    roster: Path
    people: list[Invented]
    mended: tuple[Invented, Invented]  # whose ID numbers are damaged in the roster
    paper: KeptPaper


def lay_out(folder: Path, people: int) -> tuple[Day, str]:
    """An enrolled station with a course, a messy roster, and a printer. Gives the PATH with the printer's programs."""
    paper, path = install_printer(folder / "printer")
    clock = SystemClock()
    with create_ledger(folder / "ledger", LOGIN, clock) as ledger:
        MakeBelieveCounty(day=today(clock) - timedelta(days=60)).enrol(ledger)
        load_places(ledger, "530921")
        add_provider(ledger, ProviderPlan("凤庆县职业教育中心", kind="职业教育中心"))
        add_trainer(ledger, TrainerPlan("李金山", kind="local_expert"))
        add_course(ledger, CoursePlan(COURSE, "traditional", 40, 80))
        receive_blanks(ledger, CertificateKind.COMPLETION.value, people + 40, source="凤庆县")
    cast = invent(people)
    cut = people * 2 // 3
    rounded, mistyped = cast[cut - 2], cast[cut - 1]
    wrong = "1" if mistyped.id_number[17] != "1" else "2"
    rows = [_row(each, each.id_number) for each in cast if each not in (rounded, mistyped)]
    damaged = [_row(rounded, float(rounded.id_number[:15] + "000")), _row(mistyped, mistyped.id_number[:17] + wrong)]
    write_sample_roster(folder / "roster.xlsx", rows, damaged)
    return Day(folder / "ledger", folder / "roster.xlsx", cast, (rounded, mistyped), paper), path


def _row(person: Invented, id_number: object) -> SampleRow:
    told = (person.birth, person.education, person.village, person.phone, person.groups)
    return SampleRow(person.name, person.sex, person.ethnic, id_number, *told)


def live(clerk: Clerk, day: Day) -> None:
    """The whole day; every step leaves a picture and its count."""
    with clerk.step("open"):
        clerk.write(LOGIN.password)
        clerk.turn("Return")
    open_the_class(clerk)
    bring_the_roster(clerk, day)
    call_the_roll(clerk, day)
    enter_the_results(clerk, len(day.people))
    mend_and_graduate(clerk, day)
    issue_and_print(clerk, day)
    survive_a_jam(clerk, day)
    correct_a_name(clerk, day)
    hand_everything_out(clerk, day)


def open_the_class(clerk: Clerk) -> None:
    """Course, first day, place and trainers; the timetable is looked at."""
    first = date.today() - timedelta(days=DAYS + 1)
    with clerk.step("class"):
        clerk.turn("alt+4")
        clerk.open("新办班", "ctrl+n")
        clerk.press("Down")
        clerk.press("Tab", decides=False)
        clerk.write(f"{first:%Y-%m-%d}")
        clerk.press(*["Tab"] * 5, decides=False)
        clerk.write(PLACE)
        clerk.press("Tab", "Tab", "Down", decides=True)
        clerk.press("Tab", "Down", decides=True)
        clerk.turn("ctrl+Return")
    with clerk.step("timetable"):
        clerk.turn("ctrl+shift+Tab")
        clerk.turn("ctrl+Tab")


def bring_the_roster(clerk: Clerk, day: Day) -> None:
    """The villages' spreadsheet into the class; of two damaged ID numbers one is typed, one read from the card."""
    with clerk.step("roster"):
        clerk.open("选择花名册", "ctrl+o")
        clerk.write(str(day.roster))
        clerk.turn("Return")
    with clerk.step("roster mended"):
        by_hand, by_reader = day.mended
        clerk.write(by_hand.id_number)
        clerk.press("Return", decides=False)
        clerk.read_card(by_reader.id_number)
    with clerk.step("roster imported"):
        write_by(clerk, day, "ctrl+Return")


def call_the_roll(clerk: Clerk, day: Day) -> None:
    """Thirty half-days: everyone present, then the exceptions: somebody late or away in every second one."""
    away = lone_initials(day.people)
    with clerk.step("roll of 30 half-days"):
        clerk.turn("alt+4")
        clerk.turn("Return")
        clerk.turn("ctrl+shift+Tab", "ctrl+shift+Tab")
        clerk.press("ctrl+Home")
        for half_day in range(HALF_DAYS):
            clerk.press("ctrl+Return", decides=half_day % 2 == 1)
            if half_day % 2 == 0:
                letters = away[half_day // 2 % len(away)]
                clerk.press(*letters)
                clerk.press("243"[half_day // 2 % 3])
            clerk.press("Tab", decides=False)


def lone_initials(people: list[Invented]) -> list[str]:
    """The initials that only one of them has."""
    every = [initials(person.name) for person in people]
    return [one for one in every if len(one) > 1 and sum(other.startswith(one) for other in every) == 1]


def enter_the_results(clerk: Clerk, people: int) -> None:
    """Theory and practice from the examiners' spreadsheet; one cell of it is empty."""
    lines = [f"{62 + place % 33}\t{'' if place == UNTESTED else 65 + place % 30}" for place in range(people)]
    with clerk.step("results pasted"):
        clerk.turn("ctrl+Tab", "ctrl+Tab", "ctrl+Tab")
        clerk.paste("\n".join(lines))


def mend_and_graduate(clerk: Clerk, day: Day) -> None:
    """Enter on the one who lacks something leads to the cell; then everyone graduates."""
    with clerk.step("graduation looked at"):
        clerk.turn("ctrl+Return")
    with clerk.step("missing item mended"):
        clerk.turn("Return")
        clerk.write("78")
        clerk.press("Return", decides=False)
    with clerk.step("graduated"):
        # On to graduation and graduated in one breath: the deed waits for the page.
        write_by(clerk, day, "ctrl+Return", "ctrl+Return")


def issue_and_print(clerk: Clerk, day: Day) -> None:
    """All of the class at once, and one print job."""
    with clerk.step("issued"):
        # Not waited for in between either.
        clerk.open("签发", "ctrl+p", "ctrl+Return")
        clerk.open("打印", "Return")
    with clerk.step("printed"):
        clerk.press("ctrl+Return")
        clerk.wait(lambda: len(day.paper.runs) == 1, "the printer")
        clerk.wait(lambda: not clerk.window.shows("打印"), "the job")


def survive_a_jam(clerk: Clerk, day: Day) -> None:
    """The next sheet after the last good one jams; the rest is printed again and seen to be good."""
    with clerk.step("jam"):
        clerk.open("卡纸", "ctrl+j")
        clerk.write(str(LAST_GOOD))
        clerk.open("打印", "ctrl+Return")
        clerk.press("ctrl+Return")
        clerk.wait(lambda: len(day.paper.runs) == 2, "the printer")
        clerk.wait(lambda: not clerk.window.shows("打印"), "the job")
    with clerk.step("sheets are good"):
        write_by(clerk, day, "ctrl+Return")


def correct_a_name(clerk: Clerk, day: Day) -> None:
    """Mended at the person; a successor is issued and printed."""
    with clerk.step("name mended"):
        clerk.turn("alt+2")
        clerk.write(wrong_one(day.people).name)
        clerk.press("Return")
        clerk.press("Return", decides=False)
        clerk.turn("F2")
        clerk.press("ctrl+a", decides=False)
        clerk.write(RIGHT_NAME)
        clerk.press("ctrl+Return", decides=False)
    with clerk.step("successor issued"):
        clerk.turn("alt+6")
        clerk.write(RIGHT_NAME)
        clerk.press("Return")
        clerk.press("Return", decides=False)
        clerk.open("更正证书", "F2")
        clerk.write(REASON)
        clerk.open("打印", "ctrl+Return")
    with clerk.step("successor printed"):
        clerk.press("ctrl+Return")
        clerk.wait(lambda: len(day.paper.runs) == 3, "the printer")
        clerk.wait(lambda: not clerk.window.shows("打印"), "the job")
        write_by(clerk, day, "ctrl+Return")


def wrong_one(people: list[Invented]) -> Invented:
    """Somebody whose name no other has."""
    names = [person.name for person in people]
    return next(one for one in people[WRONG_NAME:] if sum(one.name in name for name in names) == 1)


def hand_everything_out(clerk: Clerk, day: Day) -> None:
    """The list to be signed is printed; everyone's ID card was looked at."""
    with clerk.step("signature list printed"):
        clerk.turn("alt+5")
        clerk.turn("Return")
        clerk.turn("ctrl+p")
        clerk.press("ctrl+p")
        clerk.wait(lambda: len(day.paper.runs) == 4, "the printer")
        clerk.press("Escape", decides=False)
    with clerk.step("handed out"):
        clerk.press("ctrl+a")
        clerk.open("登记领取", "ctrl+Return")
        clerk.press("space")
        write_by(clerk, day, "ctrl+Return")


def write_by(clerk: Clerk, day: Day, *keys: str) -> None:
    """Keys after which the ledger holds something more."""
    written = (day.ledger / "ledger.head").read_bytes()
    clerk.press(*keys)
    clerk.wait(lambda: (day.ledger / "ledger.head").read_bytes() != written, " ".join(keys))


def told(day: Day) -> list[str]:
    """What the ledger and the paper say in the evening."""
    with open_ledger(day.ledger, LOGIN, SystemClock()) as ledger:
        issued, waiting = list_certificates(ledger), not_collected(ledger)
        good = sum(row.is_good for row in issued)
        is_sound = check_ledger(ledger).is_sound
    pages = [len(PdfReader(run).pages) for run in day.paper.runs]
    return [
        f"certificates: {len(issued)}, {good} of them good; not collected: {len(waiting)}",
        f"pages of every print run: {pages}; the ledger is {'sound' if is_sound else 'NOT sound'}",
    ]


def main() -> None:
    """Live the day once and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where the pictures go")
    asked.add_argument("--people", type=int, default=60)
    asked.add_argument("--scale", type=float, default=1, help="how much larger everything is drawn: 1.25 is 125 %%")
    wanted = asked.parse_args()
    if lacking := [*missing(), *(name for name in ("xmodmap",) if not shutil.which(name))]:
        sys.exit(f"this machine lacks {', '.join(lacking)}")
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        day, path = lay_out(Path(made), wanted.people)
        with real_window(day.ledger, path, "乡训通", scale=wanted.scale) as window:
            clerk = Clerk(window, wanted.folder)
            time.sleep(2 * READ)  # the window is there before the ledger has been looked for
            try:
                live(clerk, day)
            finally:
                print(table(clerk.steps))
            window.quit()
        print("\n" + "\n".join(told(day)))


if __name__ == "__main__":
    main()
