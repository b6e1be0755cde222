"""The page of payments: what was taken, who has not paid, and what has to be handed back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import GatewayName, PaymentMethod, PaymentState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.choices import DoctorChoice
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.values import (
    MethodTotal,
    OwedRefund,
    PaymentFilters,
    PaymentMark,
    PaymentPage,
    PaymentRow,
    UnpaidEntry,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

T = TypeVar("T")
_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS, Topic.QUEUE})
PAGE_SIZE = 50


class PaymentsTab(StrEnum):
    TAKEN = "taken"
    UNPAID = "unpaid"
    OWED = "owed"


class Span(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class MoreFilters:
    """What the list of what was taken is narrowed to beside days, way and text; ``whole_clinic`` widens it to every
    centre that the person may see. PENDING lists the links that can still be paid."""

    state: PaymentState | None = None
    gateway: GatewayName | None = None
    practitioner_id: int | None = None
    desk: str = ""
    whole_clinic: bool = False


@dataclass(frozen=True, slots=True)
class PaymentsState:
    """``day`` is in view, or begins the week, month or year that is. ``doctors`` and ``desks`` are those that ``more``
    can be narrowed to. ``marks`` are where the pages up to the one in view begin. A page that has not come yet is
    None."""

    tab: PaymentsTab = PaymentsTab.TAKEN
    span: Span = Span.DAY
    day: date | None = None
    method: PaymentMethod | None = None
    more: MoreFilters = field(default_factory=MoreFilters)
    doctors: tuple[DoctorChoice, ...] = ()
    desks: tuple[str, ...] = ()
    text: str = ""
    page: int = 0
    marks: tuple[PaymentMark | None, ...] = (None,)
    taken: PaymentPage | None = None
    unpaid: tuple[UnpaidEntry, ...] | None = None
    owed: tuple[OwedRefund, ...] | None = None
    selected_id: int | None = None
    busy: bool = False
    refusal: Refused | None = None

    @property
    def last_page(self) -> int:
        """The number of the last page of what was taken."""
        return max(0, (self.taken.total - 1) // PAGE_SIZE) if self.taken else 0

    @property
    def selected_payment(self) -> PaymentRow | None:
        """The selected one of what was taken."""
        rows = self.taken.rows if self.taken and self.tab is PaymentsTab.TAKEN else ()
        return next((row for row in rows if row.id == self.selected_id), None)

    @property
    def selected_unpaid(self) -> UnpaidEntry | None:
        """The selected visit that is not paid."""
        rows = self.unpaid or () if self.tab is PaymentsTab.UNPAID else ()
        return next((row for row in rows if row.appointment_id == self.selected_id), None)

    @property
    def selected_owed(self) -> OwedRefund | None:
        """The selected refund that is owed."""
        rows = self.owed or () if self.tab is PaymentsTab.OWED else ()
        return next((row for row in rows if row.id == self.selected_id), None)


class PaymentsViewModel(ViewModel[PaymentsState]):
    """``handed_back`` carries the OwedRefund that has been confirmed; ``exporting`` writes what was taken to a file."""

    place_fields = ("tab", "span", "day", "method", "more", "text", "page", "marks", "selected_id")

    handed_back = Signal(object)

    def __init__(self, session: Session, tasks: Background, payments: PaymentService, slots: SlotService) -> None:
        super().__init__(PaymentsState(), tasks.database)
        self._session, self._payments, self._slots = session, payments, slots
        self.exporting = Exporting(tasks)
        self._centre_id: int | None = None
        self._listed: PaymentFilters | None = None
        self._totals: tuple[MethodTotal, ...] | None = None

    # --- What is in view ---------------------------------------------------------------------------------------------

    def take_place(self, fields: Mapping[str, Any]) -> None:
        self._centre_id = self._session.centre.id
        super().take_place(fields)

    def load(self, totals: tuple[MethodTotal, ...] | None = None) -> None:
        """Asks again for all three lists, so that their counts are true; where only the page is another, ``totals`` are
        known, unless they are being counted anew."""
        if self.state.day is None:
            self.state = replace(self.state, day=self._session.today())
        if self._centre_id != self._session.centre.id:
            # Pages, doctors and desks are those of one centre.
            self._centre_id = self._session.centre.id
            self.state = replace(self.state, page=0, marks=(None,), more=MoreFilters(), selected_id=None)
        state, actor, centre_id = self.state, self._session.actor, self._session.centre.id
        filters, page, below, first = self.filters(), state.page, state.marks[-1], self.days()[0]
        day = self._session.today() if state.span is not Span.DAY else first
        self._totals = totals
        self.ask(
            lambda: (
                self._payments.listing(actor, filters, page, PAGE_SIZE, below, totals),
                self._payments.unpaid(actor, centre_id, day),
                self._payments.refunds_owed(actor, centre_id),
            ),
            lambda lists: self._loaded(filters, *lists),
            lambda refusal: self.show_state(refusal=refusal),
            question="lists",
        )

    def load_choices(self) -> None:
        """Asks for the doctors and desks that the list can be narrowed to."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: (self._slots.bookable(centre_id), self._payments.desks(actor, centre_id)),
            lambda found: self.show_state(doctors=found[0], desks=found[1]),
            question="choices",
        )

    def filters(self) -> PaymentFilters:
        """What the list of payments lets through."""
        state, more = self.state, self.state.more
        first, last = self.days()
        return PaymentFilters(
            first_day=first,
            last_day=last,
            methods=(state.method,) if state.method else (),
            states=(more.state,) if more.state else (),
            location_ids=() if more.whole_clinic else (self._session.centre.id,),
            practitioner_id=more.practitioner_id,
            gateways=(more.gateway,) if more.gateway else (),
            desks=(more.desk,) if more.desk else (),
            text=state.text,
        )

    def whole(self) -> Callable[[], tuple[PaymentRow, ...]]:
        """What reads everything that passes the filters, for a file."""
        actor, filters = self._session.actor, self.filters()
        return lambda: self._payments.whole_listing(actor, filters)

    def days(self) -> tuple[date, date]:
        """The first and the last day in view."""
        day = self.state.day or self._session.today()
        if self.state.span is Span.WEEK:
            first = self._session.week_of(day)
            return first, first + timedelta(days=6)
        if self.state.span is Span.MONTH:
            first = day.replace(day=1)
            return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if self.state.span is Span.YEAR:
            return day.replace(month=1, day=1), day.replace(month=12, day=31)
        return day, day

    def show_tab(self, tab: PaymentsTab) -> None:
        """Another list. Who has not paid is listed by the day."""
        if tab is PaymentsTab.UNPAID and self.state.span is not Span.DAY and self.state.day is not None:
            self._narrow(tab=tab, selected_id=None, span=Span.DAY, day=self._session.today())
        else:
            self.show_state(tab=tab, selected_id=None)

    def set_span(self, span: Span) -> None:
        """A day, a week, a month or a year at once."""
        self._narrow(span=span)

    def step(self, steps: int) -> None:
        """So many days, weeks, months or years further."""
        first, last = self.days()
        day = last + timedelta(days=1) if steps > 0 else first - timedelta(days=1)
        self._narrow(day=day)

    def go_to(self, day: date) -> None:
        """Another day."""
        self._narrow(day=day)

    def today(self) -> None:
        """Back to today."""
        self._narrow(day=self._session.today())

    def set_method(self, method: PaymentMethod | None) -> None:
        """Only what was paid one way."""
        self._narrow(method=method)

    def narrow(self, **changes: Any) -> None:
        """Other filters, by the names of ``MoreFilters``."""
        more = replace(self.state.more, **changes)
        if more != self.state.more:
            self._narrow(more=more)

    def show_all(self) -> None:
        """No filter but the days any more."""
        self._narrow(more=MoreFilters(), method=None, text="")

    def search(self, text: str) -> None:
        """Only one person's, or the receipts whose number begins so."""
        self._narrow(text=text.strip())

    def turn_page(self, steps: int) -> None:
        """Further back, or to newer ones."""
        state = self.state
        taken, marks = state.taken, state.marks
        if taken is None or taken.page != state.page or self._listed != self.filters():
            # The page that this one follows has not come yet.
            return
        if steps > 0 and state.page < state.last_page and taken.rows:
            last = taken.rows[-1]
            self.show_state(page=state.page + 1, marks=(*marks, PaymentMark(last.paid_at, last.id)))
            self.load(self._totals)
        elif steps < 0 and state.page:
            self.show_state(page=state.page - 1, marks=marks[:-1])
            self.load(self._totals)

    def select(self, row_id: int | None) -> None:
        """Another row, or none."""
        if row_id != self.state.selected_id:
            self.show_state(selected_id=row_id)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.day is not None:
            self.load()

    def _narrow(self, **changes: object) -> None:
        """Other rows, from the first page on."""
        self._reload(page=0, marks=(None,), **changes)

    def _reload(self, **changes: object) -> None:
        self.show_state(**changes)
        self.load()

    def _loaded(
        self,
        filters: PaymentFilters,
        taken: PaymentPage,
        unpaid: tuple[UnpaidEntry, ...],
        owed: tuple[OwedRefund, ...],
    ) -> None:
        self._listed, self._totals = filters, taken.totals
        self.show_state(taken=taken, unpaid=unpaid, owed=owed, refusal=None)
        if not taken.rows and taken.page:
            # What was on the page is not there any more.
            self._narrow()

    # --- Money that goes back ----------------------------------------------------------------------------------------

    def confirm(self, owed: OwedRefund, reference: str) -> None:
        """Says that an owed refund has been handed back or sent."""
        actor = self._session.actor
        self._act(
            lambda: self._payments.confirm_refund(actor, owed.id, owed.version, reference),
            lambda _: self.handed_back.emit(owed),
        )

    def _act(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        if self.state.busy:
            return
        self.show_state(busy=True)

        def finished(answer: T) -> None:
            self.show_state(busy=False)
            done(answer)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(work, finished, refused)
