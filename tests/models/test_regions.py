"""Regions: both counties whole, and villages found as people write them."""

import pytest

from app.models.regions import (
    TOWN,
    VILLAGE,
    RegionNotShipped,
    find_village,
    legacy_prefixes,
    load_region,
    shipped_regions,
    short_village,
)

FENGQING, WEINING = "530921", "520526"
COUNTIES = [FENGQING, WEINING]


def test_two_counties_travel_with_the_program():
    assert [region.name for region in shipped_regions()] == ["威宁彝族回族苗族自治县", "凤庆县"]
    assert legacy_prefixes(FENGQING) == ("533522",)
    assert legacy_prefixes(WEINING) == ("522427",)


@pytest.mark.parametrize(("county", "towns", "villages"), [(FENGQING, 13, 190), (WEINING, 41, 623)])
def test_a_county_has_all_its_towns_and_villages(county, towns, villages):
    tree = load_region(county)

    assert len(tree.towns()) == towns
    assert sum(len(tree.villages(town.code)) for town in tree.towns()) == villages


@pytest.mark.parametrize("county", COUNTIES)
def test_every_place_hangs_below_one_that_is_there(county):
    tree = load_region(county)
    codes = [region.code for region in tree.regions]

    assert len(codes) == len(set(codes))
    assert [region.parent_code for region in tree.regions if region.parent_code not in codes] == [""]
    assert all(region.code.startswith(region.parent_code) for region in tree.regions)
    assert {region.level for region in tree.regions} == {"province", "prefecture", "county", TOWN, VILLAGE}


def test_a_county_that_does_not_come_along_is_refused_with_those_that_do():
    with pytest.raises(RegionNotShipped) as refusal:
        load_region("999999")

    assert "凤庆县" in refusal.value.way_out()


def test_a_place_is_found_by_its_code_of_nine_or_twelve_digits():
    tree = load_region(FENGQING)

    assert tree.region("530921101").name == "凤山镇"
    assert tree.region("530921101000") == tree.region("530921101")
    assert tree.region("530921999") is None


@pytest.mark.parametrize(
    ("county", "text", "name"),
    [
        (FENGQING, "凤山镇", "凤山镇"),
        (FENGQING, "凤山", "凤山镇"),
        (FENGQING, "云南省临沧市凤庆县凤山镇", "凤山镇"),
        (FENGQING, "新华乡", "新华彝族苗族乡"),
        (FENGQING, " 郭大寨 ", "郭大寨彝族白族乡"),
        (WEINING, "威宁县草海镇", "草海镇"),
        (WEINING, "海边街道办事处", "海边街道"),
        (WEINING, "新发乡", "新发布依族乡"),
    ],
)
def test_a_town_is_found_as_people_write_it(county, text, name):
    assert load_region(county).find_town(text).name == name


@pytest.mark.parametrize("text", ["", "镇", "没有镇", "凤山镇水箐村"])
def test_what_is_no_town_is_not_taken_for_one(text):
    assert load_region(FENGQING).find_town(text) is None


@pytest.mark.parametrize("county", COUNTIES)
def test_every_village_is_found_by_its_official_name_and_by_that_with_the_town_before_it(county):
    tree = load_region(county)
    lost = [
        text
        for town in tree.towns()
        for village in tree.villages(town.code)
        for text in (village.name, town.name + village.name, tree.county.name + town.name + village.name)
        if getattr(tree.find_village(town.code, text), "village", None) != village
    ]

    assert lost == []


@pytest.mark.parametrize("county", COUNTIES)
def test_every_village_is_found_by_its_everyday_name_with_the_group_after_it(county):
    tree = load_region(county)
    strayed = []
    for town in tree.towns():
        for village in tree.villages(town.code):
            everyday = village.name.replace("村民委员会", "村").replace("社区居民委员会", "社区")
            found = tree.find_village(town.code, f"{town.name}{everyday}大寨组")
            strayed += [village.name] if found is None or (found.village, found.group) != (village, "大寨组") else []

    assert strayed == []


@pytest.mark.parametrize(
    ("text", "name", "group"),
    [
        ("水箐", "水箐村民委员会", ""),
        ("水箐村", "水箐村民委员会", ""),
        ("水箐村委会", "水箐村民委员会", ""),
        ("凤山镇水箐村", "水箐村民委员会", ""),
        ("水 箐 村 三组", "水箐村民委员会", "三组"),
        ("平村", "平村村民委员会", ""),
        ("平村村二组", "平村村民委员会", "二组"),
        ("凤山社区", "凤山社区居民委员会", ""),
    ],
)
def test_a_village_is_found_within_its_town(text, name, group):
    found = load_region(FENGQING).find_village("530921101", text)

    assert (found.village.name, found.group) == (name, group)


@pytest.mark.parametrize("text", ["", "村", "水", "大有坡", "不存在村", "水箐大寨"])
def test_a_doubtful_village_is_left_to_the_clerk(text):
    assert load_region(FENGQING).find_village("530921101", text) is None
    assert load_region(FENGQING).find_village("000000000", text) is None


def test_a_name_that_two_villages_answer_to_is_left_to_the_clerk():
    village, *_ = load_region(FENGQING).villages("530921101")
    twin = type(village)(
        "530921101999", village.name.replace("社区居民委员会", "村民委员会"), VILLAGE, village.parent_code
    )

    assert find_village([village, twin], "龙泉") is None
    assert find_village([village, twin], "龙泉社区").village == village
    assert find_village([village, twin], "龙泉村").village == twin


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("董扁村民委员会", "董扁村"),
        ("大村村委会", "大村"),
        ("凤城社区居民委员会", "凤城社区"),
        ("南门居民委员会", "南门居委会"),
        ("凤山村", "凤山村"),
        ("凤山镇董扁村民委员会", "凤山镇董扁村"),
        ("村民委员会", "村民委员会"),
        ("", ""),
    ],
)
def test_in_lists_a_village_is_called_as_people_call_it(official, short):
    assert short_village(official) == short


@pytest.mark.parametrize("county", [FENGQING, WEINING])
def test_the_short_name_still_names_the_one_village_of_its_town(county):
    tree = load_region(county)

    for town in tree.towns():
        for village in tree.villages(town.code):
            found = tree.find_village(town.code, short_village(village.name))
            assert found is not None
            assert found.village == village
