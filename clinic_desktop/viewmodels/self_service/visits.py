"""A patient's own visits: the next ones and the past ones; cancelling one, knowing what is paid back."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.values import AppointmentView, RefundPreview
from clinic_desktop.services.appointments.views import PatientVisit, PatientVisits
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS, Topic.PRACTITIONERS, Topic.LOCATIONS})


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A visit that the person may be about to cancel, and what they would get back."""

    visit: PatientVisit
    preview: RefundPreview


@dataclass(frozen=True, slots=True)
class VisitsState:
    """``cancelling`` is set while a person is asked."""

    visits: PatientVisits | None = None
    cancelling: Cancelling | None = None
    busy: bool = False
    refusal: Refused | None = None


class VisitsViewModel(ViewModel[VisitsState]):
    """``cancelled`` carries the AppointmentView of a visit that was cancelled."""

    cancelled = Signal(object)

    def __init__(self, session: Session, days: DayService, booking: BookingService, tasks: Runner) -> None:
        super().__init__(VisitsState(), tasks)
        self._session, self._days, self._booking = session, days, booking

    def load(self) -> None:
        """Asks for the visits of the patient who is signed in."""
        actor = self._session.actor
        self.ask(
            lambda: self._days.patient_appointments(actor, actor.patient_id or 0),
            lambda visits: self.show_state(visits=visits, refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="visits",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed at the clinic."""
        if topics & _TOPICS:
            self.load()

    def ask_to_cancel(self, visit: PatientVisit) -> None:
        """Finds out what cancelling would pay back, and asks."""
        actor, number = self._session.actor, visit.card.appointment_id
        self.ask(
            lambda: self._booking.refund_preview(actor, number),
            lambda preview: self.show_state(cancelling=Cancelling(visit, preview)),
            question="preview",
        )

    def keep(self) -> None:
        """The visit stays."""
        self.show_state(cancelling=None)

    def cancel(self, reason: str) -> None:
        """Cancels the visit that was asked about."""
        asked = self.state.cancelling
        if asked is None or self.state.busy:
            return
        self.show_state(busy=True, cancelling=None)
        actor, card = self._session.actor, asked.visit.card

        def done(view: AppointmentView) -> None:
            self.show_state(busy=False)
            self.cancelled.emit(view)
            self.load()

        def refuse(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(lambda: self._booking.cancel(actor, card.appointment_id, card.version, reason), done, refuse)
