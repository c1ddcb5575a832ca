"""Numbers that stand inside other numbers and remarks are masked like the ID number itself."""

from app.ledger.history import read_history
from app.ledger.person_page import read_person
from app.models.certificates import OtherCertificate
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory
from app.models.privacy import masked_text
from tests.makers_people import id_number

NUMBER = id_number(5)
DISABILITY = NUMBER + "43"


def add_with_papers(ledger: Ledger) -> str:
    with ledger.change("trainee.add", reason=f"证件 {NUMBER}") as change:
        row = change.add(Trainee(name="罗正祥", id_number=NUMBER, note=f"另一电话 13900005678；{NUMBER}"))
        change.session.flush()
        change.add(TraineeCategory(trainee_id=row.id, code="DIS01", evidence_number=DISABILITY))
        change.add(OtherCertificate(trainee_id=row.id, certificate_type="", number=NUMBER))
    return row.id


def test_a_disability_certificate_does_not_give_the_id_number_away(ledger: Ledger) -> None:
    person = add_with_papers(ledger)

    shown = f"{read_person(ledger, person)} {read_history(ledger)}"

    assert NUMBER not in shown
    assert "13900005678" not in shown
    assert f"{NUMBER[:3]}{'*' * 13}{DISABILITY[-4:]}" in shown


def test_who_may_see_everything_sees_it_on_the_page(ledger: Ledger) -> None:
    page = read_person(ledger, add_with_papers(ledger), full=True)

    assert (page.categories[0].evidence_number, page.certificates[0].number) == (DISABILITY, NUMBER)


def test_other_numbers_stay_as_they_are() -> None:
    certificate, fingerprint, sum_of_money = "53092110126000173", f"a{NUMBER}b", "共 12500 元，2026 年"

    assert [masked_text(text) for text in (certificate, fingerprint, sum_of_money)] == [
        certificate,
        fingerprint,
        sum_of_money,
    ]
