"""Invented people: names of every kind, ID numbers that check but belong to nobody (order codes 98x)."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.id_numbers import check_character

SURNAMES = "罗李杨王张字茶鲁赵周陈段普毕蒋何马董吴刘彭苏郭阮禹奎左穆"
GIVEN = "正祥兰春华国芳丽秀英建明文海云凤桂玉金银红梅永福贵平安顺成林森山水清德仁义忠勇志强学军"
# Names that break careless programs: rare characters of every plane, one character, a middle dot, four characters.
SPECIAL = ("王䶮", "周𬱖", "杨㛃", "罗𬭎", "赵𠀀", "阿依古丽·买买提", "欧阳秀兰", "茶花")
VILLAGES = ("凤山村", "安石村", "京竹林村", "董扁村", "后山村", "红塘村")
PREFIXES = ("533522", "530921", "533522", "533525", "522427", "430421")
ETHNIC = ("汉族", "彝", "彝族", "白族", "汉", "傣族", "苗族", "回")
SCHOOLING = ("小学", "初中", "初中", "高中", "中专", "文盲或半文盲")
GROUPS = ("脱贫户", "监测户", "一般农户", "", "易地搬迁户、脱贫户", "低保户", "")


@dataclass(frozen=True)
class Invented:
    """One person who does not exist."""

    name: str
    sex: str
    ethnic: str
    id_number: str
    birth: date
    education: str
    village: str
    phone: str
    groups: str


def id_number(prefix: str, birth: date, order: int) -> str:
    """An ID number that checks; its order code 98x is one that registration offices hardly ever reach."""
    first = f"{prefix}{birth:%Y%m%d}98{order % 10}"
    return first + check_character(first)


def invent(count: int, seed: int = 7) -> list[Invented]:
    """So many people, always the same for the same seed; no two share an ID number."""
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    people: dict[str, Invented] = {}
    while len(people) < count:
        person = _person(chance, len(people))
        people.setdefault(person.id_number, person)
    return list(people.values())


def _person(chance: random.Random, at: int) -> Invented:
    birth = date(1968, 1, 1) + timedelta(days=chance.randrange(38 * 365))
    order = chance.randrange(10)
    name = SPECIAL[at // 3] if at % 3 == 1 and at // 3 < len(SPECIAL) else _name(chance)
    return Invented(
        name,
        "男" if order % 2 else "女",
        chance.choice(ETHNIC),
        id_number(chance.choice(PREFIXES), birth, order),
        birth,
        chance.choice(SCHOOLING),
        chance.choice(VILLAGES),
        f"1{chance.choice('35789')}0{chance.randrange(10**8):08d}",
        chance.choice(GROUPS),
    )


def _name(chance: random.Random) -> str:
    given = "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return chance.choice(SURNAMES) + given
