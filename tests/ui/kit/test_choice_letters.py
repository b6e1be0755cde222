"""Typing into a choice field finds what was meant."""

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.theme.theme import Theme

ZONES = [Choice(zone, zone) for zone in ("Brazil/Acre", "Europe/Berlin", "Europe/Bern", "America/New_York")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("br", "Brazil/Acre"), ("Berl", "Europe/Berlin"), ("bern", "Europe/Bern"), ("york", "America/New_York")],
)
def test_letters_find_a_later_word_too(theme: Theme, qtbot: QtBot, typed: str, found: str) -> None:
    field = ChoiceField(theme, "Time zone", ZONES)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.line, typed)
    assert field.value() == found


def test_letters_inside_a_word_find_nothing(theme: Theme, qtbot: QtBot) -> None:
    field = ChoiceField(theme, "Time zone", ZONES)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.line, "zil")
    assert field.value() is None
