"""The tree of specialities, and the clinic's services with their prices."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import HealthcareServiceDraft, PriceDraft
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.tables import on_sqlite


@pytest.fixture
def catalogue(database: Database, clock: SetClock, clinic: Clinic) -> PractitionerService:
    return PractitionerService(database, clock)


def test_the_tree_lists_each_node_before_those_below_it(catalogue: PractitionerService, clinic: Clinic) -> None:
    child = catalogue.add_speciality(clinic.admin, "Paediatric cardiology", clinic.cardiology)
    catalogue.add_speciality(clinic.admin, "Newborns", child)
    catalogue.add_speciality(clinic.admin, "allergology")
    assert [node.path for node in catalogue.specialities()] == [
        ("allergology",),
        ("Cardiology",),
        ("Cardiology", "Paediatric cardiology"),
        ("Cardiology", "Paediatric cardiology", "Newborns"),
        ("General medicine",),
    ]
    assert {node.name: node.practitioners for node in catalogue.specialities()}["General medicine"] == 2


def test_a_node_is_renamed_and_moved_but_never_below_itself(catalogue: PractitionerService, clinic: Clinic) -> None:
    child = catalogue.add_speciality(clinic.admin, "Rhythm", clinic.cardiology)
    catalogue.save_speciality(clinic.admin, child, "Electrophysiology", clinic.general)
    assert ("General medicine", "Electrophysiology") in [node.path for node in catalogue.specialities()]
    for below in (clinic.general, child):
        with pytest.raises(Invalid) as refusal:
            catalogue.save_speciality(clinic.admin, clinic.general, "General medicine", below)
        assert refusal.value.problems == {"parent_id": "below_itself"}


def test_neighbours_have_different_names(catalogue: PractitionerService, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as refusal:
        catalogue.add_speciality(clinic.admin, "CARDIOLOGY ")
    assert refusal.value.problems == {"name": "taken"}
    assert catalogue.add_speciality(clinic.admin, "Cardiology", clinic.general)
    with pytest.raises(NotFound):
        catalogue.add_speciality(clinic.admin, "Lost", 999)


def test_a_node_in_use_stays(catalogue: PractitionerService, clinic: Clinic) -> None:
    child = catalogue.add_speciality(clinic.admin, "Rhythm", clinic.cardiology)
    with pytest.raises(Invalid) as refusal:
        catalogue.remove_speciality(clinic.admin, clinic.cardiology)
    assert refusal.value.problems == {"speciality": "in_use"}
    catalogue.remove_speciality(clinic.admin, child)
    assert "Rhythm" not in [node.name for node in catalogue.specialities()]


def test_a_service_has_times_places_and_prices_per_centre(catalogue: PractitionerService, clinic: Clinic) -> None:
    prices = (PriceDraft(clinic.kolkata, 120_000), PriceDraft(clinic.berlin, 9_900))
    draft = HealthcareServiceDraft(" ECG  at rest ", 45, 5, 10, 2, online=True, equipment="ECG", prices=prices)
    service_id = catalogue.add_service(clinic.admin, draft)
    view = next(each for each in catalogue.services() if each.id == service_id)
    assert (view.name, view.duration_minutes, view.capacity, view.online) == ("ECG at rest", 45, 2, True)
    assert (view.buffer_before_minutes, view.buffer_after_minutes, view.equipment) == (5, 10, "ECG")
    assert {each.location_name: each.price for each in view.prices} == {
        "Park Street": Money(120_000, "INR"),
        "Mitte": Money(9_900, "EUR"),
    }
    version = catalogue.save_service(clinic.manager, service_id, view.version, replace(draft, prices=prices[:1]))
    again = next(each for each in catalogue.services() if each.id == service_id)
    assert (again.version, [each.location_id for each in again.prices]) == (version, [clinic.kolkata])
    with pytest.raises(StaleRecord):
        catalogue.save_service(clinic.admin, service_id, view.version, draft)


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"duration_minutes": 0}, {"duration_minutes": "out_of_bounds"}),
        ({"buffer_after_minutes": 241}, {"buffer_after_minutes": "out_of_bounds"}),
        ({"buffer_before_minutes": -1}, {"buffer_before_minutes": "out_of_bounds"}),
        ({"capacity": 0}, {"capacity": "out_of_bounds"}),
        ({"prices": (PriceDraft(999, 1),)}, {"prices.0": "not_found"}),
        ({"prices": (PriceDraft(1, 1), PriceDraft(1, 2))}, {"prices.1": "twice"}),
        ({"prices": (PriceDraft(1, -1),)}, {"prices.0": "out_of_bounds"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    catalogue: PractitionerService, clinic: Clinic, changes: dict[str, object], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        catalogue.add_service(clinic.admin, replace(HealthcareServiceDraft("ECG"), **changes))  # type: ignore[arg-type]
    assert refusal.value.problems == problems


def test_two_services_never_have_one_name(catalogue: PractitionerService, clinic: Clinic) -> None:
    service_id = catalogue.add_service(clinic.admin, HealthcareServiceDraft("ECG"))
    catalogue.save_service(clinic.admin, service_id, 1, HealthcareServiceDraft("Ecg"))
    for attempt in (
        lambda: catalogue.add_service(clinic.admin, HealthcareServiceDraft(" ecg")),
        lambda: catalogue.save_service(clinic.admin, clinic.consultation, 1, HealthcareServiceDraft("ECG")),
    ):
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert refusal.value.problems == {"name": "taken"}


def test_a_service_comes_back_under_a_name_of_its_own_only(catalogue: PractitionerService, clinic: Clinic) -> None:
    catalogue.deactivate_service(clinic.admin, clinic.yoga)
    instead = catalogue.add_service(clinic.admin, HealthcareServiceDraft("BACK school"))
    with pytest.raises(Invalid) as refusal:
        catalogue.reactivate_service(clinic.admin, clinic.yoga)
    assert refusal.value.problems == {"name": "taken"}
    catalogue.deactivate_service(clinic.admin, instead)
    catalogue.reactivate_service(clinic.admin, clinic.yoga)


def test_services_that_have_had_one_name_can_still_be_changed(
    catalogue: PractitionerService, database: Database, clinic: Clinic
) -> None:
    with database.write() as session:
        session.get_one(HealthcareService, clinic.yoga).name = "Consultation"
    catalogue.save_service(clinic.admin, clinic.yoga, 1, HealthcareServiceDraft("Consultation", 25))
    assert {each.id: each.duration_minutes for each in catalogue.services()}[clinic.yoga] == 25


def test_a_service_is_taken_off_the_list_and_put_back(catalogue: PractitionerService, clinic: Clinic) -> None:
    catalogue.deactivate_service(clinic.admin, clinic.yoga)
    assert [each.name for each in catalogue.services()] == ["Check-up", "Consultation"]
    assert len(catalogue.services(include_inactive=True)) == 3
    catalogue.reactivate_service(clinic.admin, clinic.yoga)
    assert len(catalogue.services()) == 3
    with pytest.raises(NotFound):
        catalogue.deactivate_service(clinic.admin, 999)


VERBS: dict[str, Callable[[PractitionerService, Actor, Clinic], object]] = {
    "add_speciality": lambda service, actor, clinic: service.add_speciality(actor, "X"),
    "save_speciality": lambda service, actor, clinic: service.save_speciality(actor, clinic.general, "X", None),
    "remove_speciality": lambda service, actor, clinic: service.remove_speciality(actor, clinic.general),
    "add_service": lambda service, actor, clinic: service.add_service(actor, HealthcareServiceDraft("X")),
    "save_service": lambda service, actor, clinic: service.save_service(
        actor, clinic.yoga, 1, HealthcareServiceDraft("X")
    ),
    "deactivate_service": lambda service, actor, clinic: service.deactivate_service(actor, clinic.yoga),
    "reactivate_service": lambda service, actor, clinic: service.reactivate_service(actor, clinic.yoga),
}


@on_sqlite
@pytest.mark.parametrize("verb", VERBS)
def test_only_admins_and_managers_change_the_catalogue(
    catalogue: PractitionerService, clinic: Clinic, verb: str
) -> None:
    for actor in (clinic.centre_manager, clinic.doctor, clinic.coordinator, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            VERBS[verb](catalogue, actor, clinic)
