"""The station in the settings: who the county says it is, what numbers are left, and how files pass."""

import pytest
from PySide6.QtWidgets import QLabel

from app.ledger.county_packages import read_request
from app.ledger.station_identity import identity_of
from app.ui.first_run_joining import JoinDialog
from app.ui.notices import ReasonDialog
from app.ui.settings.station_section import StationSection
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class


@pytest.fixture
def section(qtbot, work) -> StationSection:
    made = StationSection(work)
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    return made


def show(qtbot, section: StationSection) -> str:
    """Everything that stands there."""
    section.show_section()
    # New facts come into sight a moment after they were read.
    facts = section.facts.frame
    qtbot.waitUntil(
        lambda: (
            section.work.operations.is_idle and all(each.isVisibleTo(section) for each in facts.findChildren(QLabel))
        )
    )
    return " ".join(each.text() for each in section.findChildren(QLabel) if each.isVisibleTo(section))


def test_before_the_enrolment_the_next_step_is_named(qtbot, section, ledger):
    told = show(qtbot, section)

    assert "尚未登记" in told
    assert ledger.standing.replica in told
    assert section.exchange.isEnabled()


def test_identity_lists_and_numbers_stand_there(qtbot, section, ledger, clock):
    county = MakeBelieveCounty()
    county.enrol(ledger, 20)
    issued_class(ledger, 17, QUICK)
    told = show(qtbot, section)
    blocks = [section.rows.index(0, place).data() for place in range(6)]
    clock.advance(days=90)

    assert "鲁史镇乡村人才振兴工作站  530921101" in told
    assert identity_of(ledger).fingerprint in told
    assert blocks == ["2026-11-01", "00001", "00020", "17", "3", "00018"]
    assert section.left.text() == "证书编号剩余 3 个（共 20 个）"
    assert section.low.isVisible()
    assert "号段" in section.low.text()
    assert "已过期" not in told
    qtbot.waitUntil(lambda: "已过期" in show(qtbot, section))


def test_the_files_dialog_takes_the_countys_word_in_and_the_section_follows(qtbot, section, ledger, tmp_path):
    county = MakeBelieveCounty()
    show(qtbot, section)
    section.open_files()
    dialog = section.findChild(JoinDialog)
    dialog.name.setText("鲁史镇乡村人才振兴工作站")
    dialog.write_to(tmp_path / "ask.xxrequest")
    qtbot.waitUntil(lambda: dialog.own_key.text() != "")
    request = read_request((tmp_path / "ask.xxrequest").read_bytes())
    (tmp_path / "answer.xxenrol").write_bytes(_enrolment(county, request))
    dialog.read_from(tmp_path / "answer.xxenrol")
    qtbot.waitUntil(dialog.confirm.isVisible)
    dialog.join()
    qtbot.waitUntil(lambda: identity_of(ledger) is not None and section.work.operations.is_idle)
    dialog.reject()

    qtbot.waitUntil(lambda: section.rows.rowCount() == 1)
    assert request.station_name == "鲁史镇乡村人才振兴工作站"


def _enrolment(county: MakeBelieveCounty, request) -> bytes:
    from app.credential.keys import key_id_of
    from app.ledger.county_packages import Enrolment, sign_enrolment

    county.list_key(request.public)
    granted = county._grant(request, 100, None)
    return sign_enrolment(Enrolment(granted, key_id_of(request.public), county.recovery), county.root)


def test_a_new_signing_key_needs_a_reason_and_leaves_a_request_and_its_fingerprint(qtbot, section, ledger, tmp_path):
    MakeBelieveCounty().enrol(ledger)
    show(qtbot, section)
    before = identity_of(ledger).key_id
    section.new_key.click()
    dialog = section.findChild(ReasonDialog)
    without_reason = dialog.go_on.isEnabled()
    dialog.reject()
    section.write_new_key(tmp_path / "new.xxrequest")
    qtbot.waitUntil(lambda: "new.xxrequest" in section.told.text())

    request = read_request((tmp_path / "new.xxrequest").read_bytes())
    assert not without_reason
    assert request.fingerprint in section.told.text()
    assert request.public.hex() != before
