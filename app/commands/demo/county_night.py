"""The night after: the line comes back and breaks three times, the county has it all once, and gives it all back."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.commands.demo.browser import chromium, state_shown
from app.commands.demo.cut_line import cut_line
from app.commands.demo.scenes import STATION
from app.commands.demo.stage import LOGIN, Stage
from app.commands.terminal import progress
from app.county.enrolment import Terms
from app.county.web.serving import Door, background
from app.county.web.site import SiteSettings, open_site
from app.i18n import tr
from app.ledger.certificate_register import CertificateRow, list_certificates, text_of
from app.ledger.certificate_verification import verifier_here
from app.ledger.checking import check_ledger
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.syncing.digest import own_digest
from app.ledger.trust_lists import trust_lists
from app.models.opening import create_ledger
from app.sync.line import LineTrouble
from app.sync.line_settings import LineSettings, set_line
from app.sync.pace import Pace
from app.sync.reporting import report
from app.sync.round import RoundReport

CUTS = (5_000, 15_000, 20_000)
"""Bytes after which the line breaks, call by call."""
_STATION_CODE = "530921101"
_PARALLEL = 2


def night(stage: Stage) -> None:
    """All that happens once there is a line."""
    with _served(stage) as target:
        _deliver(stage, target)
        _look_at_the_page(stage, target)
        _revoke_one(stage, target)
        _lose_the_pc(stage, target)


@contextmanager
def _served(stage: Stage) -> Iterator[tuple[str, int]]:
    settings = SiteSettings(is_secure=False, checks_a_minute=10_000)
    with background(open_site(stage.office, stage.clock, settings), Door(port=0)) as port:
        yield "127.0.0.1", port


def _url(target: tuple[str, int]) -> str:
    return f"http://{target[0]}:{target[1]}"


def _deliver(stage: Stage, target: tuple[str, int]) -> None:
    with cut_line(target, CUTS) as line:
        set_line(stage.ledger, LineSettings(url=line.url, proxy="none"))
        tries, made = 0, None
        while made is None and tries < 20:
            tries += 1
            made = _tried(stage)
        figures = {"tries": tries, "cuts": line.happened}
    set_line(stage.ledger, LineSettings(url=_url(target), proxy="none"))
    entries = check_ledger(stage.ledger).entries
    stage.tell(tr("Delivered through a line that breaks"), tr("{tries} tries, cut {cuts} times", **figures))
    words = tr("{count} entries, table by table the same", count=entries)
    is_equal = made is not None and made.unequal == () and made.waiting == 0
    stage.invalid += not is_equal
    stage.tell(tr("At the county"), words if is_equal else tr("NOT the same"))


def _tried(stage: Stage) -> RoundReport | None:
    try:
        return report(stage.ledger, pace=Pace(most_bytes=24_000))
    except LineTrouble:
        return None


def _look_at_the_page(stage: Stage, target: tuple[str, int]) -> None:
    """Every certificate as whoever scans it sees it: good ones valid, the corrected one replaced."""
    program, rows = chromium(), list_certificates(stage.ledger, class_id=stage.class_id)
    if not program:
        stage.tell(tr("Public page"), tr("no Chromium on this computer, not looked at"))
        return
    expected = {row.number: "valid" if row.is_good else "unsure" for row in rows}
    shown = _shown(stage, program, _url(target), rows)
    wrong = sum(shown[number] != state for number, state in expected.items())
    stage.invalid += wrong
    stage.tell(tr("Verified on the public page in Chromium"), f"{len(rows) - wrong} / {len(rows)}")


def _shown(stage: Stage, program: str, url: str, rows: Sequence[CertificateRow]) -> dict[str, str]:
    from concurrent.futures import ThreadPoolExecutor

    found: dict[str, str] = {}
    lock = threading.Lock()

    def look(row: CertificateRow) -> None:
        state = state_shown(program, f"{url}/v#{_digits(stage, row.number)}")
        with lock:
            found[row.number] = state
            done(len(found))

    with progress(tr("Opening the public page"), len(rows)) as done, ThreadPoolExecutor(_PARALLEL) as pool:
        list(pool.map(look, rows))
    return found


def _digits(stage: Stage, number: str) -> str:
    return text_of(stage.ledger, number).rpartition("#")[2]


def _revoke_one(stage: Stage, target: tuple[str, int]) -> None:
    """One is revoked at the county: the page refuses it at once, the station after its next round."""
    row = next(row for row in list_certificates(stage.ledger, class_id=stage.class_id) if row.is_good)
    stage.office.revoke_certificate(row.number, None, "冒名顶替")
    stage.office.publish_lists()
    report(stage.ledger)
    text = f"{_url(target)}/v#{_digits(stage, row.number)}"
    judge = verifier_here(stage.ledger, trust_lists(stage.ledger), stage.clock.now().date())
    here = str(judge(_digits(stage, row.number)).verdict)
    there = state_shown(chromium(), text) if chromium() else "bad"
    stage.invalid += (here, there) != ("revoked", "bad")
    words = tr("refused on the page and at the station") if (here, there) == ("revoked", "bad") else tr("NOT refused")
    stage.tell(tr("Revoked: {number}", number=row.number), words)


def _lose_the_pc(stage: Stage, target: tuple[str, int]) -> None:
    """The PC is lost: a new one, an empty folder, the county's file; the line gives everything back."""
    with create_ledger(stage.folder / "ledger-rebuilt", LOGIN, stage.clock, practice=True) as fresh:
        issued = stage.office.enrol(write_request(fresh, STATION).data, Terms(_STATION_CODE, STATION))
        take_in(fresh, issued.data, stage.office.county().fingerprint)
        set_line(fresh, LineSettings(url=_url(target), proxy="none"))
        made = report(fresh)
        report(stage.ledger)
        report(fresh)
        is_same = own_digest(fresh) == own_digest(stage.ledger) and check_ledger(fresh).is_sound
        stage.invalid += not is_same
        words = tr("{count} entries came back, both digests agree", count=made.collected)
        stage.tell(tr("PC lost, rebuilt in an empty folder"), words if is_same else tr("NOT the same"))


SCENES: tuple[Callable[[Stage], None], ...] = (night,)
