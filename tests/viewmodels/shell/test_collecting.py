"""Following payments from a desk, whatever happens to a round."""

import pytest
from PySide6.QtCore import QObject, Signal

from clinic_desktop.background.tasks import Tasks
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.viewmodels.shell import collecting
from clinic_desktop.viewmodels.shell.collecting import Collecting


class Hub(QObject):
    changed = Signal(object, object)


class BreaksOnce:
    """A worker whose first round runs into a bug, and the services that make it."""

    def __init__(self):
        self.rounds = 0

    def payment_worker(self, desk):
        return self

    def run_once(self):
        self.rounds += 1
        if self.rounds == 1:
            raise AssertionError
        return PaymentRound(wait_seconds=60)

    def stop(self):
        pass


@pytest.fixture
def tasks(qapp):
    pool = Tasks(1, "gateways")
    yield pool
    pool.stop()


def test_a_bug_in_a_round_does_not_end_following_payments(qtbot, tasks, monkeypatch):
    monkeypatch.setattr(collecting, "FIRST_MILLISECONDS", 0)
    monkeypatch.setattr(collecting, "AFTER_A_BUG_MILLISECONDS", 0)
    worker, hub, bugs = BreaksOnce(), Hub(), []
    tasks.broken.connect(bugs.append)
    following = Collecting(worker, tasks, hub, "desk-1")
    following.start()
    qtbot.waitUntil(lambda: worker.rounds == 2)
    following.stop()
    assert len(bugs) == 1
