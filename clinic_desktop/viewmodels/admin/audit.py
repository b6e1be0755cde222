"""What happened: pages of events by who, what, when and where."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.accounts.staff import StaffFilters, StaffService, StaffView
from clinic_desktop.services.history import HistoryFilters, HistoryPage, HistoryService
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What is filtered; None filters nothing. Both days are included, on the wall clock of the centre in view."""

    account_id: int | None = None
    action: str | None = None
    location_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class AuditState:
    """``actions`` are those that occur."""

    filters: AuditFilters = field(default_factory=AuditFilters)
    page: HistoryPage = field(default_factory=lambda: HistoryPage(0, (), False))
    actions: tuple[str, ...] = ()
    people: tuple[StaffView, ...] = ()
    centres: tuple[LocationView, ...] = ()
    loaded: bool = False
    refusal: Refused | None = None


class AuditViewModel(ViewModel[AuditState]):
    """Pages count from 0, the newest events first."""

    place_fields = ("filters", "page")

    def __init__(
        self, session: Session, history: HistoryService, staff: StaffService, locations: LocationService, tasks: Runner
    ) -> None:
        super().__init__(AuditState(), tasks)
        self._session, self._history, self._staff, self._locations = session, history, staff, locations

    def place(self) -> dict[str, Any]:
        # The number of the page only: its events are read again.
        return super().place() | {"page": HistoryPage(self.state.page.number, (), False)}

    def load(self) -> None:
        """Asks for the page in view, and for what can be filtered by."""
        actor, filters, number = self._session.actor, self._asked_for(), self.state.page.number
        lists_staff = self._session.may(Permission.EDIT_STAFF)

        def work() -> dict[str, Any]:
            everybody = StaffFilters(include_inactive=True)
            return {
                "page": self._history.events(actor, filters, number, _PAGE_SIZE),
                "actions": self._history.actions(actor),
                "people": self._staff.listing(actor, everybody) if lists_staff else (),
                "centres": self._locations.centres_of(actor),
            }

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    def filter(self, **changes: Any) -> None:
        """Lists the events that pass, from the first page on."""
        self.show_state(filters=replace(self.state.filters, **changes), page=replace(self.state.page, number=0))
        self.load()

    def show_all(self) -> None:
        """No filter at all."""
        self.show_state(filters=AuditFilters(), page=replace(self.state.page, number=0))
        self.load()

    def turn(self, pages: int) -> None:
        """Goes to older (1) or newer (-1) events."""
        number = self.state.page.number + pages
        if number >= 0 and (pages < 0 or self.state.page.has_more):
            self.show_state(page=replace(self.state.page, number=number))
            self.load()

    def _asked_for(self) -> HistoryFilters:
        filters = self.state.filters
        return HistoryFilters(
            account_id=filters.account_id,
            action=filters.action,
            location_id=filters.location_id,
            first=self._midnight(filters.first_day),
            before=self._midnight(filters.last_day + timedelta(days=1) if filters.last_day else None),
        )

    def _midnight(self, day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), self._session.centre.zone)

    def _loaded(self, found: dict[str, Any]) -> None:
        self.show_state(**found, loaded=True, refusal=None)
