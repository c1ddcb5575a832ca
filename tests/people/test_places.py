"""The region stays what it is in the villages: renamed, put together, and still found by what people write."""

from datetime import date

import pytest

from app.i18n import tr
from app.ledger.checking import check_ledger
from app.ledger.naming import AmbiguousName, UnknownName
from app.ledger.people import add_trainee
from app.ledger.person_rows import PeopleWanted, list_people
from app.ledger.place_rows import PlaceRow, list_places, place_called, place_rows
from app.ledger.place_tree import known_places
from app.ledger.places import (
    CountyNotNamed,
    HeirDoesNotFit,
    NothingBelow,
    PlaceExists,
    PlaceHoldsOthers,
    PlaceIsClosed,
    add_place,
    close_places,
    load_places,
    rename_place,
    reopen_place,
)
from app.models.ledger import Clerk
from app.models.people import Place
from app.models.regions import RegionNotShipped
from app.models.roles import NotAllowed
from tests.makers_people import keep_station, typed

FENGSHAN, LUSHI = "530921101", "530921102"
WHOLE_COUNTY = 206  # 凤庆: province, prefecture, county, 13 towns, 190 villages


def test_a_county_is_brought_in_once_and_what_stands_there_is_left_alone(ledger):
    first = load_places(ledger, "530921")
    rename_place(ledger, "凤山镇水箐村", "新水箐村委会")

    second = load_places(ledger, "530921")

    assert (first, second) == (WHOLE_COUNTY, 0)
    assert place_called(ledger, "新水箐村委会").former_names == ("水箐村民委员会",)
    assert len(list_places(ledger, level="town")) == len(list_places(ledger, level=tr("town"))) == 13


def test_without_a_county_nobody_guesses_one(ledger):
    with pytest.raises(CountyNotNamed):
        load_places(ledger)
    with pytest.raises(RegionNotShipped):
        load_places(ledger, "999999")

    assert list_places(ledger) == ()


def village_called(ledger, text: str, town: str = "") -> PlaceRow | None:
    """The village that a roster means by this text."""
    with ledger.reading() as session:
        known = known_places(session, ledger.clock.now().date())
        place_id = known.id_of(known.find(town, text).village_code, "")
        row = session.get(Place, place_id) if place_id else None
        return place_rows(session, [row])[0] if row else None


def test_a_village_is_found_within_the_stations_own_town_and_elsewhere_by_its_town(ledger):
    keep_station(ledger, FENGSHAN)

    at_home = village_called(ledger, "水箐")
    with_town = village_called(ledger, "鲁史村", "鲁史镇")
    in_one_text = village_called(ledger, "凤庆县鲁史镇鲁史村大寨组")

    assert (at_home.name, at_home.parent) == ("水箐村民委员会", "凤山镇")
    assert with_town.parent == in_one_text.parent == "鲁史镇"
    assert with_town.id == in_one_text.id


@pytest.mark.parametrize("text", ["", "没有这个村", "水", "凤山镇"])
def test_a_text_that_names_no_village_is_taken_for_none(ledger, text):
    keep_station(ledger, FENGSHAN)

    assert village_called(ledger, text) is None


def test_a_renamed_village_is_found_by_both_names_and_shown_by_the_new_one(ledger):
    keep_station(ledger, FENGSHAN)
    before = village_called(ledger, "水箐村")

    rename_place(ledger, before.code, "幸福村民委员会", reason="县民政局文件")

    assert village_called(ledger, "幸福村").id == village_called(ledger, "水箐村").id == before.id
    assert village_called(ledger, "凤山镇水箐村委会").name == "幸福村民委员会"


def test_the_new_name_of_one_village_goes_before_the_former_name_of_another(ledger):
    keep_station(ledger, FENGSHAN)
    first, second = village_called(ledger, "水箐村"), village_called(ledger, "落星村")
    rename_place(ledger, first.id, "幸福村民委员会")

    rename_place(ledger, second.id, "水箐村民委员会")

    assert village_called(ledger, "水箐村").id == second.id


def test_a_renamed_town_is_found_by_its_former_name(ledger):
    keep_station(ledger, LUSHI)

    rename_place(ledger, FENGSHAN, "凤城街道")

    assert village_called(ledger, "水箐村", "凤山镇").parent == "凤城街道"
    assert village_called(ledger, "凤城街道水箐村").name == "水箐村民委员会"


def test_texts_that_name_a_merged_village_find_the_one_that_took_over(ledger):
    keep_station(ledger, FENGSHAN)
    person = add_trainee(ledger, typed(village="落星村"))

    close_places(ledger, ["凤山镇落星村"], date(2026, 11, 20), "凤山镇水箐村", "撤并")

    heir = village_called(ledger, "水箐村")
    assert village_called(ledger, "落星村").id == heir.id
    assert place_called(ledger, "落星村民委员会").successor == heir.name
    assert "落星村民委员会" not in {row.name for row in list_places(ledger, below=FENGSHAN)}
    assert person.trainee_id in {row.id for row in list_people(ledger, PeopleWanted(place_id=heir.id))}


