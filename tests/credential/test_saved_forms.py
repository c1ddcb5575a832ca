"""What the first release wrote must be read, to the letter, by every later one."""

import hashlib

from app.credential.sealing import open_sealed, unwrap
from app.credential.text import decode
from tests.credential.makers import CLAIMS, make_key_list, make_revocations, make_text

TEXT = (
    "https://rc.example.gov.cn/v#3723565707939130017469063133419606394077122275980781754082914083888553094220"
    "71905628836901822844970095643793517132226313707763099408120838286199484910036056454086617681006466285820"
    "64619283646518597326605836284449543266233654942565028103424521339669008289455325686318795690115894999912"
    "38280598347205137864316193890003763047362465889826123254508387841960111722945554588646835832033569439075"
    "8080183077568768"
)
KEY_LIST_SHA256 = "73557b95523714db71a12c18070c30ec3a6afef9063adb2548878a4e3e86d9e1"
REVOCATIONS_SHA256 = "68ad917981f2d18b8ce19d03d675ad05df8163ff9e5e17a48818ee768e6fc44a"
WRAPPED = {
    "version": 1,
    "method": "argon2id+aes-256-gcm",
    "purpose": "ledger key",
    "time_cost": 1,
    "memory_kib": 64,
    "parallelism": 1,
    "salt": "uH8sVCgValK5y8YIPzb0vQ==",
    "nonce": "TgccXeP/yu5lKXRb",
    "box": "kRCA3AK+dIKvld8JTwZ6cWbLhZYgkcIwJVgnD8l+0TRdSYcMMSQUocyoGYkl3HlJ",
    "checksum": "6c150a66531a41ec3de0cf4f309efeb14c40206669157c505ab548ca68cc0acf",
}
SEALED = {
    "version": 1,
    "method": "x25519+hkdf-sha256+aes-256-gcm",
    "purpose": "ledger key",
    "recipient": "b8e04c660597cadc",
    "sender": "HuKUpgdZkiG6fZ6JS2QR8UDhZi8k9gH1t8Zu0T02ZAg=",
    "nonce": "kOhGcsfX4+UI1Tzf",
    "box": "+zkvj2RSb8e7iE5OTuE1v0No7m0ZDu8xVvlTBsMwZssXtAdkUAtgzOZmEpcf/9g9",
    "checksum": "50c34f7054b8eb87863ed11291b08918c1dc4b5a17b4f0a60448eef9c1e13d2e",
}
COUNTY_KEY = bytes(range(100, 132))
SECRET = bytes(range(32))


def test_a_certificate_of_the_first_release_is_read_and_signed_to_the_letter():
    carried = decode(TEXT)

    assert carried.claims == CLAIMS
    assert make_text() == TEXT


def test_the_lists_of_the_first_release_are_signed_to_the_letter():
    digests = [hashlib.sha256(data).hexdigest() for data in (make_key_list(), make_revocations())]

    assert digests == [KEY_LIST_SHA256, REVOCATIONS_SHA256]


def test_secrets_sealed_by_the_first_release_still_open():
    assert unwrap(WRAPPED, "芒种 2026", "ledger key") == SECRET
    assert open_sealed(COUNTY_KEY, SEALED, "ledger key") == SECRET
