import hashlib

import pytest

from app.credential.keys import ED25519, SM2, SUITES, KeyDamaged, SigningKey, fingerprint, key_id_of

# RFC 8032, section 7.1: seed, public key, message, signature.
RFC_8032 = {
    "test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    "test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    "test 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
    "test SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
        "d9bef1177331a704",
    ),
}
# RFC 8032, section 5.1: the order of the group; a signature's second half must be below it.
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("name", RFC_8032)
def test_the_vectors_of_rfc_8032_are_signed_and_verified(name):
    seed, public, message, signature = RFC_8032[name]
    key = SigningKey.from_seed(bytes.fromhex(seed))

    signed = key.sign(message)

    assert key.public.hex() == public
    assert signed.hex() == signature
    assert SUITES[ED25519].verify(key.public, message, signed)


def test_a_signature_with_its_second_half_raised_by_the_order_is_no_signature():
    key = SigningKey.from_seed(bytes(32))
    signature = key.sign(b"text")
    raised = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")

    is_signed = SUITES[ED25519].verify(key.public, b"text", signature[:32] + raised)

    assert not is_signed
    assert SUITES[ED25519].verify(key.public, b"text", signature)


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65)])
@pytest.mark.parametrize("public", [b"", bytes(31), bytes([2]) * 32, b"\xff" * 32])
def test_odd_keys_and_signatures_are_false_and_not_a_crash(public, signature):
    is_signed = SUITES[ED25519].verify(public, b"text", signature)

    assert is_signed is False


def test_a_key_comes_back_from_its_seed():
    key = SigningKey.generate()

    again = SigningKey.from_seed(key.seed)

    assert (again.public, again.key_id, again.sign(b"x")) == (key.public, key.key_id, key.sign(b"x"))
    assert SigningKey.generate().seed != key.seed


def test_a_seed_of_the_wrong_length_is_a_damaged_key():
    with pytest.raises(KeyDamaged):
        SigningKey.from_seed(bytes(31))


def test_a_key_shows_nothing_secret_of_itself():
    key = SigningKey.generate()

    shown = f"{key!r} {key} {vars(key)}"

    assert key.key_id.hex() in shown
    assert key.seed.hex() not in shown
    assert repr(key.seed) not in shown


def test_a_key_id_names_the_suite_too():
    public = bytes(32)

    names = {key_id_of(public, ED25519), key_id_of(public, SM2)}

    assert len(names) == 2
    assert all(len(name) == 4 for name in names)


def test_a_fingerprint_is_read_out_in_eight_groups():
    spoken = fingerprint(bytes(32))

    assert [len(group) for group in spoken.split(" ")] == [4] * 8
    assert fingerprint(bytes(31) + b"\1") != spoken
