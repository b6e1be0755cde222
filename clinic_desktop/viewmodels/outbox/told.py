"""What one patient was told, or what was told about one visit: a short list beside them."""

from dataclasses import dataclass

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.services.messages.values import MessageFilter, MessageRow
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

SHOWN = 6
_TOPICS = frozenset({Topic.MESSAGES, Topic.APPOINTMENTS, Topic.WAITING_LIST})


@dataclass(frozen=True, slots=True)
class ToldState:
    """The newest messages, newest first; ``more`` where there are older ones."""

    rows: tuple[MessageRow, ...] = ()
    more: bool = False


class ToldViewModel(ViewModel[ToldState]):
    """Empty for whoever may not see messages."""

    def __init__(self, session: Session, tasks: Runner, services: Services) -> None:
        super().__init__(ToldState(), tasks)
        self._session, self._services = session, services
        self._wanted: MessageFilter | None = None

    def show_visit(self, appointment_id: int) -> None:
        """What was told about a visit."""
        self._show(MessageFilter(appointment_id=appointment_id))

    def show_patient(self, patient_id: int) -> None:
        """What a patient was told."""
        self._show(MessageFilter(patient_id=patient_id))

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def load(self) -> None:
        """Asks again."""
        wanted, actor, services = self._wanted, self._session.actor, self._services
        if wanted is None or not self._session.may(Permission.SEE_MESSAGES):
            return

        def work() -> ToldState:
            page = services.messages.listing(actor, wanted, limit=SHOWN)
            return ToldState(page.rows, page.before_id is not None)

        self.ask(work, self._loaded, self._unknown, question="told")

    def _show(self, wanted: MessageFilter) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.show_state(rows=(), more=False)
        self.load()

    def _loaded(self, state: ToldState) -> None:
        if state != self.state:
            self.show_state(rows=state.rows, more=state.more)

    def _unknown(self, _refusal: Refused) -> None:
        """What this stands beside says why already."""
