"""One patient's card: who they are, their visits, who else it could be."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.patients.card import PatientCard, Visit
from clinic_desktop.services.patients.duplicates import LikelyDuplicate
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PATIENTS, Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS})


class PatientDeed(StrEnum):
    """What was done to a patient's record as a whole."""

    RETIRED = "retired"
    BROUGHT_BACK = "brought_back"


@dataclass(frozen=True, slots=True)
class PatientState:
    """``card`` is None until it has come. ``duplicates`` are other records that may be the same person."""

    patient_id: int | None = None
    card: PatientCard | None = None
    visits: tuple[Visit, ...] = ()
    duplicates: tuple[LikelyDuplicate, ...] = ()
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    card: PatientCard
    visits: tuple[Visit, ...]
    duplicates: tuple[LikelyDuplicate, ...]


class PatientViewModel(ViewModel[PatientState]):
    """``done`` carries a PatientDeed once it has been kept."""

    place_fields = ("patient_id",)

    done = Signal(object)

    def __init__(self, session: Session, tasks: Background, patients: PatientService) -> None:
        super().__init__(PatientState(), tasks.database)
        self._session, self._patients = session, patients

    def open(self, patient_id: int) -> None:
        """Shows another patient; nothing of the one before stays in view."""
        if patient_id != self.state.patient_id:
            self.state = PatientState(patient_id)
            self.state_changed.emit(self.state)
        self.load()

    def load(self) -> None:
        """Asks again for the patient in view."""
        patient_id, actor = self.state.patient_id, self._session.actor
        if patient_id is not None:
            self.ask(lambda: self._read(actor, patient_id), self._loaded, self._refused, question="card")

    def retire(self) -> None:
        """Takes the patient out of searches."""
        self._set_active(False)

    def bring_back(self) -> None:
        """Puts the patient back into searches."""
        self._set_active(True)

    def on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        """Something changed, here or at another desk; other patients' records do not matter here."""
        others_only = topics == {Topic.PATIENTS} and rows and self.state.patient_id not in rows
        if topics & _TOPICS and not others_only and self.state.card is not None:
            self.load()

    def _read(self, actor: Actor, patient_id: int) -> _Answer:
        card = self._patients.card(actor, patient_id)
        visits = self._patients.visits(actor, card.id)
        compares = self._session.may(Permission.EDIT_PATIENTS)
        duplicates = self._patients.likely_duplicates(actor, card.id) if compares else ()
        # One phone alone is a family, and is shown as one.
        return _Answer(card, visits, tuple(one for one in duplicates if one.reasons != ("same_phone",)))

    def _loaded(self, answer: _Answer) -> None:
        self.show_state(
            patient_id=answer.card.id,
            card=answer.card,
            visits=answer.visits,
            duplicates=answer.duplicates,
            refusal=None,
        )

    def _refused(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal)

    def _set_active(self, active: bool) -> None:
        card, actor = self.state.card, self._session.actor
        if card is None:
            return
        verb = self._patients.reactivate if active else self._patients.deactivate
        deed = PatientDeed.BROUGHT_BACK if active else PatientDeed.RETIRED
        self.ask(lambda: verb(actor, card.id, card.version), lambda _: self._done(deed))

    def _done(self, deed: PatientDeed) -> None:
        self.done.emit(deed)
        self.load()
