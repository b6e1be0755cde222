"""What every view-model does with answers that come late, or to nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from clinic_desktop.background.tasks import Tasks
from clinic_desktop.domain.errors import NotFound, Refused
from clinic_desktop.viewmodels.base import ViewModel
from tests.later import Later


@dataclass(frozen=True, slots=True)
class Shown:
    answer: str = ""
    refusal: Refused | None = None


class Asking(ViewModel[Shown]):
    """Shows what it is answered."""

    def look(self, answer: str | Refused, question: str = "look") -> None:
        def work() -> str:
            if isinstance(answer, Refused):
                raise answer
            return answer

        self.ask(
            work,
            lambda found: self.show_state(answer=found),
            lambda refusal: self.show_state(refusal=refusal),
            question=question,
        )


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def asking(later: Later) -> Asking:
    return Asking(Shown(), later)


def test_an_answer_to_a_question_that_was_asked_again_is_dropped(asking: Asking, later: Later) -> None:
    asking.look("Monday")
    asking.look("Tuesday")
    first, second = later.waiting
    second()
    first()
    assert asking.state == Shown("Tuesday")


def test_a_refusal_of_a_question_that_was_asked_again_is_dropped(asking: Asking, later: Later) -> None:
    asking.look(NotFound("day", 1))
    asking.look("Tuesday")
    first, second = later.waiting
    second()
    first()
    assert asking.state == Shown("Tuesday")


def test_other_questions_and_what_is_no_question_are_answered_each(asking: Asking, later: Later) -> None:
    shown: list[str] = []
    asking.state_changed.connect(lambda state: shown.append(state.answer))
    for answer, question in (("here", "who"), ("Monday", "when"), ("saved", ""), ("saved again", "")):
        asking.look(answer, question)
    later.let_go()
    assert shown == ["here", "Monday", "saved", "saved again"]


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks(1, "test")
    yield made
    made.stop()


def test_an_answer_for_a_screen_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    owner, gone, answers = QObject(), Event(), list[object]()
    refused = answers.append
    tasks.run(owner, lambda: gone.wait(10), answers.append, refused)
    with qtbot.waitSignal(tasks.busy_changed, check_params_cb=lambda busy: not busy):
        delete(owner)
        gone.set()
    other = QObject()
    tasks.run(other, lambda: "there", answers.append, refused)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["there"]
