"""How a job ended: `lpstat` tells of a cancelled job in the very words of a finished one, the CUPS library knows."""

import ctypes

from app.ui.paper.printers import JobState

LIBRARY = "libcups.so.2"
_ALL_JOBS = -1
_ENDS = {7: JobState.CANCELLED, 8: JobState.FAILED, 9: JobState.DONE}


class _Job(ctypes.Structure):
    """`cups_job_t` of cups/cups.h, the same in every CUPS 2."""

    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    )


def end_of(number: int) -> JobState:
    """How this job ended; only that it did, where the library is not to be had."""
    try:
        library = ctypes.CDLL(LIBRARY)
        return _ends(library).get(number, JobState.ENDED)
    except (OSError, AttributeError):
        return JobState.ENDED


def _ends(library: ctypes.CDLL) -> dict[int, JobState]:
    # Each thread of the library remembers a server; this makes it look anew which one is meant.
    library.cupsSetServer(None)
    jobs = ctypes.POINTER(_Job)()
    count = library.cupsGetJobs2(None, ctypes.byref(jobs), None, 0, _ALL_JOBS)
    try:
        known = [jobs[place] for place in range(count)]
        return {job.id: _ENDS[job.state] for job in known if job.state in _ENDS}
    finally:
        library.cupsFreeJobs(count, jobs)
