"""How the clinic is doing: which period, which centre and which currency are in view, and the figures."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.services.overview import OverviewService, OverviewView
from clinic_desktop.services.overview.values import Revenue
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session


class PeriodChoice(StrEnum):
    """How far back the figures reach, today included."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def days(self) -> int:
        """How many days it has; a quarter is thirteen whole weeks, so that both quarters have the same weekdays."""
        return {PeriodChoice.TODAY: 1, PeriodChoice.WEEK: 7, PeriodChoice.MONTH: 30, PeriodChoice.QUARTER: 91}[self]


@dataclass(frozen=True, slots=True)
class OverviewState:
    """``location_id`` None: every centre that the person may see. ``wait_goal`` is in minutes."""

    period: PeriodChoice = PeriodChoice.TODAY
    location_id: int | None = None
    centres: tuple[LocationView, ...] = ()
    currency: str = ""
    view: OverviewView | None = None
    wait_goal: int = 0
    busy: bool = False
    refusal: Refused | None = None

    @property
    def shown(self) -> PeriodChoice:
        """The period of the figures in view: until others have come it is not the one that was chosen last."""
        if self.view is None:
            return self.period
        days = (self.view.last_day - self.view.first_day).days + 1
        return next((choice for choice in PeriodChoice if choice.days == days), self.period)

    @property
    def revenue(self) -> Revenue | None:
        """What was taken in the currency in view."""
        if self.view is None:
            return None
        return next((revenue for revenue in self.view.revenue if revenue.currency == self.currency), None)


class OverviewViewModel(ViewModel[OverviewState]):
    """``exporting`` writes the figures to a file."""

    place_fields = ("period", "location_id", "currency")

    def __init__(
        self,
        session: Session,
        overview: OverviewService,
        locations: LocationService,
        settings: SettingsService,
        tasks: Background,
    ) -> None:
        super().__init__(OverviewState(), tasks.database)
        self._session, self._overview = session, overview
        self._locations, self._settings = locations, settings
        self._slow = tasks.slow
        self.exporting = Exporting(tasks)

    def load(self) -> None:
        """Asks for the figures; those in view stay until the new ones are there."""
        actor, location_id, today = self._session.actor, self.state.location_id, self._session.today()
        first = today - timedelta(days=self.state.period.days - 1)
        self.show_state(busy=True)

        def work() -> tuple[OverviewView, tuple[LocationView, ...], int]:
            view = self._overview.overview(actor, location_id, first, today)
            goal = self._settings.current(location_id).wait_warn_minutes
            return view, self._locations.centres_of(actor), goal

        # A report reads much: it must not keep a booking at another page waiting.
        self.ask(work, self._loaded, self._failed, "load", self._slow)

    def show_period(self, period: PeriodChoice) -> None:
        """Figures of another period."""
        self.show_state(period=period)
        self.load()

    def show_centre(self, location_id: int | None) -> None:
        """Figures of one centre, or of all."""
        self.show_state(location_id=location_id)
        self.load()

    def show_currency(self, currency: str) -> None:
        """Money in another currency."""
        self.show_state(currency=currency)

    def _loaded(self, found: tuple[OverviewView, tuple[LocationView, ...], int]) -> None:
        view, centres, goal = found
        changes: dict[str, Any] = {"view": view, "centres": centres, "wait_goal": goal}
        if self.state.currency not in view.currencies:
            own = self._session.centre.currency
            changes["currency"] = own if own in view.currencies else next(iter(view.currencies), own)
        self.show_state(**changes, busy=False, refusal=None)

    def _failed(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal, busy=False)
        if self.state.view is not None:
            self.refused.emit(refusal)
