"""The permission table, cell by cell: what each role may do to its own, at its centre, and elsewhere in the clinic."""

import pytest

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotAllowed, NotSignedIn
from clinic_desktop.domain.permissions import TABLE, Actor, Permission, Scope, permits, require, scope_of

# Columns: admin, manager, centre manager, doctor, care coordinator, front desk, patient.
# W: the whole clinic; C: own centres; O: what is the person's own; -: nowhere.
EXPECTED = """
see_appointments     W W C O C C O
book                 W W C O C C O
reschedule           W W C O C C O
cancel               W W C O C C O
approve              W W C - - C -
squeeze_in           W - - - - C -
book_outside_hours   W W C O - - -
check_in             W W C O - C -
call_in              W W C O - C -
complete             - - - O - - -
mark_no_show         W W C O - C -
see_patients         W W C O C C O
edit_patients        W W C - C C O
merge_patients       W W C - - - -
read_notes           - - - O - - -
write_notes          - - - O - - -
read_history         - - - O - - O
write_history        - - - O - - -
take_payment         W W C - - C -
see_payments         W W C - - C O
refund               W W C - - - -
approve_refund       W W C - - - -
set_any_refund       W - - - - - -
keep_till            W W C - - C -
see_tills            W W C - - - -
pay_out              W W - - - - -
reconcile            W W C - - - -
see_earnings         W W C O - - -
edit_hours           W W C O - - -
say_late             W W C O - C -
edit_waiting_list    W W C O C C -
see_messages         W W C - C C -
edit_practitioners   W W C O - - -
verify_registration  W W - - - - -
edit_staff           W W C - - - -
edit_locations       W W - - - - -
edit_services        W W - - - - -
see_overview         W W C - - - -
edit_settings        W - - - - - -
see_audit            W W C - - - -
"""
ROLES = (
    Role.ADMIN,
    Role.MANAGER,
    Role.CENTRE_MANAGER,
    Role.DOCTOR,
    Role.CARE_COORDINATOR,
    Role.FRONT_DESK,
    Role.PATIENT,
)
SCOPES = {"W": Scope.CLINIC, "C": Scope.CENTRE, "O": Scope.OWN, "-": Scope.NONE}
CELLS = [
    (role, Permission(line.split()[0]), SCOPES[cell])
    for line in EXPECTED.split("\n")
    if line
    for role, cell in zip(ROLES, line.split()[1:], strict=True)
]

HERE, ELSEWHERE = 1, 2
ME, SOMEBODY = 10, 11


def person(role: Role) -> Actor:
    """Somebody of that role who works at the centre HERE, and is doctor or patient ME."""
    return Actor(
        account_id=5,
        role=role,
        name="Test",
        location_ids=frozenset({HERE}),
        practitioner_id=ME if role is Role.DOCTOR else None,
        patient_id=ME if role is Role.PATIENT else None,
    )


def test_the_expected_table_has_every_cell_once() -> None:
    assert {(role, permission) for role, permission, _ in CELLS} == {(r, p) for r in Role for p in Permission}
    assert len(CELLS) == len(Role) * len(Permission)


@pytest.mark.parametrize(("role", "permission", "scope"), CELLS)
def test_a_permission_reaches_as_far_as_the_table_says(role: Role, permission: Permission, scope: Scope) -> None:
    assert scope_of(role, permission) is scope


def everything_of(role: Role, mine: bool) -> dict[str, int]:
    """What says whose something is, for who has things of their own."""
    owner = ME if mine else SOMEBODY
    return {"patient_id": owner} if role is Role.PATIENT else {"practitioner_id": owner}


@pytest.mark.parametrize(("role", "permission", "scope"), CELLS)
@pytest.mark.parametrize("location_id", [HERE, ELSEWHERE])
@pytest.mark.parametrize("mine", [True, False])
def test_somebody_may_do_it_exactly_where_the_scope_reaches(
    role: Role, permission: Permission, scope: Scope, location_id: int, mine: bool
) -> None:
    reaches = {
        Scope.CLINIC: True,
        Scope.CENTRE: location_id == HERE,
        Scope.OWN: mine,
        Scope.NONE: False,
    }[scope]
    what = {"location_id": location_id, **everything_of(role, mine)}
    assert permits(person(role), permission, **what) is reaches
    if reaches:
        require(person(role), permission, **what)
    else:
        with pytest.raises(NotAllowed) as refusal:
            require(person(role), permission, **what)
        assert (refusal.value.permission, refusal.value.code) == (permission, "AUTH_004")


@pytest.mark.parametrize(("role", "permission", "scope"), CELLS)
def test_a_menu_asks_whether_it_is_permitted_anywhere(role: Role, permission: Permission, scope: Scope) -> None:
    assert permits(person(role), permission) is (scope is not Scope.NONE)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_do_anything_without_signing_in(permission: Permission) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        require(None, permission)
    assert refusal.value.code == "AUTH_001"


def test_nobody_can_change_the_table() -> None:
    with pytest.raises(TypeError):
        TABLE[Role.PATIENT][Permission.EDIT_STAFF] = Scope.CLINIC  # type: ignore[index]
