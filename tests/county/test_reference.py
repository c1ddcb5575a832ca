"""What the county hands down: its tree of regions and its policy numbers, without trampling on the station's own."""

import pytest
from sqlalchemy import select

from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.county.reference import RuleOdd
from app.ledger.checking import check_ledger
from app.ledger.places import add_place, load_places, rename_place
from app.ledger.rule_catalogue import UnknownRule
from app.ledger.rule_values import RuleValueRefused
from app.ledger.rules import RuleChange, list_settings, rule, set_rule
from app.models.people import Place
from tests.county.makers import PASSWORD, enrolled, package_for

RULE = {"key": "attendance_min_for_exam", "value": 0.9, "severity": "block", "source": "凤人社发〔2026〕1号"}


def in_force(ledger, key: str):
    with ledger.reading() as session:
        return rule(session, key, ledger.clock.now().date())


def names(ledger) -> dict[str, str]:
    with ledger.reading() as session:
        return {row.code: row.name for row in session.scalars(select(Place))}


def test_towns_and_villages_arrive_with_their_places_in_the_tree(office, pc):
    enrolled(office, pc)

    with pc.reading() as session:
        village = session.scalars(select(Place).where(Place.code == "530921101201")).one()
        town = session.get(Place, village.parent_id)
        county = session.get(Place, town.parent_id)
    assert (village.name, town.name, county.name) == ("水箐村民委员会", "凤山镇", "凤庆县")
    assert (village.level, town.level, county.level) == ("village", "town", "county")


def test_two_pcs_know_a_village_under_the_same_id(office, pc, new_pc):
    second = new_pc("second")
    enrolled(office, pc)
    enrolled(office, second)

    ids = []
    for ledger in (pc, second):
        with ledger.reading() as session:
            ids.append(sorted(session.scalars(select(Place.id))))

    assert ids[0] == ids[1]


def test_a_tree_that_the_station_loaded_before_is_not_doubled(office, pc):
    loaded = load_places(pc, "530921")

    taken = enrolled(office, pc)

    assert taken.places == 0
    assert len(names(pc)) == loaded


def test_what_the_station_renamed_or_added_stays_its_own(office, pc, clock):
    enrolled(office, pc)
    rename_place(pc, "530921101201", "水箐新村村民委员会")
    add_place(pc, "幸福社区", "530921101")
    clock.advance(days=1)

    taken = enrolled(office, pc)

    assert taken.places == 0
    assert names(pc)["530921101201"] == "水箐新村村民委员会"
    assert "幸福社区" in names(pc).values()


def test_a_village_renamed_by_the_county_keeps_its_former_name(office, pc, clock):
    enrolled(office, pc)
    from app.county.tables import PlaceRow

    with office._register.deed(clock.now(), "") as deed:
        row = deed.session.scalars(select(PlaceRow).where(PlaceRow.code == "530921101201")).one()
        row.name = "水箐新村村民委员会"
    clock.advance(days=1)

    taken = enrolled(office, pc)

    with pc.reading() as session:
        village = session.scalars(select(Place).where(Place.code == "530921101201")).one()
    assert taken.places == 1
    assert check_ledger(pc).is_sound
    assert (village.name, village.former_names) == ("水箐新村村民委员会", ["水箐村民委员会"])


def test_a_village_that_the_station_added_by_hand_gets_its_code_and_no_twin(office, pc):
    load_places(pc, "530921")
    with pc.change("place.rename") as change:
        row = change.rows(select(Place).where(Place.code == "530921101201"))[0]
        row.code = ""

    taken = enrolled(office, pc)

    with pc.reading() as session:
        found = session.scalars(select(Place).where(Place.name == "水箐村民委员会")).all()
    assert taken.places == 1
    assert {each.code for each in found} >= {"530921101201"}
    assert len([each for each in found if each.code == "530921101201"]) == 1


