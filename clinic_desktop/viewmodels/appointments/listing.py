"""Lists of visits: one day on the board's list view, or any of them with filters, a page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.choices import DoctorChoice
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.views import Card, Listing, ListingFilters, ListingSort
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

if TYPE_CHECKING:
    from clinic_desktop.services.appointments.slots import SlotService

PAGE = 100
_NARROWING = ("practitioner_ids", "service_ids", "states", "text", "unpaid_only")
_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS})


@dataclass(frozen=True, slots=True)
class ListingState:
    """``whole_clinic`` lists every centre that the person may see, instead of the one in view."""

    filters: ListingFilters = field(default_factory=ListingFilters)
    whole_clinic: bool = False
    doctors: tuple[DoctorChoice, ...] = ()
    sort: ListingSort = ListingSort.STARTS
    descending: bool = False
    page: int = 0
    listing: Listing | None = None
    loading: bool = False
    refusal: Refused | None = None
    selected_id: int | None = None

    @property
    def selected(self) -> Card | None:
        """The selected visit."""
        cards = self.listing.cards if self.listing else ()
        return next((card for card in cards if card.appointment_id == self.selected_id), None)

    @property
    def services(self) -> tuple[tuple[int, str], ...]:
        """What the doctors offer, by name."""
        offered = {item.service_id: item.name for doctor in self.doctors for item in doctor.services}
        return tuple(sorted(offered.items(), key=lambda item: item[1]))

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.listing.total // PAGE)) if self.listing else 1


class ListingViewModel(ViewModel[ListingState]):
    """Loads when filters, order or page change, and when something that is listed changed. ``exporting`` writes all of
    the list to a file."""

    place_fields = ("filters", "whole_clinic", "sort", "descending", "page", "selected_id")

    def __init__(
        self, session: Session, tasks: Background, days: DayService, slots: "Callable[[], SlotService]"
    ) -> None:
        super().__init__(ListingState(), tasks.database)
        self._session, self._days, self._slots = session, days, slots
        self.exporting = Exporting(tasks)

    def begin(self, first_day: date | None, last_day: date | None) -> None:
        """Those days; the other filters stay as they were."""
        self.show_state(filters=replace(self.state.filters, first_day=first_day, last_day=last_day), page=0)
        self.load()

    def show_days(self, first_day: date, last_day: date, states: frozenset[AppointmentState]) -> None:
        """Those days and states, as the board's list shows them."""
        filters = replace(self.state.filters, first_day=first_day, last_day=last_day, states=states)
        self.show_state(filters=filters, page=0)
        self.load()

    def load_doctors(self) -> None:
        """Asks whom the list can be narrowed to: the doctors of the centres that it lists, by name."""
        centres = self._session.centres if self.state.whole_clinic else (self._session.centre,)

        def work() -> tuple[DoctorChoice, ...]:
            found = [doctor for centre in centres for doctor in self._slots().bookable(centre.id)]
            return tuple(sorted(_joined(found), key=lambda doctor: doctor.name))

        self.ask(work, lambda doctors: self.show_state(doctors=doctors), question="doctors")

    def load(self) -> None:
        """Asks for the page in view."""
        state, actor, filters = self.state, self._session.actor, self._filters()
        self.show_state(loading=True)
        self.ask(
            lambda: self._days.listing(actor, filters, state.sort, state.page, PAGE, state.descending),
            lambda listing: self.show_state(listing=listing, loading=False, refusal=None),
            lambda refusal: self.show_state(loading=False, refusal=refusal),
            question="listing",
        )

    def whole_listing(self) -> Callable[[], tuple[Card, ...]]:
        """What reads every visit of the list as it is now, of all pages, and notes that it leaves as a file."""
        state, actor, filters = self.state, self._session.actor, self._filters()
        return lambda: self._days.whole_listing(actor, filters, state.sort, state.descending)

    def _filters(self) -> ListingFilters:
        centres = frozenset() if self.state.whole_clinic else frozenset({self._session.centre.id})
        return replace(self.state.filters, location_ids=centres)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def filter(self, **changes: Any) -> None:
        """Other filters, by the names of ``ListingFilters``."""
        filters = replace(self.state.filters, **changes)
        if filters != self.state.filters:
            self.show_state(filters=filters, page=0)
            self.load()

    @property
    def is_narrowed(self) -> bool:
        """Whether something beside the days and places keeps visits out of the list."""
        filters = self.state.filters
        return any(getattr(filters, name) for name in _NARROWING)

    def widen(self) -> None:
        """All visits of these days and places."""
        empty = ListingFilters()
        self.filter(**{name: getattr(empty, name) for name in _NARROWING})

    def start_on(self, day: date | None) -> None:
        """Another first day; a last day before it comes along, or no visit could fit."""
        last = self.state.filters.last_day
        self.filter(first_day=day, last_day=day if day and last and last < day else last)

    def end_on(self, day: date | None) -> None:
        """Another last day; a first day after it comes along."""
        first = self.state.filters.first_day
        self.filter(first_day=day if day and first and first > day else first, last_day=day)

    def set_whole_clinic(self, whole: bool) -> None:
        """Every centre, or the one in view; there a doctor of another one would limit the list unseen."""
        filters = self.state.filters if whole else replace(self.state.filters, practitioner_ids=frozenset())
        self.show_state(whole_clinic=whole, filters=filters, page=0)
        self.load_doctors()
        self.load()

    def order(self, sort: ListingSort, descending: bool) -> None:
        """Another order."""
        if (sort, descending) != (self.state.sort, self.state.descending):
            self.show_state(sort=sort, descending=descending, page=0)
            self.load()

    def turn(self, steps: int) -> None:
        """Pages on or back."""
        page = max(0, min(self.state.pages - 1, self.state.page + steps))
        if page != self.state.page:
            self.show_state(page=page)
            self.load()

    def select(self, appointment_id: int | None) -> None:
        """Another row, or none."""
        self.show_state(selected_id=appointment_id)


def _joined(found: Sequence[DoctorChoice]) -> Iterator[DoctorChoice]:
    """Each doctor once, with what they offer at any of their centres."""
    for number in dict.fromkeys(doctor.practitioner_id for doctor in found):
        same = [doctor for doctor in found if doctor.practitioner_id == number]
        yield replace(same[0], services=tuple(service for doctor in same for service in doctor.services))
