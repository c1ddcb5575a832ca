import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from app import resources
from app.documents import templates
from app.documents.certificates import render_one
from app.documents.issued_pages import sheet_of
from app.documents.page_hash import page_sha256
from app.ledger.certificate_pages import ContentErased, page_of
from app.ledger.certificate_register import find_certificate
from app.ledger.certificate_verification import verifier_here
from app.ledger.erasing import erase_person
from app.ledger.issuing import Order, issue
from app.ledger.printing import NotReproducible, reprint, start_job
from app.ledger.sheet_results import Seen, confirm
from app.ledger.trust_lists import trust_lists
from app.models.certificates import Certificate, CertificateEvent
from app.models.change import BulkWriteRefused
from app.models.stations import StationIdentity
from app.models.training import Course, TrainingClass, TrainingProvider
from tests.makers_certificates import PRINTER, QUICK, issued_class, make_class, pressed, rename


def page_bytes(ledger, number):
    with ledger.reading() as session:
        row = session.scalars(select(Certificate).where(Certificate.number == number)).one()
        return render_one(sheet_of(page_of(session, row)))


def change_everything(ledger, made):
    """The person is renamed, the course, the provider, the class and the station too."""
    rename(ledger, made.trainee_ids[0], "改了名字")
    with ledger.change("class.edit") as change:
        for entity in (Course, TrainingProvider, TrainingClass):
            for row in change.rows(select(entity)):
                row.name = "改了"
        for row in change.rows(select(TrainingClass)):
            row.starts_on = date(2026, 1, 1)
        for row in change.rows(select(StationIdentity)):
            row.station_name, row.county_name = "另一个站", "另一个县"


@pytest.fixture
def newer_template(tmp_path, monkeypatch):
    """A version 2 of every template, with another title and other places."""
    root = tmp_path / "resources"
    real = resources.path_of("templates").parent
    root.mkdir()
    for entry in real.iterdir():
        if entry.name == "templates":
            shutil.copytree(entry, root / entry.name)
        else:
            (root / entry.name).symlink_to(entry)

    def publish() -> None:
        for folder in (root / "templates").iterdir():
            if folder.name == "forms":
                continue
            data = json.loads((folder / "1.json").read_text(encoding="utf-8"))
            data["texts"][0]["words"] = ["新版证书"]
            (folder / "2.json").write_text(json.dumps(data), encoding="utf-8")
        templates.load.cache_clear()

    monkeypatch.setattr(resources, "_root", lambda: root)
    yield publish
    templates.load.cache_clear()


def test_a_certificate_is_the_same_bytes_after_everything_around_it_has_changed(station, newer_template):
    made, issued = issued_class(station, 1)
    number, sha = issued.certificates[0].number, issued.certificates[0].page_sha256
    before = page_bytes(station, number)

    change_everything(station, made)
    newer_template()
    after = page_bytes(station, number)

    assert after == before
    assert page_sha256(after) == sha


def test_new_certificates_take_the_newer_template(station, newer_template):
    issued_class(station, 1)

    newer_template()
    _, issued = issued_class(station, 1, code="2026-02")

    assert issued.certificates[0].template == "completion/2"


def test_the_first_print_and_a_plain_reprint_are_the_very_page_that_was_issued(station, newer_template):
    made, issued = issued_class(station, 1)
    printed = []
    job = start_job(station, PRINTER, lambda run: printed.append(pressed(run)), class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    change_everything(station, made)
    newer_template()

    number = issued.certificates[0].number
    for plain in (True, False, True, False):
        reprint(station, PRINTER, lambda run: printed.append(pressed(run)), number, "持证人遗失", plain=plain)

    original, plain, marked, plain_again, marked_again = printed
    assert page_sha256(original) == issued.certificates[0].page_sha256
    assert original == plain == plain_again
    assert marked == marked_again != original


def test_a_page_this_program_would_draw_otherwise_is_not_printed_as_the_original(station, monkeypatch, tmp_path):
    made, issued = issued_class(station, 2)
    altered = Path(shutil.copytree(resources.path_of("templates"), tmp_path / "resources" / "templates"))
    file = altered / "completion" / "1.json"
    file.write_text(file.read_text(encoding="utf-8").replace("特发此证", "以资证明"), encoding="utf-8")
    for entry in resources.path_of("templates").parent.iterdir():
        if entry.name != "templates":
            (tmp_path / "resources" / entry.name).symlink_to(entry)
    printed = []

    monkeypatch.setattr(resources, "_root", lambda: tmp_path / "resources")
    templates.load.cache_clear()
    with pytest.raises(NotReproducible) as fault:
        start_job(station, PRINTER, printed.append, class_id=made.id)
    monkeypatch.undo()
    templates.load.cache_clear()
    start_job(station, PRINTER, printed.append, class_id=made.id)

    assert issued.certificates[0].number in fault.value.sentence()
    assert len(printed) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "1"),
        ("fields", {"name": "别人"}),
        ("credential_text", "x"),
        ("page_sha256", "0" * 64),
        ("template_version", 2),
        ("issued_on", date(2020, 1, 1)),
    ],
)
def test_the_database_refuses_to_edit_an_issued_certificate_even_through_a_change(station, field, value):
    issued_class(station, 1, QUICK)

    with pytest.raises(IntegrityError, match="never edited"), station.change("certificate.void") as change:
        setattr(change.rows(select(Certificate))[0], field, value)

    with station.reading() as session:
        assert getattr(session.scalars(select(Certificate)).one(), field) != value


def test_an_issued_certificate_cannot_be_deleted(station):
    issued_class(station, 1, QUICK)

    with pytest.raises(IntegrityError, match="never edited"), station.change("certificate.void") as change:
        change.delete(change.rows(select(Certificate))[0])


def test_bulk_updates_and_raw_statements_are_refused_too(station):
    issued_class(station, 1, QUICK)

    with pytest.raises(BulkWriteRefused), station.change("certificate.void") as change:
        change.session.execute(update(Certificate).values(number="1"))
    with pytest.raises(BulkWriteRefused), station.change("certificate.void") as change:
        change.session.execute(delete(CertificateEvent))
    with (
        pytest.raises(IntegrityError),
        station.engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        connection.execute(text("update certificate set number = '1'"))


def test_an_erased_persons_certificate_still_verifies_but_cannot_be_printed_again(station, clock):
    made, issued = issued_class(station, 2, QUICK)
    row = issued.certificates[0]
    job = start_job(station, QUICK, lambda _: None, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))

    erase_person(station, made.trainee_ids[0], "本人要求")

    answer = verifier_here(station, trust_lists(station), clock.now().date())(row.credential_text)
    found = find_certificate(station, row.number)
    assert (answer.verdict, answer.name) == ("valid", row.name)
    assert (found.name, found.id_number, found.credential_text, found.is_good) == ("", "", "", True)
    with pytest.raises(ContentErased):
        reprint(station, QUICK, lambda _: None, row.number, "遗失")


def test_an_erased_persons_number_is_never_given_again(station):
    made, issued = issued_class(station, 1, QUICK)
    erase_person(station, made.trainee_ids[0], "本人要求")

    again = make_class(station, 1, code="2026-02")
    second = issue(station, QUICK, Order(class_id=again.id))

    assert second.certificates[0].number > issued.certificates[0].number
