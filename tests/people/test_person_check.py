"""What a form is told while a person is typed: what the number says, and who in the ledger is alike."""

from datetime import date

from app.ledger.people import add_trainee
from app.ledger.person_check import Alikeness, check_person
from app.ledger.person_choices import plain_words, spoken_words
from app.ledger.person_details import PersonDetails
from tests.makers_people import id_number, keep_station, tables_of, typed

KNOWN = "533522198501069830"


def test_the_number_tells_sex_birthday_age_and_where_it_was_given_out(ledger):
    before = tables_of(ledger)

    says = check_person(ledger, PersonDetails(id_number=KNOWN)).number

    assert says is not None
    assert (says.sex_label, says.birth_date, says.age) == ("男", date(1985, 1, 6), 41)
    assert "凤庆县" in says.origin
    assert tables_of(ledger) == before


def test_a_wrong_number_says_nothing_but_what_is_wrong(ledger):
    check = check_person(ledger, PersonDetails(name="罗正祥", id_number=KNOWN[:-1] + "1"))

    assert check.number is None
    assert [each.finding.code for each in check.findings] == ["check_digit"]


def test_whoever_has_the_number_is_named_whatever_they_are_called(ledger):
    there = add_trainee(ledger, typed(name="罗正翔", id_number=KNOWN)).trainee_id

    check = check_person(ledger, PersonDetails(name="罗正祥", id_number=KNOWN))

    assert [(each.row.id, each.how) for each in check.alike] == [(there, Alikeness.NUMBER)]
    assert check.alike[0].row.id_number == "533***********9830"


def test_the_same_name_with_the_same_birthday_or_village_is_told_and_others_are_not(ledger):
    keep_station(ledger)
    born = add_trainee(ledger, typed(id_number=KNOWN)).trainee_id
    lives = add_trainee(ledger, typed(id_number=id_number(3), town="凤山镇", village="水箐村")).trainee_id
    add_trainee(ledger, typed(name="李兰", id_number=id_number(5), town="凤山镇", village="水箐村"))

    check = check_person(
        ledger, PersonDetails(name="罗正祥", id_number="", birth_date="1985-01-06", village="凤山镇水箐村")
    )

    assert [(each.row.id, each.how) for each in check.alike] == [
        (born, Alikeness.BIRTHDAY),
        (lives, Alikeness.VILLAGE),
    ]


def test_nobody_is_alike_to_themselves(ledger):
    there = add_trainee(ledger, typed(id_number=KNOWN)).trainee_id

    check = check_person(ledger, PersonDetails(name="罗正祥", id_number=KNOWN), there)

    assert check.alike == ()
    assert check.findings == ()


def test_a_word_of_a_table_is_found_by_its_code_its_label_its_pinyin_and_its_initials():
    words = spoken_words("ethnic_groups")["彝族"]

    assert all(part in words for part in ("07", "彝", "yizu", "yz"))
    assert "yz" not in plain_words("ethnic_groups")["彝族"]
