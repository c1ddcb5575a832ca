"""Words and code tables: every label found again, and what clerks write read into codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import vocabulary
from app.models.code_tables import fold_word, relocated, supported_by_poverty_policy
from app.models.findings import Finding, Severity, ask, block, is_usable, warn
from app.models.occupations import find_occupation, occupations
from app.models.roster_words import read_categories, read_education, read_ethnic, read_yes_no
from app.models.vocabulary import AttendanceStatus, CertificateKind, SkillGroup, Word, table, table_names

KINDS = [
    kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word
]


@pytest.mark.parametrize("name", table_names())
def test_every_row_of_a_table_is_found_by_its_code_its_label_and_its_full_name(name):
    rows = table(name).rows

    assert rows
    assert [table(name).find(row.code) for row in rows] == [row.code for row in rows]
    assert [table(name).find(row.label) for row in rows] == [row.code for row in rows]
    assert [table(name).find(table(name).full_name(row.code)) for row in rows] == [row.code for row in rows]


@pytest.mark.parametrize("name", table_names())
def test_no_word_stands_for_two_codes(name):
    owners = {}
    for row in table(name).rows:
        for word in row.words():
            owners.setdefault(fold_word(word), set()).add(row.code)

    assert {word: codes for word, codes in owners.items() if len(codes) > 1} == {}


def test_the_tables_have_the_rows_of_their_standards():
    sizes = {name: len(table(name).codes()) for name in table_names()}

    assert sizes["ethnic_groups"] == 58
    assert sizes["education"] == 8
    assert sizes["education_gb"] == 40
    assert sizes["political_status"] == 13
    assert sizes["skill_levels"] == 8
    assert sizes["certificate_types"] == 8
    assert sizes["sex"] == 4
    assert sizes["id_types"] == 11


def test_an_unknown_table_is_an_error_and_an_unknown_word_is_none():
    with pytest.raises(KeyError):
        table("unknown")

    assert table("sex").find("不知道") is None
    assert table("sex").find(None) is None
    assert table("sex").label("7") == "7"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", " 男 ", "1"),
        ("sex", "女性", "2"),
        ("ethnic_groups", "彝", "07"),
        ("ethnic_groups", "彝族", "07"),
        ("ethnic_groups", "毛难族", "36"),
        ("ethnic_groups", "崩龙族", "46"),
        ("ethnic_groups", 7.0, "07"),
        ("political_status", "党员", "01"),
        ("political_status", "中国共产党党员", "01"),
        ("political_status", "群众", "13"),
        ("hukou", "农业", "20"),
        ("id_types", "身份证", "01"),
        ("id_types", "护照", "10"),
        ("employment_status", "外出务工", "1"),
        ("skill_levels", "五级/初级工", "5"),
        ("skill_levels", "高级技师", "1"),
        ("certificate_types", "结业证", "JYZS"),
        ("occupations", "中式烹调师", "4-03-02-01"),
        ("occupations", "农家菜烹饪", "4-03-02-01"),
    ],
)
def test_a_word_people_write_is_found(name, text, code):
    assert table(name).find(text) == code


def test_skill_levels_are_ordered_from_the_lowest_to_the_highest():
    assert table("skill_levels").codes() == ("X", "5", "4", "3", "2", "1", "T", "S")


@pytest.mark.parametrize(
    ("text", "code", "printed"),
    [
        ("彝", "07", "彝族"),
        (" 彝 族 ", "07", "彝族"),
        ("07", "07", "彝族"),
        ("毛难族", "36", "毛南族"),
        ("穿青人", "97", "穿青人"),
        ("革家人", "97", "革家人"),
        ("亻革家人", "97", "亻革家人"),
        ("摩梭人", "97", "摩梭人"),
        ("其他", "97", "其他"),
        ("97", "97", "其他（未识别民族）"),
        ("彝旅", "", "彝旅"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_an_ethnic_group_gives_the_code_and_the_words_to_print(text, code, printed):
    assert read_ethnic(text) == (code, printed)


@pytest.mark.parametrize(
    ("text", "station", "standard"),
    [
        ("文盲", "90", "90"),
        ("小学", "80", "80"),
        ("初中毕业", "70", "71"),
        ("初中二年级", "70", "70"),
        ("高中", "60", "60"),
        ("技校", "40", "40"),
        ("大专", "30", "30"),
        ("大学本科毕业", "20", "21"),
        ("硕士研究生毕业", "10", "14"),
        ("71", "70", "71"),
        ("其他", "", "90"),
        ("不详", "", ""),
        (None, "", ""),
    ],
)
def test_schooling_gives_the_word_of_the_form_and_the_code_of_the_standard(text, station, standard):
    assert read_education(text) == (station, standard)


def test_illiterate_never_becomes_other_on_paper():
    assert table("education").label(read_education("文盲")[0]) == "文盲或半文盲"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("建档立卡", ("POV01",)),
        ("脱贫户", ("POV01",)),
        ("监测户", ("POV06",)),
        ("监测", ("POV06",)),
        ("脱贫不稳定户", ("POV02",)),
        ("边缘易致贫户", ("POV03",)),
        ("突发严重困难户", ("POV04",)),
        ("非贫困户", ("POV09",)),
        ("脱贫不享受政策户", ("POV05",)),
        ("脱贫户（易地搬迁）", ("POV01", "REL01")),
        ("搬迁户、低保", ("REL01", "CIV01")),
        ("低保 残疾三级", ("CIV01", "DIS01")),
        ("残疾人/退役军人；两后生", ("DIS01", "VET01", "EMP06")),
        ("建档立卡户（2人）", ("POV01",)),
        ("脱贫户,脱贫户", ("POV01",)),
        ("POV02+DIS01", ("POV02", "DIS01")),
        ("土专家", ("LOC1",)),
        ("无", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_categories_are_found_in_free_text(text, codes):
    assert read_categories(text) == (codes, ())


@pytest.mark.parametrize("text", ["非残疾", "未脱贫户", "低保户儿子", "不是低保", "随便"])
def test_what_denies_or_adds_to_a_category_is_asked_about_and_not_taken(text):
    assert read_categories(text) == ((), (text,))


def test_the_known_part_of_a_list_is_taken_and_the_rest_is_named():
    assert read_categories("脱贫户、光荣户、低保") == (("POV01", "CIV01"), ("光荣户",))


@given(
    st.lists(st.sampled_from(table("person_categories").codes()), unique=True, max_size=6),
    st.sampled_from("、,，/；;+ "),
)
def test_any_list_of_labels_is_read_back(codes, separator):
    labels = separator.join(table("person_categories").label(code) for code in codes)

    assert read_categories(labels) == (tuple(codes), ())


@given(st.text(max_size=30))
def test_whatever_is_written_no_category_is_invented(text):
    codes, _ = read_categories(text)

    assert set(codes) <= set(table("person_categories").codes())


def test_the_policy_groups_are_categories_of_the_table():
    assert supported_by_poverty_policy() | relocated() <= set(table("person_categories").codes())
    assert "POV05" not in supported_by_poverty_policy()
    assert "POV06" in supported_by_poverty_policy()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("是", True),
        ("√", True),
        ("愿意", True),
        (1, True),
        ("否", False),
        ("×", False),
        ("无", False),
        ("Ｎ", False),
        ("也许", None),
        ("", None),
        (None, None),
    ],
)
def test_yes_and_no_are_read_as_people_tick_them(text, answer):
    assert read_yes_no(text) is answer


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_has_a_label_of_its_own_and_is_read_back_from_it(kind):
    assert len({word.label for word in kind}) == len(kind)
    assert [kind.read(word.label) for word in kind] == list(kind)
    assert [kind.read(word.value) for word in kind] == list(kind)
    assert kind.read("完全没有这个词") is None


@pytest.mark.parametrize("kind", KINDS)
def test_no_spelling_stands_for_two_words(kind):
    spellings = [spelling for word in kind for spelling in word.spellings()]

    assert len(spellings) == len(set(spellings))


def test_the_kinds_are_those_of_the_trade():
    assert [len(kind) for kind in KINDS if kind.__name__ in ("SkillGroup", "TalentKind", "TrainingMode")] == [3, 5, 9]
    assert SkillGroup.PROFESSIONAL == "professional"
    assert SkillGroup.PROFESSIONAL.label == "专业技能"


def test_marks_on_paper_are_read_and_written():
    assert [AttendanceStatus.read(sign) for sign in "√×○△"] == ["present", "absent", "excused", "sick"]
    assert AttendanceStatus.ABSENT.symbol == "×"


def test_our_certificates_are_types_of_the_table():
    assert [table("certificate_types").label(kind.type_code) for kind in CertificateKind] == [
        "结业证书",
        "培训合格证书",
    ]


def test_an_occupation_is_found_by_name_and_alias_with_or_without_a_code():
    assert find_occupation("中式烹调师").code == "4-03-02-01"
    assert find_occupation("中蜂养殖").code == ""
    assert find_occupation("中蜂养殖").skill_group is SkillGroup.TRADITIONAL
    assert find_occupation("") is None
    assert find_occupation("宇航员") is None
    assert all(one.name for one in occupations())


def test_a_finding_speaks_with_its_figures_and_only_a_block_stops():
    told = warn("code", "{count} of them", "Look at {count}.", count=3)

    assert told == Finding("code", Severity.WARN, "{count} of them", "Look at {count}.", (("count", "3"),))
    assert str(told) == "3 of them Look at 3."
    assert is_usable([told, ask("code", "asked")])
    assert not is_usable([told, block("code", "blocked")])
    assert ask("code", "asked").way_out() == ""
