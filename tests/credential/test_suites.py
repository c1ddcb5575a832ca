"""A second signing suite is one more row of a table."""

import hashlib
import hmac
from dataclasses import replace

from app.credential.keys import SM2, SUITES, Suite, key_id_of
from app.credential.verification import verify
from tests.credential.makers import CLAIMS, ISSUED, make_entry, make_text, make_trust


class ToySigner:
    """A keyed hash in the place of a signature: no security, but another algorithm number and length."""

    alg = SM2
    public = b"a toy's key"

    @property
    def key_id(self):
        return key_id_of(self.public, self.alg)

    def sign(self, message):
        return hmac.digest(self.public, message, "sha512")


TOY = Suite(SM2, "toy", lambda public, message, signature: hmac.digest(public, message, "sha512") == signature)


def trust_with(*suites):
    signer = ToySigner()
    listed = make_trust([make_entry(), make_entry(signer, alg=signer.alg)])
    return replace(listed, suites={**SUITES, **{suite.alg: suite for suite in suites}})


def test_a_text_of_an_unknown_suite_is_told_as_such():
    verdict = verify(make_text(key=ToySigner()), trust_with(), ISSUED)

    assert (verdict.verdict, verdict.reason) == ("unknown_key", "suite_unsupported")


def test_a_suite_that_is_handed_in_verifies_its_texts_beside_the_usual_ones():
    trust = trust_with(TOY)

    verdicts = [verify(make_text(key=ToySigner()), trust, ISSUED), verify(make_text(), trust, ISSUED)]

    assert [verdict.reason for verdict in verdicts] == ["genuine", "genuine"]
    assert verdicts[0].claims == CLAIMS


def test_a_suite_that_is_handed_in_still_refuses_other_content():
    class Forger(ToySigner):
        def sign(self, message):
            return hashlib.sha512(message).digest()

    verdict = verify(make_text(key=Forger()), trust_with(TOY), ISSUED)

    assert (verdict.verdict, verdict.reason) == ("altered", "signature")
