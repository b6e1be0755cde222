"""A doctor's own patients: found by typing, with their card and every visit's note."""

from dataclasses import dataclass

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.patients.card import PatientCard, Visit
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_MOST = 60


@dataclass(frozen=True, slots=True)
class MyPatientsState:
    """``more`` is how many more the text finds, None where that is not known; ``person`` follows ``selected_id``."""

    query: str = ""
    hits: tuple[PatientHit, ...] = ()
    more: int | None = 0
    selected_id: int | None = None
    person: PatientCard | None = None
    visits: tuple[Visit, ...] = ()
    loaded: bool = False
    refusal: Refused | None = None


class MyPatientsViewModel(ViewModel[MyPatientsState]):
    """Without a text it lists those who were here last."""

    def __init__(self, session: Session, patients: PatientService, tasks: Background) -> None:
        super().__init__(MyPatientsState(), tasks.database)
        self._session, self._patients, self._search = session, patients, tasks.search

    def load(self) -> None:
        """Asks for the list again."""
        actor, query = self._session.actor, self.state.query
        self.ask(
            lambda: self._patients.listing(actor, query, None, _MOST),
            lambda found: self._found(tuple(row.hit for row in found.rows), found.more),
            lambda refusal: self.show_state(refusal=refusal, loaded=True),
            question="list",
            tasks=self._search,
        )

    def search(self, query: str) -> None:
        """Lists who answers to the text."""
        self.show_state(query=query)
        self.load()

    def select(self, patient_id: int | None) -> None:
        """Shows a patient's card and visits."""
        if patient_id == self.state.selected_id:
            return
        self.show_state(selected_id=patient_id, person=None, visits=())
        self._load_person()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & {Topic.PATIENTS, Topic.APPOINTMENTS}:
            self.load()
        if Topic.PATIENTS in topics:
            self._load_person()

    def _found(self, hits: tuple[PatientHit, ...], more: int | None) -> None:
        self.show_state(hits=hits, more=more, loaded=True, refusal=None)
        if self.state.selected_id is None and hits:
            self.select(hits[0].id)

    def _load_person(self) -> None:
        patient_id = self.state.selected_id
        if patient_id is None:
            return
        actor = self._session.actor

        def work() -> tuple[PatientCard, tuple[Visit, ...]]:
            return self._patients.card(actor, patient_id), self._patients.visits(actor, patient_id)

        self.ask(work, self._person_loaded, question="person")

    def _person_loaded(self, answer: tuple[PatientCard, tuple[Visit, ...]]) -> None:
        person, visits = answer
        self.show_state(person=person, visits=visits)
