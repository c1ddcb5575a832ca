"""A ledger that an earlier version wrote still opens, whole, with all that stood in it."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.documents.issued_pages import CertificatePrinter
from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import list_certificates
from app.ledger.checking import check_ledger
from app.models.certificates import Certificate
from app.models.opening import open_ledger
from app.models.schema import VERSION
from tests.conftest import LOGIN

SAVED = sorted((Path(__file__).parents[1] / "saved_ledgers").iterdir())


def test_every_version_of_the_schema_has_its_saved_ledger() -> None:
    assert [int(path.name) for path in SAVED] == list(range(1, VERSION + 1))


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: path.name)
def test_a_saved_ledger_opens_whole(saved: Path, tmp_path: Path, clock: SetClock) -> None:
    shutil.copytree(saved, tmp_path / "ledger")
    expected = json.loads((saved / "expected.json").read_text(encoding="utf-8"))

    with open_ledger(tmp_path / "ledger", LOGIN, clock, machine="") as ledger:
        found = check_ledger(ledger)
        certificates = {row.number: row.page_sha256 for row in list_certificates(ledger)}
        with ledger.reading() as session:
            pages = [page_of(session, row) for row in session.scalars(select(Certificate))]
        hindrance = ledger.standing.hindrance

    assert (found.is_sound, hindrance) == (True, None)
    assert {page.number: CertificatePrinter().page_sha256(page) for page in pages} == certificates
    assert {name: count for name, count in found.counts.items() if count} == expected["counts"]
    assert certificates == expected["certificates"]
