"""Every text is in the catalogue, numbers are told right, and a language that nobody speaks shows what was left out."""

import ast
import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator
from pytestqt.qtbot import QtBot

import clinic_desktop
from clinic_desktop.resources import resource
from clinic_desktop.ui.shell.language import speak
from tests.builders import local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.shown_words import Data, own_words
from tools.made_up_language import make
from tools.texts import Text, texts_of
from tools.translate import collect

PACKAGE = Path(clinic_desktop.__path__[0])
CATALOGUE = resource("translations", "clinic_en.ts")


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return list(texts_of(PACKAGE))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of the made-up language."""
    return make(tmp_path_factory.mktemp("language"))


@contextmanager
def spoken(catalogue: Path) -> Iterator[None]:
    """While it lasts, texts come out of that catalogue."""
    application = QCoreApplication.instance()
    assert application is not None
    translator = QTranslator(application)
    assert translator.load(str(catalogue))
    application.installTranslator(translator)
    try:
        yield
    finally:
        application.removeTranslator(translator)


def entries(catalogue: Path) -> Iterator[tuple[Text, list[str]]]:
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            forms = [form.text or "" for form in message.iter("numerusform")]
            yield (
                Text(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    message.findtext("comment", ""),
                    message.get("numerus") == "yes",
                ),
                forms or [message.findtext("translation", "")],
            )


def test_lupdate_collects_every_text(texts: list[Text], tmp_path: Path) -> None:
    collect(tmp_path / "clinic_de.ts", "de", only_plurals=False)
    assert sorted(text for text, _ in entries(tmp_path / "clinic_de.ts")) == texts
    assert len(texts) > 2000


def test_every_text_with_a_number_has_its_english_forms(texts: list[Text]) -> None:
    """Where it fails: ``python -m tools.translate``, then fill in what is new in clinic_en.ts, then once more."""
    english = dict(entries(CATALOGUE))
    assert sorted(english) == [text for text in texts if text.plural]
    for text, forms in english.items():
        assert len(forms) == 2 and all(forms), text
        assert forms[1] == text.source
        for form in forms:
            assert re.findall(r"{\w+}", form) == re.findall(r"{\w+}", text.source)


def test_no_text_with_a_number_is_without_its_forms(texts: list[Text]) -> None:
    assert [text for text in texts if re.search("%L?n", text.source) and not text.plural] == []


def test_the_program_speaks_the_forms_that_the_catalogue_has(qtbot: QtBot, texts: list[Text]) -> None:
    with spoken(CATALOGUE.with_suffix(".qm")):
        for text, forms in entries(CATALOGUE):
            for count, form in ((1, forms[0]), (2, forms[1]), (0, forms[1])):
                said = QCoreApplication.translate(text.context, text.source, text.comment, count)
                assert said == re.sub("%L?n", str(count), form)


def test_a_number_is_told_in_english_where_a_language_is_missing(qtbot: QtBot) -> None:
    speak("de_DE")
    try:
        assert QCoreApplication.translate("VisitListing", "%Ln visits", "", 1) == "1 visit"
    finally:
        speak("en_GB")


def test_texts_of_a_class_are_looked_up_by_qt() -> None:
    """``tr`` of a class that Qt does not know would look nowhere."""
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(call, ast.Call) and _is_own_tr(call.func) for call in ast.walk(node)
            ):
                name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
                assert issubclass(getattr(importlib.import_module(name), node.name), QObject), f"{name}.{node.name}"


def _is_own_tr(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(value=ast.Name(id="self"), attr="tr"):
            return True
    return False


PAGES = {
    "front_desk": ("board", "queue", "patients", "payments", "appointments", "preferences"),
    "admin": ("overview", "people", "practitioner_form", "staff_form", "services", "centres", "audit", "settings"),
    "doctor": ("my_day", "my_hours", "my_patients", "earnings"),
    "patient": ("visits", "find_doctor", "me"),
}
DOCKS = {"front_desk": ("walk_in", "booking", "waiting_room")}


@pytest.mark.parametrize("role", PAGES)
def test_nothing_is_left_untranslated(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path, foreign: Path, role: str
) -> None:
    with spoken(foreign):
        desk = ReceptionDesk(sqlite_database_url, clock, tmp_path, account=role)
        try:
            for patient, hour in enumerate((12, 15, 16)):
                desk.book(local(date(2026, 11, 23), f"{hour}:00"), patient)
            desk.walk_in(3)
            data = Data(desk.database, QLocale("en_IN"))
            left: dict[str, list[str]] = {}
            for route in PAGES[role]:
                desk.workspace.open(route)
                desk.settle()
                left[route] = own_words(desk.window, data)
            for route in DOCKS.get(role, ()):
                desk.workspace.open_dock(route)
                desk.settle()
                left[route] = own_words(desk.window, data)
            assert {route: words for route, words in left.items() if words} == {}
        finally:
            desk.close()
