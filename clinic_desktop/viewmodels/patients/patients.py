"""The page of patients: whoever was here lately, or whom a text finds."""

from dataclasses import dataclass

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.patients.listing import ListedPatient, PatientList
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PATIENTS, Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS})
_MOST = 200


@dataclass(frozen=True, slots=True)
class PatientsState:
    """``more`` is how many the list has no room for, None for too many to have been counted. ``answered`` is the text
    that the rows answer; ``selected_id`` stays with its patient whatever moves around it."""

    query: str = ""
    rows: tuple[ListedPatient, ...] = ()
    more: int | None = 0
    selected_id: int | None = None
    answered: str = ""
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def selected(self) -> ListedPatient | None:
        """The selected row, while it is in the list."""
        return next((row for row in self.rows if row.hit.id == self.selected_id), None)


class PatientsViewModel(ViewModel[PatientsState]):
    """Each text is asked as it is typed; an older answer that comes late is dropped."""

    place_fields = ("query", "answered", "selected_id")

    def __init__(self, session: Session, tasks: Background, patients: PatientService) -> None:
        super().__init__(PatientsState(), tasks.search)
        self._session, self._patients = session, patients

    def load(self) -> None:
        """Asks again for what is in view."""
        actor, centre_id, text = self._session.actor, self._session.centre.id, self.state.query
        self.ask(
            lambda: self._patients.listing(actor, text, centre_id, _MOST),
            lambda found: self._loaded(text, found),
            lambda refusal: self.show_state(refusal=refusal),
            question="list",
        )

    def search(self, text: str) -> None:
        """Another text; an empty one lists whoever was here lately."""
        self.show_state(query=text.strip())
        self.load()

    def select(self, patient_id: int | None) -> None:
        """Another row, or none."""
        if patient_id != self.state.selected_id:
            self.show_state(selected_id=patient_id)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.loaded:
            self.load()

    def _loaded(self, text: str, found: PatientList) -> None:
        # The first person found is highlighted, and taken only when somebody presses Enter.
        kept = self.state.selected_id if text == self.state.answered else None
        ids = [row.hit.id for row in found.rows]
        if kept not in ids:
            kept = ids[0] if ids and text else None
        self.show_state(rows=found.rows, more=found.more, answered=text, selected_id=kept, loaded=True, refusal=None)
