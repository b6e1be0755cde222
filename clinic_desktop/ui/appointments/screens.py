"""The reception screens by their routes.

The board and the waiting room are what a desk opens with; the others are imported when somebody first opens them.
"""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.board_page import BoardPage, BoardParts
from clinic_desktop.ui.appointments.desk_parts import make_desk, make_printing, make_told
from clinic_desktop.ui.appointments.waiting_room import WaitingRoomDock
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.scheduling.hours_desk import make_hours_desk
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.appointments.board import BoardViewModel
from clinic_desktop.viewmodels.appointments.freed_times import FreedTimesViewModel
from clinic_desktop.viewmodels.appointments.listing import ListingViewModel
from clinic_desktop.viewmodels.appointments.parking import ParkingViewModel
from clinic_desktop.viewmodels.appointments.waiting_room import WaitingRoomViewModel


def _board(parts: Parts, parent: QWidget) -> Screen:
    model = BoardViewModel(parts.session, parts.tasks, parts.services.days, parts.focus)
    listing = ListingViewModel(parts.session, parts.tasks, parts.services.days, lambda: parts.services.slots)
    parking = ParkingViewModel(parts.session, parts.tasks, parts.services.days, parts.focus)
    needs = BoardParts(
        theme=parts.theme,
        session=parts.session,
        shell=parts.shell,
        hub=parts.hub,
        focus=parts.focus,
        desk=make_desk(parts),
        portraits=Portraits(parts.services.pictures, parts.tasks.slow),
        locale=parts.locale,
        hours=make_hours_desk(parts),
        freed=_freed_times(parts),
    )
    return BoardPage(model, listing, parking, needs, parent)


def _freed_times(parts: Parts) -> FreedTimesViewModel:
    services = parts.services
    return FreedTimesViewModel(parts.session, parts.tasks, lambda: services.waiting_list, lambda: services.booking)


def _waiting_room(parts: Parts, parent: QWidget) -> Screen:
    model = WaitingRoomViewModel(parts.session, parts.tasks, parts.services.days)
    return WaitingRoomDock(
        parts.theme, model, parts.session, parts.shell, parts.hub, parts.focus, make_desk(parts), parts.locale, parent
    )


def _walk_in(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.walk_in import WalkInDock
    from clinic_desktop.viewmodels.appointments.walk_in import WalkInViewModel

    services = parts.services
    model = WalkInViewModel(
        parts.session, parts.tasks, services.patients, services.slots, services.walk_in, services.booking,
        services.visits, services.days, lambda: services.checkout, parts.focus,
    )  # fmt: skip
    return WalkInDock(
        parts.theme, model, parts.session, parts.shell, parts.hub, make_printing(parts), parts.locale, parent
    )


def _appointment(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.appointment import VisitDock, VisitParts
    from clinic_desktop.ui.outbox.told_list import make_told_list
    from clinic_desktop.viewmodels.appointments.appointment import VisitViewModel

    services = parts.services
    model = VisitViewModel(
        parts.session, parts.tasks, services.days, services.slots, services.booking, services.series, parts.focus
    )
    needs = VisitParts(
        theme=parts.theme,
        session=parts.session,
        shell=parts.shell,
        hub=parts.hub,
        focus=parts.focus,
        desk=make_desk(parts),
        portraits=Portraits(services.pictures, parts.tasks.slow),
        locale=parts.locale,
        told=make_told_list(parts),
    )
    return VisitDock(model, needs, parent)


def _booking(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.booking import BookingDock
    from clinic_desktop.viewmodels.appointments.booking import BookingViewModel

    services = parts.services
    model = BookingViewModel(
        parts.session, parts.tasks, services.patients, services.slots, services.holds, services.booking,
        services.series, parts.focus, services.waiting_list,
    )  # fmt: skip
    return BookingDock(
        parts.theme, model, parts.session, parts.shell, parts.hub, make_told(parts), parts.locale, parent
    )


def _queue(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.queue import QueuePage

    model = WaitingRoomViewModel(parts.session, parts.tasks, parts.services.days)
    return QueuePage(
        parts.theme, model, parts.session, parts.shell, parts.hub, parts.focus, make_desk(parts), parts.locale, parent
    )


def _appointments(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.appointments import VisitsPage

    model = ListingViewModel(parts.session, parts.tasks, parts.services.days, lambda: parts.services.slots)
    return VisitsPage(parts.theme, model, parts.session, parts.shell, parts.hub, make_desk(parts), parts.locale, parent)


def _waiting_list(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.waiting_list import WaitingListPage
    from clinic_desktop.viewmodels.appointments.waiting_list import WaitingListViewModel

    model = WaitingListViewModel(parts.session, parts.tasks, parts.services.waiting_list)
    return WaitingListPage(
        parts.theme, model, _freed_times(parts), parts.session, parts.shell, parts.hub, parts.locale, parent
    )


def _wish(parts: Parts, parent: QWidget) -> Screen:
    from clinic_desktop.ui.appointments.wish_dock import WishDock
    from clinic_desktop.viewmodels.appointments.wish import WishViewModel

    model = WishViewModel(parts.session, parts.tasks, parts.services.patients, parts.services.waiting_list)
    return WishDock(parts.theme, model, parts.session, parts.shell, parts.locale, parent)


SCREENS: dict[str, Builder] = {
    "board": _board,
    "waiting_room": _waiting_room,
    "walk_in": _walk_in,
    "appointment": _appointment,
    "booking": _booking,
    "waiting_list": _waiting_list,
    "wish": _wish,
    "queue": _queue,
    "appointments": _appointments,
}
