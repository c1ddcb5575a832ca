"""Graduation day: numbered certificates in one job, a paper jam, a wrong name, the hand-out, every code read back."""

from collections.abc import Callable

from app.commands.demo.stage import Stage
from app.commands.terminal import progress
from app.documents.issued_pages import press
from app.documents.scanning import read_pages
from app.i18n import tr
from app.ledger.blank_stock import blank_counts, receive_blanks
from app.ledger.certificate_register import CertificateRow, list_certificates
from app.ledger.certificate_verification import Verifier, verifier_here
from app.ledger.checking import check_ledger
from app.ledger.correcting import correct
from app.ledger.county_enrolment import take_in
from app.ledger.hand_out import Collection, hand_out, hand_out_class
from app.ledger.issuing import Order, issue
from app.ledger.printing import PrintRun, resume_job, start_job
from app.ledger.revocation_requests import write_request
from app.ledger.sheet_results import Seen, confirm
from app.ledger.trust_lists import trust_lists
from app.models.vocabulary import CertificateKind


def issue_all(stage: Stage) -> None:
    """Everyone who graduated gets a signed, numbered certificate: all in one change."""
    receive_blanks(stage.ledger, CertificateKind.COMPLETION.value, stage.people + 20, source="凤庆县")
    with progress(tr("Issuing certificates"), stage.people) as done:
        issued = issue(stage.ledger, stage.printer, Order(class_id=stage.class_id), progress=done)
    numbers = [row.number for row in issued.certificates]
    stage.tell(tr("Certificates issued"), f"{len(numbers)}（{numbers[0]}…{numbers[-1]}）")


def print_with_a_jam(stage: Stage) -> None:
    """One job; the paper jams a third of the way, two blanks are spoiled, the job goes on where it stopped."""
    count = len(list_certificates(stage.ledger, class_id=stage.class_id))
    with progress(tr("Printing to PDF"), count) as done:
        job = start_job(
            stage.ledger, stage.printer, lambda run: press(run, stage.certificates, done), class_id=stage.class_id
        )
    jam = max(1, count // 3)
    spoiled = tuple(str(sheet) for sheet in (jam + 1, jam + 2) if sheet <= count)
    confirm(stage.ledger, job.id, Seen(good_to=str(jam), spoiled=spoiled), reason="卡纸")
    resume_job(stage.ledger, stage.printer, _into(stage, "certificates-after-jam.pdf"), job.id)
    confirm(stage.ledger, job.id, Seen(everything=True))
    blanks = blank_counts(stage.ledger)[0]
    figures = {"good": blanks.used, "spoiled": blanks.spoiled, "left": blanks.left}
    stage.tell(tr("Paper jam survived"), tr("{good} good sheets, {spoiled} spoiled, {left} blanks left", **figures))


def _into(stage: Stage, name: str) -> Callable[[PrintRun], None]:
    return lambda run: press(run, stage.folder / name)


def correct_one_name(stage: Stage) -> None:
    """A name was typed wrongly: a successor with its own number names its predecessor and replaces it."""
    wrong = list_certificates(stage.ledger, class_id=stage.class_id)[4]
    right = wrong.name[0] + "正翔"
    done = correct(
        stage.ledger, stage.printer, wrong.number, "姓名录入有误", given={"name": right}, paper_returned=True
    )
    job = start_job(stage.ledger, stage.printer, _into(stage, "certificate-corrected.pdf"), numbers=(done.new.number,))
    confirm(stage.ledger, job.id, Seen(everything=True))
    stage.tell(tr("Corrected by a successor"), f"{wrong.number} → {done.new.number}")


def hand_all_out(stage: Stage) -> None:
    """Everyone collects; one through a daughter."""
    waiting = [row for row in list_certificates(stage.ledger, class_id=stage.class_id) if row.is_good]
    hand_out(stage.ledger, [waiting[-1].number], Collection(id_checked=True, proxy="李小梅", relation="女儿"))
    handed = hand_out_class(stage.ledger, stage.class_id, Collection(id_checked=True))
    stage.tell(tr("Handed out and signed for"), len(handed) + 1)


def tell_the_county(stage: Stage) -> None:
    """The corrected certificate goes to the county by file, and its revocation list comes back."""
    stage.clock.advance(minutes=5)
    request = write_request(stage.ledger, stage.clock.now().date())
    taken = stage.office.take_revocations(request)
    lists = stage.office.publish_lists()
    for published in (lists.keys, lists.revocations):
        take_in(stage.ledger, published.data)
    stage.tell(tr("Revocations taken over by the county"), taken.fresh)


def read_back(stage: Stage) -> None:
    """Every code is read from the rasterised PDFs, as a scanner would, and verified offline."""
    judge = verifier_here(stage.ledger, trust_lists(stage.ledger), stage.clock.now().date())
    verdicts: dict[str, str] = {}
    for name in ("certificates.pdf", "certificate-corrected.pdf"):
        verdicts |= _verdicts(stage, name, judge)
    rows = list_certificates(stage.ledger, class_id=stage.class_id)
    valid = sum(verdict == "valid" for verdict in verdicts.values())
    corrected = sum(verdict == "corrected" for verdict in verdicts.values())
    stage.invalid = sum(verdicts.get(row.number) != _expected(row) for row in rows)
    stage.tell(tr("Codes read back from the PDF and verified"), f"{len(verdicts)} / {len(rows)}")
    stage.tell(tr("Verdicts"), tr("{valid} valid, {corrected} corrected", valid=valid, corrected=corrected))


def _expected(row: CertificateRow) -> str:
    return "valid" if row.is_good else "corrected"


def _verdicts(stage: Stage, name: str, judge: Verifier) -> dict[str, str]:
    from app.documents.scanning import count_pages

    found = {}
    with progress(tr("Reading {file} back", file=name), count_pages(stage.folder / name)) as done:
        for page, codes in enumerate(read_pages(stage.folder / name), 1):
            for answer in map(judge, codes):
                found[str(answer.number)] = str(answer.verdict)
            done(page)
    return found


def prove_the_ledger(stage: Stage) -> None:
    """The ledger is checked and backed up."""
    from app.ledger.backing_up import back_up

    found = check_ledger(stage.ledger)
    stage.invalid += not found.is_sound
    stage.tell(
        tr("Ledger"), tr("sound, {count} journal entries", count=found.entries) if found.is_sound else tr("NOT sound")
    )
    stage.tell(tr("Backup"), back_up(stage.ledger).path.name)


SCENES: tuple[Callable[[Stage], None], ...] = (
    issue_all,
    print_with_a_jam,
    correct_one_name,
    hand_all_out,
    tell_the_county,
    read_back,
    prove_the_ledger,
)
