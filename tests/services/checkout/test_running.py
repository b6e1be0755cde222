"""The payment worker without a window."""

import threading

from clinic_desktop.domain.codes import LinkState
from clinic_desktop.domain.errors import Conflict
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.running import run_payments, run_payments_once
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.checkout.worker import PaymentWorker


def test_once_does_what_is_due_and_ends(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    online.clock.forward(minutes=1)
    done = run_payments_once(online.worker, threading.Event())
    assert (done.asked, done.paid) == (1, 1)
    assert online.state(link.id) == LinkState.PAID
    assert run_payments_once(online.worker, threading.Event()).asked == 0


def test_until_somebody_says_stop(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    online.clock.forward(minutes=1)
    stopping, heard = threading.Event(), []

    def told(done):
        heard.append(done)
        stopping.set()

    run_payments(online.worker, stopping, told)
    assert heard[0].paid == 1


def test_a_computer_without_keys_leaves_the_work_to_others(online):
    nobody = PaymentWorker(online.database, online.clock, GatewayAccounts(online.database, {}, online.clock), "desk")
    done = nobody.run_once()
    assert (done.problem, done.asked) == ("no_key", 0)


def test_a_worker_that_was_stopped_asks_nothing(online, booked):
    online.checkout.ask(online.clinic.front_desk, booked.id)
    online.worker.stop()
    online.clock.forward(minutes=5)
    online.server.calls.clear()
    assert online.worker.run_once().asked == 0
    assert online.server.calls == []


def test_another_desk_that_was_first_does_not_end_the_worker():
    stopping, heard = threading.Event(), []

    class TwoRounds:
        rounds = 0

        def run_once(self):
            self.rounds += 1
            if self.rounds == 1:
                stopping.wait = lambda _seconds: None
                raise Conflict("UniqueViolation")
            stopping.set()
            return PaymentRound()

    run_payments(TwoRounds(), stopping, heard.append)
    assert len(heard) == 1
