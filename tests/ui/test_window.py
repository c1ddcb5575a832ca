"""The window on every machine: what is loaded before it is in sight, fonts, input methods, language, size of text."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from app import desktop
from app.ui import theme
from app.ui.memory import LANGUAGE, TEXT_SCALE, Memory

ROOT = Path(__file__).resolve().parents[2]


def test_the_window_is_there_before_anything_heavy_is_loaded():
    heavy = ["sqlalchemy", "sqlcipher3", "openpyxl", "reportlab", "pypinyin", "qrcode", "PIL", "typer"]
    told = f"import sys, app.desktop; print([name for name in {heavy!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == "[]"


def test_chinese_and_rare_characters_have_a_font_on_a_bare_machine(qapp):
    family = theme.chinese_family()

    systems = QFontDatabase.writingSystems(family)

    assert QFontDatabase.WritingSystem.SimplifiedChinese in systems
    assert "HanaMinB" in " ".join(qapp.font().families())


@pytest.mark.parametrize("named", ["QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE"])
def test_chinese_can_be_typed_where_fcitx_is_at_work(named):
    environment = {named: "@im=fcitx"}

    desktop.lead_input_method(environment)

    assert (environment["QT_IM_MODULE"], environment["IBUS_USE_PORTAL"]) == ("ibus", "1")


def test_other_input_methods_are_left_alone():
    environment = {"QT_IM_MODULE": "ibus"}

    desktop.lead_input_method(environment)

    assert environment == {"QT_IM_MODULE": "ibus"}


def test_a_qt_that_aborts_on_this_python_is_not_the_one_installed():
    qt = tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2])

    assert qt < (6, 12) or sys.version_info >= (3, 12)


def test_the_tests_need_no_screen(qapp):
    assert os.environ["QT_QPA_PLATFORM"] == qapp.platformName() == "offscreen"


@pytest.fixture
def memory(tmp_path) -> Memory:
    return Memory(tmp_path)


@pytest.mark.parametrize(
    ("kept", "named", "spoken"),
    [("", "", "zh_CN"), ("en", "", "en"), ("en", "zh_CN", "zh_CN"), ("zh_CN", "en", "en"), ("fr", "klingon", "zh_CN")],
)
def test_the_language_is_the_environment_s_or_the_clerk_s_or_chinese(memory, kept, named, spoken):
    memory.put(LANGUAGE, kept)

    assert desktop.language_of(memory, {"XIANGXUN_LANG": named}) == spoken


@pytest.mark.parametrize(("kept", "factor"), [("125", "1.25"), ("150", "1.5")])
def test_larger_text_is_drawn_at_the_next_start(memory, kept, factor):
    environment = {}
    memory.put(TEXT_SCALE, kept)

    is_ours = desktop.scale_text(memory, environment)

    assert (is_ours, environment) == (True, {"QT_SCALE_FACTOR": factor})


@pytest.mark.parametrize("kept", ["", "100", "1000", "x"])
def test_nothing_is_scaled_unless_asked_for(memory, kept):
    environment = {}
    memory.put(TEXT_SCALE, kept)

    assert (desktop.scale_text(memory, environment), environment) == (False, {})


def test_the_environment_s_own_factor_is_left_alone(memory):
    environment = {"QT_SCALE_FACTOR": "2"}
    memory.put(TEXT_SCALE, "150")

    assert (desktop.scale_text(memory, environment), environment) == (False, {"QT_SCALE_FACTOR": "2"})


def test_the_program_is_started_again_as_it_was_started():
    words = ["python3", "-m", "app.desktop", "--style", "x"]

    assert desktop.again("/usr/bin/python3", words, is_frozen=False) == ("/usr/bin/python3", words[1:])
