"""A patient's own visits: the next and the past ones; paying for one; cancelling one, knowing what is paid back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.detail_views import PatientVisit, PatientVisits
from clinic_desktop.services.appointments.values import AppointmentView, RefundPreview
from clinic_desktop.services.billing.refund_listing import RefundFilters, RefundRow
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.values import LinkOffer
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_MOST_REFUNDS = 50
_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS, Topic.PRACTITIONERS, Topic.LOCATIONS})


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A visit that the person may be about to cancel, and what they would get back."""

    visit: PatientVisit
    preview: RefundPreview


@dataclass(frozen=True, slots=True)
class VisitsState:
    """``cancelling`` is set while a person is asked. ``offers`` says of visits to be paid, by their numbers, how they
    can be paid online; ``refunds`` what went back of a visit, the oldest first. ``behind`` is how much later it is at
    the clinic than by this computer's clock."""

    visits: PatientVisits | None = None
    offers: Mapping[int, LinkOffer] = field(default_factory=dict)
    refunds: Mapping[int, tuple[RefundRow, ...]] = field(default_factory=dict)
    behind: timedelta = timedelta(0)
    cancelling: Cancelling | None = None
    busy: bool = False
    refusal: Refused | None = None


class VisitsViewModel(ViewModel[VisitsState]):
    """``cancelled`` carries the AppointmentView of a visit that was cancelled."""

    cancelled = Signal(object)

    def __init__(
        self,
        session: Session,
        days: DayService,
        booking: BookingService,
        checkout: CheckoutService,
        refunds: RefundService,
        tasks: Runner,
    ) -> None:
        super().__init__(VisitsState(), tasks)
        self._session, self._days, self._booking = session, days, booking
        self._checkout, self._refunds = checkout, refunds

    def load(self) -> None:
        """Asks for the visits of the patient who is signed in."""
        self.ask(
            self._read,
            lambda found: self.show_state(
                visits=found.visits, offers=found.offers, refunds=found.refunds, behind=found.behind, refusal=None
            ),
            lambda refusal: self.show_state(refusal=refusal),
            question="visits",
        )

    def _read(self) -> VisitsState:
        actor = self._session.actor
        visits = self._days.patient_appointments(actor, actor.patient_id or 0)
        unpaid = [visit.card.appointment_id for visit in (*visits.upcoming, *visits.past) if visit.card.due]
        refunds = defaultdict[int, list[RefundRow]](list)
        for row in self._refunds.listing(actor, RefundFilters(), page_size=_MOST_REFUNDS).rows:
            refunds[row.appointment_id].insert(0, row)
        return VisitsState(
            visits=visits,
            offers={number: self._checkout.offer(actor, number) for number in unpaid},
            refunds={number: tuple(rows) for number, rows in refunds.items()},
            behind=self._checkout.time() - self._session.clock(),
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
