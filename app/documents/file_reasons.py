"""Why a file could not be read or written, in the reader's language: the system tells it in English, or in its own."""

import errno

from app.i18n import mark, tr

REASONS = {
    errno.ENOENT: mark("there is no such file or folder"),
    errno.EISDIR: mark("it is a folder"),
    errno.ENOTDIR: mark("a part of its path is a file, not a folder"),
    errno.EEXIST: mark("a file of that name stands in its place"),
    errno.EACCES: mark("this account may not do that there"),
    errno.EPERM: mark("this account may not do that there"),
    errno.EROFS: mark("the disk or stick is write-protected"),
    errno.EBUSY: mark("another program has it open"),
    errno.ENAMETOOLONG: mark("the name is too long"),
    errno.EINVAL: mark("the name has a character that is not allowed there"),
    errno.EIO: mark("the disk or stick reports a fault"),
}


def reason_of(error: OSError) -> str:
    """What the system's error means; its number where there are no words for it."""
    known = REASONS.get(error.errno or 0)
    return tr(known) if known else tr("system error {number}", number=error.errno or type(error).__name__)
