"""Sending messages from a desk, whatever happens to a round."""

import pytest
from PySide6.QtCore import QObject, Signal

from clinic_desktop.background.tasks import Tasks
from clinic_desktop.services.messages.worker import Round
from clinic_desktop.viewmodels.shell import sending
from clinic_desktop.viewmodels.shell.sending import Sending


class Hub(QObject):
    changed = Signal(object, object)


class BreaksTwice:
    """A worker that cannot be made the first time and runs into a bug the next, and the services that make it."""

    def __init__(self):
        self.made = self.rounds = 0

    def message_worker(self, desk, draw):
        self.made += 1
        if self.made == 1:
            raise AssertionError
        return self

    def run_once(self):
        self.rounds += 1
        if self.rounds == 1:
            raise AssertionError
        return Round()

    def stop(self):
        pass


@pytest.fixture
def tasks(qapp):
    pool = Tasks(1, "slow")
    yield pool
    pool.stop()


def test_a_bug_in_a_round_does_not_end_sending_messages(qtbot, tasks, monkeypatch):
    monkeypatch.setattr(sending, "EVERY_MILLISECONDS", 0)
    monkeypatch.setattr(sending, "AFTER_A_BUG_MILLISECONDS", 0)
    worker, hub, bugs = BreaksTwice(), Hub(), []
    tasks.broken.connect(bugs.append)
    at_work = Sending(worker, tasks, hub, "desk-1", lambda _: b"")
    at_work.start()
    qtbot.waitUntil(lambda: worker.rounds >= 2)
    at_work.stop()
    assert len(bugs) == 2
