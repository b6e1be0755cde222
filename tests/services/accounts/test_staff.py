"""Staff: who may add, change and remove whom."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import (
    EmailTaken,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    StaleRecord,
    TooManyTries,
    WrongCredentials,
)
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.accounts.accounts import hold_accounts
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.accounts.staff import StaffDraft, StaffFilters, StaffService, StaffView
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock
from tests.services.accounts.people import NEW_PASSWORD, history
from tests.services.appointments.test_loose_ends import wait_until_somebody_waits
from tests.services.tables import on_sqlite


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    return clinic


@pytest.fixture
def staff(database: Database, clock: SetClock, clinic: Clinic) -> StaffService:
    return StaffService(database, clock)


@pytest.fixture
def sign_in(database: Database, clock: SetClock, clinic: Clinic) -> SignInService:
    return SignInService(database, clock)


@pytest.fixture
def other_desk(database_url: str, clock: SetClock, staff: StaffService) -> Iterator[StaffService]:
    other = Database(database_url)
    yield StaffService(other, clock)
    other.close()


def nila(clinic: Clinic, role: Role = Role.FRONT_DESK, **changes: object) -> StaffDraft:
    draft = StaffDraft("Nila Das", role, username="nila", location_ids=frozenset({clinic.kolkata}))
    return replace(draft, **changes)  # type: ignore[arg-type]


def view_of(staff: StaffService, actor: Actor, account_id: int) -> StaffView:
    everybody = staff.listing(actor, StaffFilters(include_inactive=True))
    return next(view for view in everybody if view.account_id == account_id)


def draft_of(view: StaffView) -> StaffDraft:
    return StaffDraft(view.name, view.role, view.email, view.username, view.phone, view.location_ids)


def test_somebody_new_signs_in_once_and_then_chooses_a_password(
    staff: StaffService, sign_in: SignInService, clinic: Clinic
) -> None:
    added = staff.add(clinic.admin, nila(clinic, email="Nila@Lotus.example", phone="98300 22222"))
    actor = sign_in.sign_in("nila@lotus.example", added.one_time_password)
    assert sign_in.must_change_password(actor)
    sign_in.change_password(actor, added.one_time_password, NEW_PASSWORD)
    assert not sign_in.must_change_password(actor)
    view = view_of(staff, clinic.admin, added.account_id)
    assert (view.name, view.phone, view.location_ids) == ("Nila Das", "+919830022222", {clinic.kolkata})


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"name": "N" * 300}, {"name": "too_long"}),
        ({"username": ""}, {"email": "required"}),
        ({"username": "12345"}, {"username": "not_a_username"}),
        ({"email": "nila at home"}, {"email": "not_an_email"}),
        ({"phone": "call me"}, {"phone": "not_a_phone"}),
        ({"location_ids": frozenset({999})}, {"location_ids": "not_found"}),
        ({"role": Role.PATIENT}, {"role": "not_staff"}),
        ({"role": Role.DOCTOR}, {"role": "needs_profile"}),
        ({"name": "", "email": "x"}, {"name": "required", "email": "not_an_email"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    staff: StaffService, clinic: Clinic, changes: dict[str, object], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        staff.add(clinic.admin, nila(clinic, **changes))
    assert refusal.value.problems == problems


@pytest.mark.parametrize("same", [{"username": "MANAGER"}, {"phone": "+91 98300 22222"}, {"email": "A@B.example"}])
def test_no_two_people_share_a_login(staff: StaffService, clinic: Clinic, same: dict[str, str]) -> None:
    staff.add(clinic.admin, nila(clinic, username="first", phone="+919830022222", email="a@b.example"))
    with pytest.raises(EmailTaken) as refusal:
        staff.add(clinic.admin, nila(clinic, **same))
    assert refusal.value.code == "USER_002"


def test_of_two_desks_that_add_one_email_one_loses(
    staff: StaffService, other_desk: StaffService, clinic: Clinic
) -> None:
    answers: list[str] = []
    together = threading.Barrier(2)

    def add(desk: StaffService, username: str) -> None:
        together.wait()
        try:
            desk.add(clinic.admin, nila(clinic, username=username, phone="+919830022222"))
            answers.append("added")
        except EmailTaken as refusal:
            answers.append(refusal.code)

    threads = [threading.Thread(target=add, args=pair) for pair in ((staff, "one"), (other_desk, "two"))]
    threads = [thread for thread in threads if not thread.start()]
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["USER_002", "added"]


def test_a_change_is_saved_and_a_stale_one_is_told_who_was_faster(staff: StaffService, clinic: Clinic) -> None:
    account_id = clinic.front_desk.account_id
    read = view_of(staff, clinic.admin, account_id)
    both = replace(draft_of(read), location_ids=frozenset({clinic.kolkata, clinic.berlin}))
    assert staff.save(clinic.manager, account_id, read.version, both) == read.version + 1
    assert view_of(staff, clinic.admin, account_id).location_ids == {clinic.kolkata, clinic.berlin}
    with pytest.raises(StaleRecord) as refusal:
        staff.save(clinic.admin, account_id, read.version, draft_of(read))
    assert (refusal.value.what, refusal.value.by_name) == ("account", "Manager")


def test_the_listing_filters(staff: StaffService, clinic: Clinic) -> None:
    def names(filters: StaffFilters) -> list[str]:
        return [view.name for view in staff.listing(clinic.admin, filters)]

    assert "Patient" not in names(StaffFilters())
    assert names(StaffFilters(role=Role.FRONT_DESK)) == ["Berlin Desk", "Front Desk"]
    assert names(StaffFilters(text="desk ber")) == ["Berlin Desk"]
    assert names(StaffFilters(location_id=clinic.berlin)) == ["Berlin Desk", "Other Doctor"]
    staff.deactivate(clinic.admin, clinic.berlin_desk.account_id)
    assert names(StaffFilters(role=Role.FRONT_DESK)) == ["Front Desk"]
    assert names(StaffFilters(role=Role.FRONT_DESK, include_inactive=True)) == ["Berlin Desk", "Front Desk"]


def test_a_centre_manager_sees_and_changes_their_own_centre_only(staff: StaffService, clinic: Clinic) -> None:
    names = [view.name for view in staff.listing(clinic.centre_manager)]
    assert names == ["Centre Manager", "Coordinator", "Doctor", "Front Desk", "Other Doctor"]
    assert staff.add(clinic.centre_manager, nila(clinic)).account_id
    for places in (frozenset({clinic.berlin}), frozenset({clinic.kolkata, clinic.berlin}), frozenset()):
        with pytest.raises(NotAllowed):
            staff.add(clinic.centre_manager, nila(clinic, username="other", location_ids=places))
    with pytest.raises(NotAllowed):
        staff.reset_password(clinic.centre_manager, clinic.berlin_desk.account_id)
    with pytest.raises(NotAllowed):
        staff.deactivate(clinic.centre_manager, clinic.other_doctor.account_id)


ABOVE = [
    ("manager", Role.ADMIN),
    ("centre_manager", Role.ADMIN),
    ("centre_manager", Role.MANAGER),
    ("centre_manager", Role.CENTRE_MANAGER),
]


@on_sqlite
@pytest.mark.parametrize(("name", "role"), ABOVE)
def test_nobody_gives_a_role_above_their_own(staff: StaffService, clinic: Clinic, name: str, role: Role) -> None:
    actor: Actor = getattr(clinic, name)
    assert role not in staff.roles_to_give(actor)
    with pytest.raises(NotAllowed):
        staff.add(actor, nila(clinic, role))
    read = view_of(staff, clinic.admin, clinic.front_desk.account_id)
    with pytest.raises(NotAllowed):
        staff.save(actor, read.account_id, read.version, replace(draft_of(read), role=role))


def test_a_manager_cannot_take_over_an_admin(staff: StaffService, clinic: Clinic) -> None:
    admin = view_of(staff, clinic.manager, clinic.admin.account_id)
    for verb in (
        lambda: staff.reset_password(clinic.manager, admin.account_id),
        lambda: staff.deactivate(clinic.manager, admin.account_id),
        lambda: staff.save(clinic.manager, admin.account_id, admin.version, draft_of(admin)),
    ):
        with pytest.raises(NotAllowed):
            verb()


@on_sqlite
@pytest.mark.parametrize("name", ["doctor", "coordinator", "front_desk", "patient"])
def test_other_roles_do_nothing_with_staff(staff: StaffService, clinic: Clinic, name: str) -> None:
    actor: Actor = getattr(clinic, name)
    target = clinic.berlin_desk.account_id
    for verb in (
        lambda: staff.listing(actor),
        lambda: staff.roles_to_give(actor),
        lambda: staff.add(actor, nila(clinic)),
        lambda: staff.save(actor, target, 1, nila(clinic)),
        lambda: staff.deactivate(actor, target),
        lambda: staff.reactivate(actor, target),
        lambda: staff.reset_password(actor, target),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_last_admin_stays(staff: StaffService, clinic: Clinic) -> None:
    admin = view_of(staff, clinic.admin, clinic.admin.account_id)
    with pytest.raises(Invalid) as refusal:
        staff.save(clinic.admin, admin.account_id, admin.version, replace(draft_of(admin), role=Role.MANAGER))
    assert refusal.value.problems == {"role": "last_admin"}
    with pytest.raises(Invalid) as refusal:
        staff.deactivate(clinic.admin, admin.account_id)
    assert refusal.value.problems == {"account": "yourself"}


def test_two_admins_cannot_remove_each_other_at_once(
    staff: StaffService, other_desk: StaffService, clinic: Clinic
) -> None:
    second = staff.add(clinic.admin, nila(clinic, Role.ADMIN))
    other_admin = replace(clinic.admin, account_id=second.account_id)
    refused: list[Refused] = []
    together = threading.Barrier(2)

    def remove(desk: StaffService, actor: Actor, account_id: int) -> None:
        together.wait()
        try:
            desk.deactivate(actor, account_id)
        except Invalid as refusal:
            refused.append(refusal)

    pairs = ((staff, clinic.admin, second.account_id), (other_desk, other_admin, clinic.admin.account_id))
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [refusal.problems for refusal in refused] == [{"account": "last_admin"}]  # type: ignore[attr-defined]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_changes_an_account_waits_for_whoever_changes_one(
    database: Database, staff: StaffService, clinic: Clinic
) -> None:
    second = staff.add(clinic.admin, nila(clinic, Role.ADMIN))
    gone: list[bool] = []
    remove = threading.Thread(target=lambda: gone.append(staff.deactivate(clinic.admin, second.account_id) is None))
    with database.write() as other:
        hold_accounts(other)
        remove.start()
        wait_until_somebody_waits(database)
        assert gone == []
    remove.join()
    assert gone == [True]


def test_who_leaves_cannot_sign_in_until_they_are_back(
    staff: StaffService, sign_in: SignInService, clinic: Clinic
) -> None:
    added = staff.add(clinic.admin, nila(clinic))
    staff.deactivate(clinic.manager, added.account_id)
    with pytest.raises(WrongCredentials):
        sign_in.sign_in("nila", added.one_time_password)
    staff.reactivate(clinic.manager, added.account_id)
    assert sign_in.sign_in("nila", added.one_time_password)


def test_a_reset_password_is_told_once_and_lifts_the_block(
    database: Database, staff: StaffService, sign_in: SignInService, clinic: Clinic
) -> None:
    added = staff.add(clinic.admin, nila(clinic))
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            sign_in.sign_in("nila", "wrong password")
    with pytest.raises(TooManyTries):
        sign_in.sign_in("nila", added.one_time_password)
    password = staff.reset_password(clinic.admin, added.account_id)
    assert password != added.one_time_password
    assert sign_in.must_change_password(sign_in.sign_in("nila", password))
    assert password not in str(history(database, "reset_password"))


def test_every_change_of_an_account_is_written_down(database: Database, staff: StaffService, clinic: Clinic) -> None:
    number = staff.add(clinic.admin, nila(clinic)).account_id
    staff.save(clinic.manager, number, 1, replace(nila(clinic), role=Role.CARE_COORDINATOR))
    staff.deactivate(clinic.admin, number)
    staff.reactivate(clinic.manager, number)
    staff.reset_password(clinic.admin, number)
    admin, manager = ({"account": number, "by": actor.account_id} for actor in (clinic.admin, clinic.manager))
    assert history(database, "add_staff") == [admin | {"role": "front_desk"}]
    assert history(database, "save_staff") == [manager | {"role": "care_coordinator", "role_before": "front_desk"}]
    assert history(database, "deactivate_staff") == history(database, "reset_password") == [admin]
    assert history(database, "reactivate_staff") == [manager]


def test_nobody_resets_their_own_password(staff: StaffService, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as refusal:
        staff.reset_password(clinic.admin, clinic.admin.account_id)
    assert refusal.value.problems == {"account": "yourself"}


def test_patients_are_not_staff(staff: StaffService, clinic: Clinic) -> None:
    for account_id in (clinic.patient.account_id, 999):
        with pytest.raises(NotFound):
            staff.reset_password(clinic.admin, account_id)
