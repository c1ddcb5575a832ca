"""A dialog is never higher than the screen: with larger text its title bar stays in reach."""

import os
import subprocess
import sys

import pytest

SHOWN = """
from PySide6.QtWidgets import QApplication, QLineEdit
from app.ui.forms import FormDialog
made = QApplication([])
dialog = FormDialog("title", "verb")
for place in range(40):
    dialog.fields.add(str(place), QLineEdit())
dialog.show_sized()
print(dialog.height(), dialog.screen().availableGeometry().height())
"""


@pytest.mark.parametrize("factor", ["1", "1.5"])
def test_a_dialog_of_forty_fields_leaves_room_for_its_title_bar(factor):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}

    said = subprocess.run([sys.executable, "-c", SHOWN], env=environment, capture_output=True, text=True, check=True)

    high, room = map(int, said.stdout.split())
    assert high == min(600, room - 40)
