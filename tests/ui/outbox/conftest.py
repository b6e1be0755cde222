"""A front desk whose patients have email addresses, and short ways to make what becomes of messages."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.messages import Message, MessageEvent
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Topic
from clinic_desktop.ui.outbox.messages import MessagesScreen
from tests.ui.appointments.reception import ReceptionDesk


@pytest.fixture(autouse=True)
def addresses(desk: ReceptionDesk) -> None:
    """Everybody but the last patient has an address, and the clinic has a mail server."""
    with desk.database.write() as session:
        for number in desk.clinic.patients[:-1]:
            session.execute(update(Patient).where(Patient.id == number).values(email=f"p{number}@example.org"))
    desk.services.settings.change(
        desk.clinic.admin, {"mail_host": "smtp.lotus.example", "mail_from": "desk@lotus.example"}
    )


@pytest.fixture
def become(desk: ReceptionDesk) -> Callable[..., int]:
    """Makes the newest message what a worker would have made of it, and tells the screens; gives its number."""

    def change(**values: Any) -> int:
        with desk.database.write() as session:
            number = session.execute(select(Message.id).order_by(Message.id.desc()).limit(1)).scalar_one()
            session.execute(update(Message).where(Message.id == number).values(version=Message.version + 1, **values))
            if values.get("state") == "failed":
                event = MessageEvent(
                    message_id=number, at=desk.clock(), action="failed", desk="desk-2", problem=values["problem"],
                    detail="550 no such user",
                )  # fmt: skip
                session.add(event)
        desk.hub.changed.emit(frozenset({Topic.MESSAGES}), frozenset({number}))
        desk.settle()
        return number

    return change


@pytest.fixture
def opened(desk: ReceptionDesk) -> Callable[..., MessagesScreen]:
    """Opens the page."""

    def open_page(**arguments: Any) -> MessagesScreen:
        desk.workspace.open("messages", **arguments)
        desk.settle()
        page = desk.workspace.page
        assert isinstance(page, MessagesScreen)
        return page

    return open_page
