"""The menu of one visit: what the state, the clock and the person's role permit, each with its key."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import QueueState, Urgency
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.theme.theme import Theme

_QUEUED = frozenset({QueueState.WAITING, QueueState.CALLED, QueueState.HELD})


def visit_menu(
    theme: Theme,
    parent: QWidget,
    card: Card,
    act: Callable[[str], None],
    open_visit: Callable[[], None],
    move: Callable[[], object] | None,
    size: Callable[[], object] | None = None,
    park: Callable[[], object] | None = None,
) -> Menu:
    """``act`` gets the letter of the keyboard map; ``move`` starts moving the card, ``size`` its end, and ``park`` puts
    it on the shelf, where the page can."""
    menu = Menu(theme, parent)
    menu.setAccessibleName(card.patient_name)
    menu.add(_tr("Open"), open_visit, icon="panel-right", key="Return")
    menu.addSeparator()
    if Step.CONFIRM in card.steps:
        menu.add(_tr("Approve"), lambda: act("A"), icon="check", key="A")
    if Step.CHECK_IN in card.steps:
        menu.add(_tr("Arrived"), lambda: act("A"), icon="door-open", key="A")
    if card.queue_state in _QUEUED:
        _add_queue(menu, card, act)
        if Step.CANCEL in card.steps:
            menu.add(_tr("Left without being seen…"), lambda: act("X"), icon="user-x", key="X")
    if Step.NO_SHOW in card.steps:
        menu.add(_tr("No-show"), lambda: act("X"), icon="user-x", key="X")
    if card.due:
        menu.add(_tr("Take payment"), lambda: act("P"), icon="banknote", key="P")
    if card.may_move and move is not None:
        menu.add(_tr("Move"), move, icon="calendar-clock", key="M")
    if card.may_move and size is not None:
        menu.add(_tr("Longer or shorter"), size, icon="chevrons-up-down", key="L")
    if card.may_move and park is not None:
        menu.add(_tr("Park"), park, icon="archive", key="K")
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_queue(menu: Menu, card: Card, act: Callable[[str], None]) -> None:
    again = card.queue_state is QueueState.CALLED
    menu.add(_tr("Call again") if again else _tr("Call in"), lambda: act("C"), icon="megaphone", key="C")
    held = card.queue_state is QueueState.HELD
    menu.add(_tr("Back to the queue") if held else _tr("Hold"), lambda: act("H"), icon="pause", key="H")
    if card.queue_state is QueueState.CALLED:
        menu.add(_tr("Skip: not there"), lambda: act("S"), icon="skip-forward", key="S")
    if card.urgency is not Urgency.EMERGENCY:
        menu.add(_tr("More urgent"), lambda: act("U"), icon="chevron-up")
    if card.urgency is not Urgency.ROUTINE:
        menu.add(_tr("Less urgent"), lambda: act("D"), icon="chevron-down")


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitMenu", text)
