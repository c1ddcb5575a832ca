"""Every way in which the register cannot be asked just now: whoever asks is told to come again."""

from app.county.postgresql_faults import (
    DatabaseForbidden,
    DatabaseNotEncrypted,
    DatabasePasswordWrong,
    DatabaseTooOld,
    DatabaseUnknown,
)
from app.county.register_faults import RegisterBusy
from app.errors import MachineFault

REFUSALS = (
    RegisterBusy,
    DatabaseForbidden,
    DatabaseNotEncrypted,
    DatabasePasswordWrong,
    DatabaseTooOld,
    DatabaseUnknown,
)
"""What whoever runs the server can mend, and whoever asks it cannot."""
OUTAGES = (MachineFault, *REFUSALS)
