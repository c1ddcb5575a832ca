"""Dialogs as high as what they have to say, once all of it is known."""

from app.ui.forms import FormDialog

BESIDE, BELOW = 60, 96


def fit(dialog: FormDialog) -> None:
    """Give the dialog the height that its words and fields need now."""
    dialog.ensurePolished()
    dialog.body.invalidate()
    needed = dialog.body.heightForWidth(dialog.width() - BESIDE)
    if needed < 0:
        needed = dialog.body.sizeHint().height()
    dialog.resize(dialog.width(), min(dialog.maximumHeight(), needed + BELOW))
