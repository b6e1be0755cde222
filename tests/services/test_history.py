"""Reading the history: filters, pages, and who may see what."""

from datetime import timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotSignedIn
from clinic_desktop.services import audit
from clinic_desktop.services.history import HistoryFilters, HistoryService
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    with database.write() as session:
        for number in range(5):
            place = clinic.kolkata if number % 2 else clinic.berlin
            at = clock.now + timedelta(minutes=number)
            audit.record(session, clinic.front_desk, "book", "appointment", number, at, place, {"seat": 1})
        audit.record(session, clinic.admin, "change_settings", "setting", None, clock.now + timedelta(hours=1))
    return clinic


@pytest.fixture
def history(database: Database, clock: SetClock, clinic: Clinic) -> HistoryService:
    return HistoryService(database, clock)


def test_the_newest_event_comes_first_with_all_that_is_known(
    history: HistoryService, clinic: Clinic, clock: SetClock
) -> None:
    events = history.events(clinic.admin).events
    assert [event.action for event in events] == ["change_settings", *["book"] * 5]
    oldest = events[-1]
    assert (oldest.at, oldest.actor_name, oldest.desk) == (clock.now, "Front Desk", "desk-1")
    assert (oldest.entity, oldest.entity_id, oldest.location_id, oldest.detail) == (
        "appointment", 0, clinic.berlin, {"seat": 1},
    )  # fmt: skip


def test_events_come_in_pages(history: HistoryService, clinic: Clinic) -> None:
    pages = [history.events(clinic.admin, page=number, size=4) for number in range(3)]
    assert [len(page.events) for page in pages] == [4, 2, 0]
    assert [page.has_more for page in pages] == [True, False, False]
    for page, size in ((-1, 50), (0, 0), (0, 10_000)):
        with pytest.raises(Invalid):
            history.events(clinic.admin, page=page, size=size)


def test_events_are_filtered(history: HistoryService, clinic: Clinic, clock: SetClock) -> None:
    def found(**filters: object) -> list[int | None]:
        page = history.events(clinic.admin, HistoryFilters(**filters))  # type: ignore[arg-type]
        return [event.entity_id for event in page.events]

    assert found(action="change_settings") == [None]
    assert found(entity="appointment", entity_id=3) == [3]
    assert found(account_id=clinic.admin.account_id) == [None]
    assert found(location_id=clinic.kolkata) == [3, 1]
    assert found(first=clock.now + timedelta(minutes=1), before=clock.now + timedelta(minutes=3)) == [2, 1]
    assert history.actions(clinic.manager) == ("book", "change_settings")


def test_a_centre_manager_sees_what_happened_at_their_centre(history: HistoryService, clinic: Clinic) -> None:
    assert [event.entity_id for event in history.events(clinic.centre_manager).events] == [3, 1]
    elsewhere = HistoryFilters(location_id=clinic.berlin)
    assert history.events(clinic.centre_manager, elsewhere).events == ()
    assert history.actions(clinic.centre_manager) == ("book",)


def test_nobody_else_reads_the_history(history: HistoryService, clinic: Clinic) -> None:
    for actor in (clinic.doctor, clinic.coordinator, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            history.events(actor)
        with pytest.raises(NotAllowed):
            history.actions(actor)
    with pytest.raises(NotSignedIn):
        history.events(None)
