"""The note that saves itself: nothing typed is lost, whatever happens to the database meanwhile."""

from dataclasses import dataclass, field

import pytest

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import CheckedIn, NoteView, VisitNote
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.viewmodels.doctor.visit_note import SaveStage, VisitNoteViewModel
from tests.builders import local
from tests.viewmodels.small_clinic import SmallClinic


@dataclass
class Cut:
    """The visits of a desk whose line can be cut."""

    visits: VisitService
    cut: bool = False
    tries: list[VisitNote] = field(default_factory=list)

    def note(self, actor: Actor, encounter_id: int) -> NoteView:
        return self.visits.note(actor, encounter_id)

    def save_note(self, actor: Actor, encounter_id: int, version: int, note: VisitNote) -> NoteView:
        self.tries.append(note)
        if self.cut:
            raise Unreachable
        return self.visits.save_note(actor, encounter_id, version, note)


@pytest.fixture
def visit(small: SmallClinic) -> CheckedIn:
    return small.arrive(local(small.clock().date(), "11:30"))


@pytest.fixture
def line(small: SmallClinic) -> Cut:
    return Cut(small.services.visits)


@pytest.fixture
def note(small: SmallClinic, line: Cut, visit: CheckedIn) -> VisitNoteViewModel:
    model = VisitNoteViewModel(small.session(small.clinic.doctor), line, InlineTasks())  # type: ignore[arg-type]
    model.open(visit.encounter_id)
    return model


def stored(small: SmallClinic, visit: CheckedIn) -> VisitNote:
    return small.services.visits.note(small.clinic.doctor, visit.encounter_id).note


def test_what_is_typed_is_stored_after_a_pause(small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn) -> None:
    note.write("complaint", "Cough")
    assert note.state.stage is SaveStage.TYPED and note.has_unsaved
    assert stored(small, visit).complaint == ""
    note._pause.timeout.emit()
    assert stored(small, visit).complaint == "Cough"
    assert note.state.stage is SaveStage.SAVED and note.state.saved_at == small.clock() and not note.has_unsaved


def test_another_visit_in_view_saves_the_one_before(
    small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn
) -> None:
    note.write("plan", "Rest")
    note.open(None)
    assert stored(small, visit).plan == "Rest"


def test_a_failed_save_keeps_the_text_and_tries_again(
    small: SmallClinic, note: VisitNoteViewModel, line: Cut, visit: CheckedIn
) -> None:
    line.cut = True
    note.write("complaint", "Cough")
    note.save_now()
    assert note.state.stage is SaveStage.FAILED and isinstance(note.state.refusal, Unreachable)
    assert note.state.draft.complaint == "Cough" and note.has_unsaved and note._retry.isActive()
    line.cut = False
    note._retry.timeout.emit()
    assert stored(small, visit).complaint == "Cough" and note.state.stage is SaveStage.SAVED


def test_a_text_that_could_not_be_saved_is_there_again_when_the_visit_comes_back_into_view(
    small: SmallClinic, note: VisitNoteViewModel, line: Cut, visit: CheckedIn
) -> None:
    line.cut = True
    note.write("diagnosis", "Asthma")
    note.open(None)
    assert note.has_unsaved and note.state.draft.diagnosis == ""
    note.open(visit.encounter_id)
    assert note.state.draft.diagnosis == "Asthma" and note.has_unsaved


def test_starting_the_visit_meanwhile_is_no_conflict(
    small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn
) -> None:
    note.write("complaint", "Cough")
    small.services.visits.start(small.clinic.doctor, visit.appointment.id, visit.appointment.version)
    note.save_now()
    assert stored(small, visit).complaint == "Cough" and note.state.stage is SaveStage.SAVED


@pytest.mark.parametrize(("choice", "kept"), [("keep_mine", "Mine"), ("take_theirs", "Theirs")])
def test_a_text_that_was_changed_elsewhere_asks_whose_stays(
    small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn, choice: str, kept: str
) -> None:
    now = small.services.visits.note(small.clinic.doctor, visit.encounter_id)
    small.services.visits.save_note(small.clinic.doctor, visit.encounter_id, now.version, VisitNote("Theirs"))
    note.write("complaint", "Mine")
    note.save_now()
    assert note.state.stage is SaveStage.CONFLICT and note.state.theirs == VisitNote("Theirs")
    assert note.state.draft.complaint == "Mine" and stored(small, visit).complaint == "Theirs"
    getattr(note, choice)()
    assert stored(small, visit).complaint == kept and note.state.draft.complaint == kept
    assert note.state.stage is SaveStage.SAVED and not note.has_unsaved


def test_typing_while_saving_is_saved_too(small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn) -> None:
    note.write("complaint", "Cough")
    first = note.unsaved_of(visit.encounter_id)
    note.write("complaint", "Cough at night")
    assert first is not None
    note.stored_with_visit(visit.encounter_id, first)
    note.save_now()
    assert stored(small, visit).complaint == "Cough at night"


def test_a_note_is_saved_in_the_name_of_who_wrote_it(
    small: SmallClinic, note: VisitNoteViewModel, visit: CheckedIn
) -> None:
    note.write("complaint", "Cough")
    note._session.begin(small.clinic.front_desk, note._session.centres, note._session.centre)
    note.save_now()
    assert stored(small, visit).complaint == "Cough"
