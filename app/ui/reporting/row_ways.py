"""The page on which a row is found, by what kind of row it is."""

from collections.abc import Callable

from app.ledger.syncing.row_titles import RowTitle
from app.ui import spots
from app.ui.spots import Spot

Way = Callable[[RowTitle], Spot | None]


def _person(title: RowTitle) -> Spot | None:
    return Spot(spots.PERSON, title.trainee_id) if title.trainee_id else None


def _certificate(title: RowTitle) -> Spot | None:
    return Spot(spots.CERTIFICATE, title.certificate) if title.certificate else None


def _class(part: str = "") -> Way:
    def way(title: RowTitle) -> Spot | None:
        return Spot(spots.CLASS, title.class_id, part, title.enrolment_id) if title.class_id else None

    return way


def _settings(part: str) -> Way:
    return lambda title: Spot(spots.SETTINGS, part=part, detail=title.rule)


def _always(spot: Spot) -> Way:
    return lambda _: spot


_BLANKS, _CLASSES, _IMPORT = Spot(spots.BLANKS), Spot(spots.CLASSES), Spot(spots.IMPORT)
_WAYS: dict[str, Way] = {
    "trainee": _person,
    "trainee_category": _person,
    "other_certificate": _person,
    "training_elsewhere": _person,
    "training_class": _class(),
    "enrolment": _class("roster"),
    "conduct_note": _class("roster"),
    "lesson": _class("timetable"),
    "attendance_mark": _class("roll"),
    "day_seal": _class("roll"),
    "exam_result": _class("results"),
    "certificate": _certificate,
    "certificate_event": _certificate,
    "print_sheet": _certificate,
    "print_job": lambda title: Spot(spots.ISSUE, part="job", detail=title.job_id) if title.job_id else None,
    "blank_stock": _always(_BLANKS),
    "blank_stock_event": _always(_BLANKS),
    "course": _always(_CLASSES),
    "trainer": _always(_CLASSES),
    "training_provider": _always(_CLASSES),
    "intake": _always(_CLASSES),
    "roster_import": _always(_IMPORT),
    "rule_setting": _settings("rules"),
    "operator": _settings("operators"),
    "number_block": _settings("station"),
    "station_identity": _settings("station"),
    "trust_list": _settings("station"),
}


def way_to(entity: str, title: RowTitle) -> Spot | None:
    """Where this row is seen; None if it is not here, or has no page."""
    way = _WAYS.get(entity)
    return way(title) if way else None
