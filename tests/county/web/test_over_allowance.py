"""A PC whose station has brought all that it may today is asked to wait, keeps everything, and reports it tomorrow."""

import pytest

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.store import allowance
from app.county.store.allowance import Allowance
from app.ledger.syncing.receipts import backlog
from app.models.ledger import Ledger
from app.sync.line import CountyBusy
from app.sync.reporting import report
from tests.county.web.test_rounds import joined
from tests.makers import add_trainee


@pytest.mark.engines("sqlite")
def test_a_station_over_its_allowance_is_asked_to_wait_and_loses_nothing(
    office: CountyOffice, pc: Ledger, address: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(joined(office, pc, address))
    monkeypatch.setattr(allowance, "LEAST", Allowance(1, 1, 1))
    office.set_allowance(Allowance(entries=1))
    add_trainee(pc)

    with pytest.raises(CountyBusy) as asked:
        report(pc)

    waiting = backlog(pc)[0]
    clock.advance(days=1)
    assert (asked.value.pause >= 60, waiting > 0) == (True, True)
    assert report(pc).waiting == 0
