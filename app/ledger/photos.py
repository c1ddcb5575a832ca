"""The photo of a trainee: kept once by its content, and drawn on the certificates issued from then on."""

from app.errors import Refusal
from app.i18n import mark
from app.ledger.person_rows import NoSuchTrainee
from app.models.change import Change
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.local import blob, keep_blob
from app.models.people import Trainee

JPEG = "image/jpeg"
LARGEST = 400_000  # bytes; a photo of 413 x 578 dots needs about 40,000


class PhotoTooHeavy(Refusal):
    """A photo that would swell the ledger."""

    code = "photo_too_heavy"
    message = mark("The photo has {size} kB; {most} kB is the most that is kept.")
    remedy = mark("Cut it to the head and shoulders first.")


def put_photo(ledger: Ledger, change: Change, row: Trainee, data: bytes) -> str:
    """Keep this JPEG as the photo of a trainee; certificates already issued keep theirs. Gives its SHA-256.

    Raises PhotoTooHeavy.
    """
    if len(data) > LARGEST:
        raise PhotoTooHeavy(size=len(data) // 1000, most=LARGEST // 1000)
    with ledger.guard.writing(Mode.JOURNALING):
        row.photo = keep_blob(change.session.connection(), data, JPEG)
    return row.photo


def photo_of(ledger: Ledger, trainee_id: str) -> bytes | None:
    """The photo of a trainee, None if there is none on this PC. Raises NoSuchTrainee."""
    with ledger.reading() as session:
        row = session.get(Trainee, trainee_id)
        if row is None:
            raise NoSuchTrainee(trainee=trainee_id)
        return blob(session.connection(), row.photo) if row.photo else None