def test_a_county_whose_villages_do_not_travel_with_the_program_hands_down_itself(tmp_path, pc, clock):
    found_county(tmp_path / "other", Founding("云县", "530922", "rc.yun.example"), PASSWORD, clock)

    with CountyOffice.open(tmp_path / "other", PASSWORD, clock) as other:
        from app.county.enrolment import Terms

        enrolled(other, pc, Terms("530922101", "爱华镇乡村人才振兴工作站"))

    assert names(pc) == {"530922": "云县"}


def test_the_countys_policy_numbers_hold_at_the_station(office, pc):
    office.set_rules([RULE])

    taken = enrolled(office, pc)

    found = in_force(pc, "attendance_min_for_exam")
    assert taken.rules == 1
    assert (found.value, found.severity, found.scope, found.source) == (0.9, "block", "county", RULE["source"])


def test_a_policy_number_that_the_county_changed_or_withdrew_follows(office, pc, clock):
    office.set_rules([RULE, {"key": "age_min", "value": 18, "source": "县"}])
    enrolled(office, pc)
    clock.advance(days=1)
    office.set_rules([{**RULE, "value": 0.85}])

    taken = enrolled(office, pc)

    assert taken.rules == 2
    assert check_ledger(pc).is_sound
    assert in_force(pc, "attendance_min_for_exam").value == 0.85
    assert (in_force(pc, "age_min").value, in_force(pc, "age_min").scope) == (16, "default")


def test_policy_numbers_that_the_station_set_itself_stay(office, pc):
    set_rule(pc, RuleChange("age_min", "站务会", 17, scope="county"))
    set_rule(pc, RuleChange("late_minutes", "站务会", 10))

    enrolled(office, pc)

    assert in_force(pc, "age_min").value == 17
    assert in_force(pc, "late_minutes").value == 10


def test_a_rule_that_this_program_does_not_know_is_left_out(office, pc, clock):
    from app.county.tables import RuleRow

    office.set_rules([RULE])
    with office._register.deed(clock.now(), "") as deed:
        facts = {"rule_id": "x", "key": "rule_of_2030", "value": 1, "severity": "", "source": ""}
        deed.session.add(RuleRow(county_id=deed.county.id, **facts))

    taken = enrolled(office, pc)

    assert taken.rules == 1
    assert [each.key for each in list_settings(pc)] == ["attendance_min_for_exam"]


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        ({}, RuleOdd),
        (["text"], RuleOdd),
        ([{"value": 1}], RuleOdd),
        ([{**RULE, "severity": "forbid"}], RuleOdd),
        ([{**RULE, "valid_from": "1 May"}], RuleOdd),
        ([{**RULE, "valid_from": 5}], RuleOdd),
        ([{**RULE, "colour": "red"}], RuleOdd),
        ([RULE, RULE], RuleOdd),
        ([{**RULE, "value": 7}], RuleValueRefused),
        ([{**RULE, "value": None}], RuleValueRefused),
        ([{**RULE, "key": "no_such_rule"}], UnknownRule),
    ],
)
def test_policy_numbers_that_make_no_sense_are_refused_and_the_former_ones_stay(office, pc, rules, refusal):
    office.set_rules([RULE])

    with pytest.raises(refusal):
        office.set_rules(rules)

    assert enrolled(office, pc).rules == 1


def test_a_package_with_all_towns_and_rules_of_a_large_county_is_well_below_the_limit(tmp_path, pc, clock):
    from app.county.enrolment import Terms
    from app.credential.packages import MAX_BYTES

    found_county(
        tmp_path / "other", Founding("威宁彝族回族苗族自治县", "520526", "rc.weining.example"), PASSWORD, clock
    )

    with CountyOffice.open(tmp_path / "other", PASSWORD, clock) as other:
        package = package_for(other, pc, Terms("520526001", "海边街道乡村人才振兴工作站"))

    assert len(package.data) < MAX_BYTES / 20
