"""The page of findings and reconciliation: what somebody has to look at, resolving it, and comparing with a gateway."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background, Runner
from clinic_desktop.domain.codes import FindingState, GatewayName, PaymentMethod, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission, Scope, scope_of
from clinic_desktop.services.billing.finding_values import (
    FindingChoice,
    FindingFilters,
    FindingPage,
    FindingRow,
    ReconciliationView,
    ReconciliationWish,
)
from clinic_desktop.services.billing.findings import FindingService
from clinic_desktop.services.billing.reconciliation import ReconciliationService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

T = TypeVar("T")
TOPICS = frozenset({Topic.PAYMENTS})
PAGE_SIZE = 100
_C = FindingChoice


class FindingsTab(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class FindingsState:
    """``listed`` is None until it has come. ``comparing`` while a gateway lists a period; ``report`` is what the last
    comparison of this page found, and ``trouble`` why there was none."""

    tab: FindingsTab = FindingsTab.OPEN
    text: str = ""
    listed: FindingPage | None = None
    open_count: int = 0
    runs: tuple[ReconciliationView, ...] = ()
    selected_id: int | None = None
    gateway: GatewayName | None = None
    gateways: tuple[GatewayName, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    comparing: bool = False
    report: ReconciliationView | None = None
    trouble: Refused | None = None
    may_compare: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        """What the list holds."""
        return self.listed.rows if self.listed is not None and self.tab is not FindingsTab.COMPARED else ()

    @property
    def selected(self) -> FindingRow | None:
        """The finding in view."""
        return next((row for row in self.rows if row.id == self.selected_id), None)


class FindingsViewModel(ViewModel[FindingsState]):
    """``resolved`` carries the FindingRow as it is then; ``found_targets`` the visits that money could be for."""

    place_fields = ("tab", "text", "gateway", "first_day", "last_day", "may_compare", "selected_id")

    resolved = Signal(object)
    found_targets = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        findings: FindingService,
        reconciliation: ReconciliationService,
        usable: Callable[[], tuple[GatewayName, ...]],
    ) -> None:
        """``usable`` says which gateways this computer has keys for."""
        super().__init__(FindingsState(), tasks.database)
        self._session, self._findings, self._reconciliation = session, findings, reconciliation
        self._usable, self._gateways = usable, tasks.gateways
        self.exporting = Exporting(tasks)

    # --- What is in view ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks again for the list and its counts."""
        actor, filters, compares = self._session.actor, self.filters(), self._everywhere()
        if self.state.first_day is None:
            yesterday = self._session.today() - timedelta(days=1)
            self.state = FindingsState(first_day=yesterday, last_day=self._session.today(), may_compare=compares)
        reconciliation, findings, usable = self._reconciliation, self._findings, self._usable

        def work() -> tuple[FindingPage, int, tuple[ReconciliationView, ...], tuple[GatewayName, ...]]:
            listed = findings.listing(actor, filters, 0, PAGE_SIZE)
            waits = findings.listing(actor, FindingFilters(location_ids=filters.location_ids), 0, 1).total
            return listed, waits, reconciliation.listing(actor) if compares else (), usable() if compares else ()

        self.ask(work, lambda answer: self._loaded(*answer), lambda why: self.show_state(refusal=why), question="list")

    def filters(self) -> FindingFilters:
        """What the list lets through."""
        resolved = self.state.tab is FindingsTab.RESOLVED
        return FindingFilters(
            states=(FindingState.RESOLVED,) if resolved else (FindingState.OPEN,),
            location_ids=() if self._everywhere() else (self._session.centre.id,),
            text=self.state.text,
        )

    def _everywhere(self) -> bool:
        """Whether this person sees to the whole clinic: a gateway's account is not of one centre."""
        return scope_of(self._session.actor.role, Permission.RECONCILE) is Scope.CLINIC

    def reading(self) -> Callable[[int, int], FindingPage]:
        """Reads a page of what the list lets through, on any thread: for exports."""
        actor, filters, findings = self._session.actor, self.filters(), self._findings
        return lambda page, size: findings.listing(actor, filters, page, size)

    def show_tab(self, tab: FindingsTab) -> None:
        """Another list."""
        self._reload(tab=tab, selected_id=None)

    def search(self, text: str) -> None:
        """Only one person's, or that number's."""
        self._reload(text=text.strip(), selected_id=None)

    def show_all(self) -> None:
        """Everything again."""
        self._reload(tab=FindingsTab.OPEN, text="", selected_id=None)

    def select(self, finding_id: int | None) -> None:
        """Another finding, or none."""
        if finding_id != self.state.selected_id:
            self.show_state(selected_id=finding_id)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & TOPICS and self.state.listed is not None:
            self.load()

    def _reload(self, **changes: object) -> None:
        self.show_state(**changes)
        self.load()

    def _loaded(
        self, listed: FindingPage, waits: int, runs: tuple[ReconciliationView, ...], usable: tuple[GatewayName, ...]
    ) -> None:
        numbers = [row.id for row in listed.rows]
        selected = self.state.selected_id
        kept = selected if selected in numbers else None
        gateway = self.state.gateway if self.state.gateway in usable else next(iter(usable), None)
        self.show_state(
            listed=listed, open_count=waits, runs=runs, selected_id=kept, gateways=usable, gateway=gateway,
            refusal=None,
        )  # fmt: skip
        # The first is chosen once the list is there: a list that is filled chooses nothing.
        if kept is None and numbers:
            self.select(numbers[0])

    # --- Comparing ---------------------------------------------------------------------------------------------------

    def set_gateway(self, gateway: GatewayName | None) -> None:
        """Whose records to compare."""
        self.show_state(gateway=gateway, report=None, trouble=None)

    def set_first_day(self, day: date | None) -> None:
        """From which day on; a last day before it follows."""
        if day is not None:
            last = self.state.last_day
            self.show_state(
                first_day=day, last_day=day if last is None or last < day else last, report=None, trouble=None
            )

    def set_last_day(self, day: date | None) -> None:
        """Up to which day; a first day after it follows."""
        if day is not None:
            first = self.state.first_day
            self.show_state(
                last_day=day, first_day=day if first is None or first > day else first, report=None, trouble=None
            )

    def compare(self) -> None:
        """Compares the gateway's records of those days with ours."""
        state, actor = self.state, self._session.actor
        if state.comparing or state.gateway is None or state.first_day is None or state.last_day is None:
            return
        wish = ReconciliationWish(state.gateway, self._session.centre.id, state.first_day, state.last_day)
        self.show_state(comparing=True, report=None, trouble=None)

        def compared(report: ReconciliationView) -> None:
            self.show_state(comparing=False, report=report)
            if self.state.tab is not FindingsTab.OPEN and report.new:
                self.show_state(tab=FindingsTab.OPEN, selected_id=None)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(comparing=False, trouble=refusal)

        self.ask(lambda: self._reconciliation.run(actor, wish), compared, refused, "compare", self._gateways)

    # --- Resolving ---------------------------------------------------------------------------------------------------

    def may(self, choice: FindingChoice) -> bool:
        """Whether that can be done about the finding in view."""
        row = self.state.selected
        return row is not None and choice in row.choices

    # What was asked about is handed over: while a question is open, another desk may bring another finding into view.

    def accept(self, row: FindingRow, note: str) -> None:
        """The money that was held pays its visit."""
        actor = self._session.actor
        self._resolve(row, _C.ACCEPT, lambda: self._findings.accept(actor, row.id, row.version, note))

    def give_back(self, row: FindingRow, note: str) -> None:
        """The money that was held goes back."""
        actor = self._session.actor
        self._resolve(row, _C.GIVE_BACK, lambda: self._findings.give_back(actor, row.id, row.version, note))

    def send_again(self) -> None:
        """The refund in view goes to its gateway once more."""
        row, actor = self.state.selected, self._session.actor
        if row is not None:
            self._resolve(row, _C.SEND_AGAIN, lambda: self._findings.send_again(actor, row.id, row.version))

    def another_way(self, row: FindingRow, way: PaymentMethod, note: str) -> None:
        """The refund is to be handed back by the desk."""
        actor = self._session.actor
        self._resolve(row, _C.ANOTHER_WAY, lambda: self._findings.another_way(actor, row.id, row.version, way, note))

    def attach(self, row: FindingRow, appointment_id: int, note: str) -> None:
        """The money pays that visit."""
        actor = self._session.actor
        self._resolve(row, _C.ATTACH, lambda: self._findings.attach(actor, row.id, row.version, appointment_id, note))

    def look(self) -> None:
        """Asks the gateway now about the one in view."""
        row, actor = self.state.selected, self._session.actor
        if row is not None:
            self._resolve(row, _C.LOOK, lambda: self._findings.look(actor, row.id, row.version), self._gateways)

    def mark_seen(self, row: FindingRow, note: str) -> None:
        """Nothing else is to be done."""
        actor = self._session.actor
        self._resolve(row, _C.SEEN, lambda: self._findings.mark_seen(actor, row.id, row.version, note))

    def find_targets(self, row: FindingRow, text: str) -> None:
        """Looks for visits that the money could be for."""
        actor = self._session.actor
        self.ask(lambda: self._findings.targets(actor, row.id, text), self.found_targets.emit, question="targets")

    def _resolve(
        self, row: FindingRow, choice: FindingChoice, work: Callable[[], FindingRow], tasks: Runner | None = None
    ) -> None:
        if self.state.busy or choice not in row.choices:
            return
        self.show_state(busy=True)

        def finished(answer: FindingRow) -> None:
            self.show_state(busy=False)
            self.resolved.emit(answer)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(work, finished, refused, tasks=tasks)
