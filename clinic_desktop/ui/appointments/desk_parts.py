"""Makes what every reception screen needs from the program's parts: acting on visits, and printing for the desk."""

from clinic_desktop.settings import Settings
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.appointments.told_toast import ToldToast
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.parts import Parts
from clinic_desktop.viewmodels.appointments.telling import TellingViewModel
from clinic_desktop.viewmodels.appointments.visit_actions import VisitActions


def make_printing(parts: Parts) -> TokenPrinting:
    """Prints as this computer's settings say when something is printed."""

    def settings() -> Settings:
        return parts.computer.settings if parts.computer is not None else parts.settings

    return TokenPrinting(parts.session, parts.tasks, parts.services, parts.shell, settings, parts.locale)


def make_actions(parts: Parts) -> VisitActions:
    """The verbs of a visit."""
    services = parts.services
    return VisitActions(
        parts.session, parts.tasks, lambda: services.booking, lambda: services.visits, services.days, parts.focus
    )


def make_told(parts: Parts) -> ToldToast:
    """Says what was done together with what the patient is told of it."""
    return ToldToast(TellingViewModel(parts.session, parts.tasks.database, parts.services), parts.shell)


def make_desk(parts: Parts) -> VisitDesk:
    """The verbs of a visit with their words, undo and paper."""
    return VisitDesk(
        make_actions(parts), parts.session, parts.shell, make_printing(parts), make_told(parts), parts.locale
    )
