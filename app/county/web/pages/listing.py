"""What pages with long lists share: the page that is asked for, and so many lines on it."""

from typing import Annotated

from fastapi import Depends, Query

from app.county.web.authority import Operation, Visit, looking

SIZE = 50
"""Lines on a page."""
FURTHEST = 100_000
Seeing = Annotated[Visit, Depends(looking(Operation.READ))]
PageNumber = Annotated[int, Query(ge=1, le=FURTHEST)]
Word = Annotated[str, Query(max_length=100)]
