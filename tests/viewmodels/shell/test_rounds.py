"""Work in rounds, of payments and of messages, whatever happens to a round."""

import threading

import pytest
from PySide6.QtCore import QObject, Signal

from clinic_desktop.background.tasks import Tasks
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.messages.worker import Round
from clinic_desktop.viewmodels.shell import collecting, rounds, sending
from clinic_desktop.viewmodels.shell.collecting import Collecting
from clinic_desktop.viewmodels.shell.sending import Sending


class Hub(QObject):
    changed = Signal(object, object)


class Work:
    """A worker, and the services that make it: the first ``bugs`` times something is wanted of it there is a bug."""

    def __init__(self, bugs=0):
        self.bugs = bugs
        self.rounds = 0
        self.begun, self.going_on = threading.Event(), threading.Event()
        self.going_on.set()
        self.stopped = False

    def payment_worker(self, desk):
        self._stumble()
        return self

    def message_worker(self, desk, draw):
        self._stumble()
        return self

    def run_once(self):
        self._stumble()
        self.rounds += 1
        self.begun.set()
        assert self.going_on.wait(10)
        return self.done

    def stop(self):
        self.stopped = True

    def _stumble(self):
        if self.bugs:
            self.bugs -= 1
            raise AssertionError


@pytest.fixture
def tasks(qapp):
    pool = Tasks(1, "rounds")
    yield pool
    pool.stop()


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture(params=["payments", "messages"])
def make(request, tasks, hub, monkeypatch):
    """Makes the rounds of one kind; they begin at once."""
    monkeypatch.setattr(collecting, "FIRST_MILLISECONDS", 0)
    monkeypatch.setattr(sending, "EVERY_MILLISECONDS", 0)

    def made(work):
        if request.param == "payments":
            work.done = PaymentRound(wait_seconds=60)
            return Collecting(work, tasks, hub, "desk-1"), Topic.PAYMENTS
        monkeypatch.setattr(sending, "IDLE_MILLISECONDS", 60_000)
        work.done = Round(problem="not_ready")
        return Sending(work, tasks, hub, "desk-1", lambda _: b""), Topic.MESSAGES

    return made


def test_bugs_do_not_end_the_work(qtbot, tasks, make, monkeypatch):
    monkeypatch.setattr(rounds, "AFTER_A_BUG_MILLISECONDS", 0)
    work, bugs = Work(bugs=2), []
    tasks.broken.connect(bugs.append)
    at_work, _ = make(work)
    at_work.start()
    qtbot.waitUntil(lambda: work.rounds == 1)
    at_work.stop()
    assert len(bugs) == 2 and work.stopped


def test_new_settings_begin_a_round_at_once(qtbot, make, hub):
    work = Work()
    at_work, _ = make(work)
    at_work.start()
    qtbot.waitUntil(lambda: at_work._timer.isActive() and work.rounds == 1)
    hub.changed.emit(frozenset({Topic.SETTINGS}), frozenset())
    qtbot.waitUntil(lambda: work.rounds == 2)
    at_work.stop()


def test_what_changes_during_a_round_is_not_left_for_the_next_minute(qtbot, make, hub, monkeypatch):
    monkeypatch.setattr(rounds, "_AGAIN_MILLISECONDS", 0)
    work = Work()
    at_work, topic = make(work)
    work.going_on.clear()
    at_work.start()
    qtbot.waitUntil(work.begun.is_set)
    hub.changed.emit(frozenset({topic}), frozenset())
    work.going_on.set()
    qtbot.waitUntil(lambda: work.rounds == 2)
    at_work.stop()


def test_a_desk_that_cannot_work_is_woken_by_the_settings_only(qtbot, make, hub):
    work = Work()
    at_work, topic = make(work)
    work.done = PaymentRound(wait_seconds=60, problem="no_key") if topic is Topic.PAYMENTS else work.done
    at_work.start()
    qtbot.waitUntil(lambda: at_work._timer.isActive() and work.rounds == 1)
    hub.changed.emit(frozenset({topic}), frozenset())
    assert at_work._timer.isActive()
    hub.changed.emit(frozenset({Topic.SETTINGS}), frozenset())
    qtbot.waitUntil(lambda: work.rounds == 2)
    at_work.stop()
