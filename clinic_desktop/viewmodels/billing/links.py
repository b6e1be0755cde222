"""The page of payment links: which were asked for, how they stand, and what can be done with one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import GatewayName, LinkState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.values import LinkFilters, LinkPage, LinkView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

PAGE_SIZE = 50
_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS})


class LinksShown(StrEnum):
    """Which links are listed, by how they stand."""

    ALL = "all"
    WAITING = "waiting"
    PROCESSING = "processing"
    PAID = "paid"
    ENDED = "ended"
    FAILED = "failed"


class LinkDays(StrEnum):
    """From when on they were asked for."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


_STATES = {
    LinksShown.ALL: (),
    LinksShown.WAITING: (LinkState.REQUESTED, LinkState.OPEN, LinkState.ENDING),
    LinksShown.PROCESSING: (LinkState.PROCESSING,),
    LinksShown.PAID: (LinkState.PAID, LinkState.PART_PAID),
    LinksShown.ENDED: (LinkState.ENDED,),
    LinksShown.FAILED: (LinkState.FAILED,),
}
_BACK = {LinkDays.TODAY: timedelta(0), LinkDays.WEEK: timedelta(days=6), LinkDays.MONTH: timedelta(days=29)}


@dataclass(frozen=True, slots=True)
class LinksState:
    """``found`` is None while the first page has not come. ``read_at`` is when that was, by the time of all desks.
    ``asking`` is the link whose gateway is just being asked."""

    shown: LinksShown = LinksShown.ALL
    days: LinkDays = LinkDays.WEEK
    gateway: GatewayName | None = None
    everywhere: bool = False
    text: str = ""
    page: int = 0
    found: LinkPage | None = None
    read_at: datetime | None = None
    selected_id: int | None = None
    asking: int | None = None
    refusal: Refused | None = None

    @property
    def selected(self) -> LinkView | None:
        """The selected link, where it is in view."""
        rows = self.found.rows if self.found is not None else ()
        return next((row for row in rows if row.id == self.selected_id), None)

    @property
    def last_page(self) -> int:
        """The number of the last page."""
        return max(0, (self.found.total - 1) // PAGE_SIZE) if self.found is not None else 0

    @property
    def narrowed(self) -> bool:
        """Whether something is left out by more than the days."""
        return bool(self.text or self.gateway) or self.shown is not LinksShown.ALL


class LinksViewModel(ViewModel[LinksState]):
    """``sent`` carries a LinkView and whether a message was written; ``ended`` the LinkView of one that was ended by
    hand."""

    place_fields = ("shown", "days", "gateway", "everywhere", "text", "page", "selected_id")

    sent = Signal(object, bool)
    ended = Signal(object)

    def __init__(self, session: Session, tasks: Background, checkout: CheckoutService) -> None:
        super().__init__(LinksState(), tasks.database)
        self._session, self._checkout, self._slow = session, checkout, tasks.slow

    # --- What is in view ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks again for what is in view."""
        actor, filters, page = self._session.actor, self.filters(), self.state.page
        self.ask(
            lambda: (self._checkout.listing(actor, filters, page, PAGE_SIZE), self._checkout.time()),
            lambda answer: self._loaded(*answer),
            lambda refusal: self.show_state(refusal=refusal),
            question="links",
        )

    def filters(self) -> LinkFilters:
        """What the list lets through."""
        state, today = self.state, self._session.today()
        first: date | None = today - _BACK[state.days] if state.days in _BACK else None
        return LinkFilters(
            states=_STATES[state.shown],
            location_ids=() if state.everywhere else (self._session.centre.id,),
            gateway=state.gateway,
            first_day=first,
            text=state.text,
        )

    def show(self, shown: LinksShown) -> None:
        """Lists those that stand that way."""
        self._narrow(shown=shown)

    def set_days(self, days: LinkDays) -> None:
        """Lists those of these days."""
        self._narrow(days=days)

    def set_gateway(self, gateway: GatewayName | None) -> None:
        """Lists those of one gateway, or of all."""
        self._narrow(gateway=gateway)

    def set_everywhere(self, everywhere: bool) -> None:
        """Lists those of all the person's centres."""
        self._narrow(everywhere=everywhere)

    def search(self, text: str) -> None:
        """Lists those of a patient, or with that number."""
        self._narrow(text=text.strip())

    def turn_page(self, step: int) -> None:
        """One page further (1: older) or back."""
        page = min(max(self.state.page + step, 0), self.state.last_page)
        if page != self.state.page:
            self.show_state(page=page, selected_id=None)
            self.load()

    def select(self, link_id: object) -> None:
        """Something is to be done with that one."""
        self.show_state(selected_id=link_id if isinstance(link_id, int) else None)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()

    # --- What is done ------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Asks the gateway about the selected link now."""
        self._talk(self._checkout.look, lambda _: None)

    def end(self) -> None:
        """Ends the selected link."""
        self._talk(self._checkout.end, self.ended.emit)

    def send(self) -> None:
        """Writes to the patient of the selected link where to pay."""
        link, actor = self.state.selected, self._session.actor
        if link is not None:
            self.ask(lambda: self._checkout.send(actor, link.id), lambda written: self.sent.emit(link, written))

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _talk(self, verb: Callable[..., LinkView], done: Callable[[LinkView], None]) -> None:
        link, actor = self.state.selected, self._session.actor
        if link is None or self.state.asking is not None:
            return
        self.show_state(asking=link.id)

        def answered(answer: LinkView) -> None:
            self.show_state(asking=None)
            done(answer)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(asking=None)
            self.refused.emit(refusal)
            self.load()

        self.ask(lambda: verb(actor, link.id), answered, refused, tasks=self._slow)

    def _narrow(self, **changes: object) -> None:
        self.show_state(page=0, selected_id=None, **changes)
        self.load()

    def _loaded(self, found: LinkPage, read_at: datetime) -> None:
        self.show_state(found=found, read_at=read_at, refusal=None)
        if self.state.page > self.state.last_page:
            self.turn_page(0)
