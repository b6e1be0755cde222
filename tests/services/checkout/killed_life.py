"""Run as a process: asks for a link, lets the payer pay, looks, cancels the visit and sends the refund; and kills
itself at the point with the given number.

Points are right before and after every commit, and right before and after every question to a gateway.
"""

import json
import os
import signal
import urllib.request
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.codes import GatewayName, Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.billing.refund_sending import send_due
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService


class Points:
    """Counts the points, and ends the process at one of them as a power cut would."""

    def __init__(self, last: int) -> None:
        self.seen, self._last = 0, last

    def reached(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class Counted:
    """A gateway whose every question is a point before and a point after."""

    def __init__(self, gateway: Any, points: Points) -> None:
        self._gateway, self._points = gateway, points

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._gateway, name)
        if not callable(found) or name == "now":
            return found

        def ask(*arguments: Any) -> Any:
            self._points.reached()
            answer = found(*arguments)
            self._points.reached()
            return answer

        return ask


def pay(address: str) -> None:
    """The payer opens the page and presses the button."""
    with urllib.request.urlopen(address) as page:
        urllib.request.urlopen(page.url, data=b"do=pay").close()


def main(url: str, environment: str, now: str, appointment: int, location: int, account: int, point: int) -> None:
    database, clock, points = Database(url), lambda: datetime.fromisoformat(now), Points(point)
    event.listen(database.engine, "commit", points.reached)
    event.listen(Session, "after_commit", points.reached)

    class Accounts(GatewayAccounts):
        def gateway(self, name: GatewayName) -> Any:
            return Counted(super().gateway(name), points)

    desk = Actor(account, Role.FRONT_DESK, "Front Desk", frozenset({location}), desk="desk-1")
    accounts = Accounts(database, json.loads(environment), clock)
    checkout = CheckoutService(database, clock, accounts)
    link = checkout.ask(desk, appointment)
    pay(link.url)
    checkout.look(desk, link.id)
    with database.read() as session:
        version = session.scalars(select(Appointment.version).where(Appointment.id == appointment)).one()
    BookingService(database, clock).cancel(desk, appointment, version, "Patient's wish")
    send_due(database, clock, accounts, "desk-1")