def test_a_chain_of_mergers_ends_at_the_village_that_stands(ledger):
    keep_station(ledger, FENGSHAN)

    close_places(ledger, ["落星村民委员会"], date(2026, 6, 30), "凤山镇水箐村")
    close_places(ledger, ["凤山镇水箐村"], date(2026, 10, 31), "凤山镇等上村")

    assert village_called(ledger, "落星村").name.startswith("等上")


def test_a_village_that_ends_without_an_heir_is_no_longer_found_but_still_listed(ledger):
    keep_station(ledger, FENGSHAN)

    close_places(ledger, ["凤山镇水箐村"], date(2026, 11, 20))

    assert village_called(ledger, "水箐村") is None
    ended = [row for row in list_places(ledger, below=FENGSHAN, with_closed=True) if row.valid_to]
    assert [row.name for row in ended] == ["水箐村民委员会"]


def test_a_place_stands_until_the_end_of_its_last_day(ledger, clock):
    keep_station(ledger, FENGSHAN)

    close_places(ledger, ["凤山镇水箐村"], date(2026, 11, 21))
    on_the_last_day = village_called(ledger, "水箐村")
    clock.advance(days=1)

    assert on_the_last_day is not None
    assert village_called(ledger, "水箐村") is None


def test_a_town_ends_only_once_its_villages_have_a_place_to_go(ledger):
    keep_station(ledger, FENGSHAN)
    villages = len(list_places(ledger, below=LUSHI))

    with pytest.raises(PlaceHoldsOthers) as refusal:
        close_places(ledger, [LUSHI], date(2026, 11, 20))
    close_places(ledger, [LUSHI], date(2026, 11, 20), FENGSHAN)

    assert refusal.value.figures["count"] == villages
    assert village_called(ledger, "鲁史村").parent == "凤山镇"
    assert village_called(ledger, "鲁史村", "鲁史镇").parent == "凤山镇"


@pytest.mark.parametrize("heir", ["凤山镇水箐村", "鲁史镇", "落星村民委员会"])
def test_nothing_ends_into_itself_into_another_level_or_into_what_ended(ledger, heir):
    keep_station(ledger, FENGSHAN)
    close_places(ledger, ["落星村民委员会"], date(2026, 6, 30))

    with pytest.raises(HeirDoesNotFit):
        close_places(ledger, ["凤山镇水箐村"], date(2026, 11, 20), heir)

    assert village_called(ledger, "水箐村") is not None


def test_a_new_village_is_found_at_once_with_or_without_a_code(ledger):
    keep_station(ledger, FENGSHAN)

    added = add_place(ledger, "和谐安置社区", FENGSHAN)
    coded = add_place(ledger, "团结社区", FENGSHAN, "530921101777", date(2026, 11, 1))

    assert village_called(ledger, "和谐安置社区").id == added.id
    assert (added.level, added.code, coded.code) == ("village", "", "530921101777")


def test_no_two_standing_places_share_a_code_or_a_name_in_one_town(ledger):
    keep_station(ledger, FENGSHAN)

    with pytest.raises(PlaceExists):
        add_place(ledger, "水箐村民委员会", FENGSHAN)
    with pytest.raises(PlaceExists):
        add_place(ledger, "别的村", FENGSHAN, village_called(ledger, "水箐").code)
    with pytest.raises(PlaceExists):
        rename_place(ledger, "落星村民委员会", "水箐村民委员会")

    assert add_place(ledger, "水箐村民委员会", LUSHI).parent == "鲁史镇"


def test_below_a_village_there_are_no_places(ledger):
    keep_station(ledger, FENGSHAN)

    with pytest.raises(NothingBelow):
        add_place(ledger, "大寨组", "凤山镇水箐村")


def test_what_was_closed_by_mistake_goes_on(ledger):
    keep_station(ledger, FENGSHAN)
    close_places(ledger, ["凤山镇水箐村"], date(2026, 11, 20))
    with pytest.raises(PlaceIsClosed):
        rename_place(ledger, "水箐村民委员会", "幸福村")

    reopened = reopen_place(ledger, "水箐村民委员会", "弄错了")

    assert (reopened.valid_to, reopened.successor) == (None, "")
    assert village_called(ledger, "水箐村").id == reopened.id


def test_a_name_that_two_places_have_is_asked_back_with_their_codes(ledger):
    keep_station(ledger, FENGSHAN)
    add_place(ledger, "水箐村民委员会", LUSHI, "530921102777")

    with pytest.raises(AmbiguousName) as refusal:
        place_called(ledger, "水箐村民委员会")
    with pytest.raises(UnknownName):
        place_called(ledger, "没有这个地方")

    assert "530921102777" in refusal.value.way_out()
    assert place_called(ledger, "鲁史镇水箐村").code == "530921102777"


def test_a_clerk_reads_the_places_and_the_head_of_the_station_changes_them(ledger):
    keep_station(ledger, FENGSHAN)
    ledger.clerk = Clerk("c", "小王", "clerk")

    with pytest.raises(NotAllowed):
        rename_place(ledger, "凤山镇水箐村", "幸福村")
    ledger.clerk = Clerk("h", "站长", "station_head")
    renamed = rename_place(ledger, "凤山镇水箐村", "幸福村")

    assert renamed.name == "幸福村"
    assert check_ledger(ledger).is_sound
