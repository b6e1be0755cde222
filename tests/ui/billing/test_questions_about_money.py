"""A question about money is answered for what it asked about, whatever another desk brings into view meanwhile: on both
databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import RefundState
from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog
from clinic_desktop.ui.kit.dialog import Question
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk
from tests.ui.billing.test_refunds_page import asked, opened, state

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def boss(qtbot: QtBot, database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """A centre manager's desk, where refunds above 200 rupees need a second person; two of them wait."""
    with open_desk(database_url, clock, tmp_path, account="centre_manager") as desk:
        desk.services.settings.change(desk.clinic.admin, {"refund_approval_minor": 20_000, "message_hold_seconds": 0})
        asked(desk, 30_000, patient=0)
        clock.forward(minutes=1)
        asked(desk, 45_000, patient=1)
        yield desk


def rows(desk: ReceptionDesk) -> dict[int, RefundRow]:
    return {row.id: row for row in desk.services.refunds.listing(desk.clinic.admin).rows}


def two(desk: ReceptionDesk) -> tuple[RefundRow, RefundRow]:
    """The refund in view, and the other one."""
    page = opened(desk)
    chosen = state(page).selected
    assert chosen is not None
    (other,) = (row for row in rows(desk).values() if row.id != chosen.id)
    return chosen, other


def test_what_another_desk_brings_into_view_is_not_approved_by_the_answer(boss: ReceptionDesk) -> None:
    chosen, other = two(boss)
    boss.key(Qt.Key.Key_A)
    question = boss.workspace.findChild(Question)
    assert question is not None and chosen.patient_name in question.accessibleName()
    boss.services.refunds.approve(boss.clinic.admin, chosen.id, chosen.version)
    boss.settle()
    boss.key(Qt.Key.Key_Return, CONTROL)
    assert rows(boss)[other.id].state is RefundState.REQUESTED
    assert rows(boss)[chosen.id].state is RefundState.OWED
    assert "approved" not in boss.toast()


def test_nor_rejected(boss: ReceptionDesk) -> None:
    chosen, other = two(boss)
    boss.key(Qt.Key.Key_X)
    boss.type("Not so")
    boss.services.refunds.approve(boss.clinic.admin, chosen.id, chosen.version)
    boss.settle()
    boss.key(Qt.Key.Key_Return)
    assert rows(boss)[other.id].state is RefundState.REQUESTED
    assert rows(boss)[chosen.id].state is RefundState.OWED


def test_nor_said_to_have_been_given_back(boss: ReceptionDesk) -> None:
    for row in rows(boss).values():
        boss.services.refunds.approve(boss.clinic.admin, row.id, row.version)
    chosen, other = two(boss)
    boss.key(Qt.Key.Key_H)
    dialog = boss.workspace.findChild(ReasonDialog)
    assert dialog is not None
    boss.type("881122")
    boss.services.refunds.confirm(boss.clinic.front_desk, chosen.id, chosen.version, "771100")
    boss.settle()
    boss.key(Qt.Key.Key_Return)
    assert rows(boss)[other.id].state is RefundState.OWED
    assert rows(boss)[chosen.id].reference == "771100"
