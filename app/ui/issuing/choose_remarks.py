"""What a clerk should know of a class before issuing: who cannot be, numbers and blanks that run out, photos."""

from collections.abc import Iterator

from app.i18n import tr
from app.ledger.issuing_preview import NumberPlan, Preview
from app.ui.issuing.people_rows import is_done
from app.ui.issuing.remarks import Remark
from app.ui.notices import Offer
from app.ui.spots import BLANKS, Spot
from app.ui.work import Work


def remarks_on(work: Work, shown: Preview, plan: NumberPlan, chosen: int) -> list[Remark]:
    """All of it, the gravest first."""
    return [*_hindrances(shown, plan), *_people(shown, chosen), *_stocks(work, shown, plan)]


def _hindrances(shown: Preview, plan: NumberPlan) -> Iterator[Remark]:
    for hindrance in filter(None, (shown.hindrance, plan.refusal)):
        yield Remark(str(hindrance), "wrong")


def _people(shown: Preview, chosen: int) -> Iterator[Remark]:
    ready = len(shown.ready)
    hindered = [person for person in shown.people if not person.is_ready and not is_done(person)]
    if hindered:
        words = tr(
            "{ready} are ready, {chosen} of them ticked; {count} are not: Enter on the name leads to the cause.",
            ready=ready,
            chosen=chosen,
            count=len(hindered),
        )
        yield Remark(words, "warn")
    elif ready:
        yield Remark(tr("{ready} are ready, {chosen} of them ticked.", ready=ready, chosen=chosen), "good")
    without_photo = sum(not person.has_photo for person in shown.ready)
    if without_photo:
        yield Remark(tr("{count} have no photo; its place on the certificate stays empty.", count=without_photo))


def _stocks(work: Work, shown: Preview, plan: NumberPlan) -> Iterator[Remark]:
    if plan.warning and not plan.refusal:
        yield Remark(str(plan.warning), "warn")
    warning = shown.blanks.warning()
    if warning:
        yield Remark(str(warning), "warn", Offer(tr("Blanks"), lambda: work.go(Spot(BLANKS))))
