"""The pages of payouts and books by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.appointments.desk_parts import make_printing
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.payouts.books import BooksScreen
from clinic_desktop.ui.payouts.payouts import PayoutsScreen
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.payouts.books import BooksViewModel
from clinic_desktop.viewmodels.payouts.payouts import PayoutsViewModel


def _around(parts: Parts) -> Around:
    return Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale)


def _payouts(parts: Parts, parent: QWidget) -> Screen:
    model = PayoutsViewModel(parts.session, parts.tasks, parts.services.payouts)
    return PayoutsScreen(_around(parts), model, make_printing(parts), parent)


def _books(parts: Parts, parent: QWidget) -> Screen:
    return BooksScreen(_around(parts), BooksViewModel(parts.session, parts.tasks, parts.services.books), parent)


SCREENS: dict[str, Builder] = {"payouts": _payouts, "books": _books}
