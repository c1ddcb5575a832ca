"""A program that builds a ledger anew from batches beside it until it is killed, telling each step once it is kept."""

import pickle
import sys
from pathlib import Path

from app.clock import SetClock
from app.credential.keys import ED25519, SUITES
from app.ledger.syncing.entries import take_batches
from app.ledger.syncing.proving import Checks
from app.models.exchange import Receipt, read_receipt
from app.models.opening import open_ledger
from tests.conftest import LOGIN, MORNING

AT_ONCE = 3


def main(folder: Path) -> None:
    """Take in three batches at a time, those before once more with the first."""
    batches, listed, desk = pickle.loads((folder / "brought").read_bytes())

    def receipt(data: bytes) -> Receipt:
        return read_receipt(data, lambda claim, signature: SUITES[ED25519].verify(desk, claim, signature))

    with open_ledger(folder, LOGIN, SetClock(MORNING), patience=5) as ledger:
        for first in range(0, len(batches), AT_ONCE):
            if take_batches(ledger, batches[first : first + AT_ONCE], Checks(listed.get, receipt)).entries:
                print("taken", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
