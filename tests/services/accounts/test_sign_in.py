"""Signing in: right and wrong passwords, counted tries, unlocking, changing the password."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account, LoginAttempt
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import (
    Invalid,
    NotSignedIn,
    SessionEnded,
    StaleRecord,
    TooManyTries,
    WrongCredentials,
)
from clinic_desktop.services.accounts import sign_in as sign_in_module
from clinic_desktop.services.accounts.passwords import cost_of, hashed, matches
from clinic_desktop.services.accounts.sign_in import SignInService
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock
from tests.services.accounts.people import NEW_PASSWORD, PASSWORD, give_password, history
from tests.services.tables import on_sqlite


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    give_password(database, clinic.front_desk.account_id, email="desk@lotus.example", phone="+919830011111")
    return clinic


@pytest.fixture
def service(database: Database, clock: SetClock, clinic: Clinic) -> SignInService:
    return SignInService(database, clock)


@pytest.fixture
def other_desk(database_url: str, clock: SetClock, service: SignInService) -> Iterator[SignInService]:
    """The same clinic from another computer, or after a restart."""
    other = Database(database_url)
    yield SignInService(other, clock)
    other.close()


def fail(service: SignInService, times: int, login: str = "front_desk") -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            service.sign_in(login, "wrong password", "desk-1")


@pytest.mark.parametrize(
    "login",
    ["front_desk", " Front_Desk ", "desk@lotus.example", "DESK@Lotus.example", "+91 98300 11111", "098300-11111"],
)
def test_email_username_and_phone_all_open_the_account(service: SignInService, clinic: Clinic, login: str) -> None:
    actor = service.sign_in(login, PASSWORD, "desk-1")
    assert actor.account_id == clinic.front_desk.account_id
    assert (actor.role, actor.location_ids, actor.desk) == (Role.FRONT_DESK, frozenset({clinic.kolkata}), "desk-1")


def test_who_is_a_doctor_no_more_is_not_narrowed_to_a_doctors_day(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    give_password(database, clinic.other_doctor.account_id)
    with database.write() as session:
        session.get_one(Account, clinic.other_doctor.account_id).role = Role.MANAGER
    assert service.sign_in("other_doctor", PASSWORD).practitioner_id is None


def test_a_doctor_and_a_patient_are_known_as_such(database: Database, service: SignInService, clinic: Clinic) -> None:
    give_password(database, clinic.other_doctor.account_id)
    give_password(database, clinic.patient.account_id)
    doctor = service.sign_in("other_doctor", PASSWORD)
    assert doctor.practitioner_id == clinic.doctors[1]
    assert doctor.location_ids == {clinic.kolkata, clinic.berlin}
    assert service.sign_in("patient", PASSWORD).patient_id == clinic.patients[0]


@pytest.mark.parametrize("login", ["front_desk", "nobody", "", "+919830099999", "x" * 500, "a\0b", "' OR 1=1 --"])
def test_wrong_password_and_unknown_person_get_the_same_answer(service: SignInService, login: str) -> None:
    with pytest.raises(WrongCredentials) as refusal:
        service.sign_in(login, "wrong password")
    assert refusal.value.code == "AUTH_002"
    assert refusal.value.args == ()


def test_an_unknown_person_costs_the_same_work(service: SignInService, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[int] = []
    real = sign_in_module.spend_the_time_of_a_check
    monkeypatch.setattr(
        sign_in_module, "spend_the_time_of_a_check", lambda text, cost: (hashes.append(cost), real(text, cost))
    )
    fail(service, 1, "nobody")
    assert hashes == [10]


def test_an_inactive_account_is_refused_like_a_wrong_password(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    with database.write() as session:
        session.execute(update(Account).where(Account.id == clinic.front_desk.account_id).values(active=False))
    with pytest.raises(WrongCredentials):
        service.sign_in("front_desk", PASSWORD)


def test_two_people_with_one_phone_cannot_sign_in_by_it(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    give_password(database, clinic.manager.account_id, phone="+919830011111")
    with pytest.raises(WrongCredentials):
        service.sign_in("+919830011111", PASSWORD)


def test_after_five_failures_even_the_right_password_has_to_wait(service: SignInService, clock: SetClock) -> None:
    started = clock.now
    fail(service, 1)
    clock.forward(minutes=5)
    fail(service, 4)
    with pytest.raises(TooManyTries) as refusal:
        service.sign_in("front_desk", PASSWORD)
    assert refusal.value.until == started + timedelta(minutes=15)
    clock.now = refusal.value.until
    assert service.sign_in("front_desk", PASSWORD).role is Role.FRONT_DESK


def test_all_logins_of_an_account_share_its_tries(service: SignInService) -> None:
    fail(service, 2, "front_desk")
    fail(service, 2, "desk@lotus.example")
    fail(service, 1, "+919830011111")
    with pytest.raises(TooManyTries):
        service.sign_in("front_desk", PASSWORD)


def test_tries_survive_a_restart(service: SignInService, other_desk: SignInService) -> None:
    fail(service, 5)
    with pytest.raises(TooManyTries):
        other_desk.sign_in("front_desk", PASSWORD)


def test_an_unknown_person_is_locked_out_too(service: SignInService) -> None:
    fail(service, 5, "nobody")
    with pytest.raises(TooManyTries):
        service.sign_in("nobody", PASSWORD)
    assert service.sign_in("front_desk", PASSWORD).role is Role.FRONT_DESK


def test_the_right_password_starts_the_count_anew(service: SignInService) -> None:
    for _ in range(3):
        fail(service, 4)
        service.sign_in("front_desk", PASSWORD)


def test_desks_that_try_at_the_same_time_get_five_tries_together(
    database: Database, service: SignInService, other_desk: SignInService
) -> None:
    answers: list[str] = []
    together = threading.Barrier(12)

    def guess(desk: SignInService) -> None:
        together.wait()
        try:
            desk.sign_in("front_desk", "wrong password")
        except (WrongCredentials, TooManyTries) as refusal:
            answers.append(refusal.code)

    threads = [threading.Thread(target=guess, args=(desk,)) for desk in (service, other_desk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["AUTH_002"] * 5 + ["AUTH_005"] * 7
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(LoginAttempt)) == 5


def test_history_tells_who_and_never_what_was_typed(database: Database, service: SignInService, clinic: Clinic) -> None:
    fail(service, 5)
    fail(service, 1, "my-secret-in-the-wrong-field")
    account_id = clinic.front_desk.account_id
    assert [event["account"] for event in history(database, "sign_in_failed")] == [account_id] * 5 + [None]
    assert len(history(database, "sign_in_blocked")) == 1
    with database.read() as session:
        events = session.scalars(select(AuditEvent)).all()
        attempts = session.scalars(select(LoginAttempt)).all()
    written = " ".join(f"{e.detail} {e.actor_name} {e.action}" for e in events) + " ".join(a.login for a in attempts)
    assert "secret" not in written
    assert "front_desk" not in written


def test_signing_in_is_recorded(database: Database, service: SignInService, clinic: Clinic, clock: SetClock) -> None:
    service.sign_in("front_desk", PASSWORD, "desk-1")
    account_id = clinic.front_desk.account_id
    assert history(database, "sign_in") == [{"account": account_id, "by": account_id}]
    with database.read() as session:
        assert session.get_one(Account, account_id).last_seen_at == clock.now


def test_a_higher_cost_is_taken_over_when_somebody_signs_in(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    with database.write() as session:
        session.execute(update(Setting).where(Setting.key == "bcrypt_cost").values(value="11"))
    service.sign_in("front_desk", PASSWORD)
    with database.read() as session:
        stored = session.get_one(Account, clinic.front_desk.account_id).password_hash
    assert cost_of(stored) == 11
    assert matches(PASSWORD, stored)


def test_a_higher_cost_never_brings_a_former_password_back(
    database: Database, service: SignInService, other_desk: SignInService, clinic: Clinic,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with database.write() as session:
        session.execute(update(Setting).where(Setting.key == "bcrypt_cost").values(value="11"))
    real = sign_in_module.hashed

    def meanwhile(password: str, cost: int) -> str:
        monkeypatch.setattr(sign_in_module, "hashed", real)
        other_desk.change_password(clinic.front_desk, PASSWORD, NEW_PASSWORD)
        return real(password, cost)

    monkeypatch.setattr(sign_in_module, "hashed", meanwhile)
    service.sign_in("front_desk", PASSWORD)
    assert service.sign_in("front_desk", NEW_PASSWORD)


def test_a_cost_under_ten_is_not_used() -> None:
    assert cost_of(hashed(PASSWORD, 4)) == 10


def test_an_account_without_a_hash_opens_to_no_password(service: SignInService) -> None:
    for password in ("", "!", PASSWORD):
        with pytest.raises(WrongCredentials):
            service.sign_in("manager", password)


def test_a_password_longer_than_bcrypt_reads_counts_to_the_end(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    long = "moths around the lamp " * 10
    give_password(database, clinic.front_desk.account_id, long)
    with pytest.raises(WrongCredentials):
        service.sign_in("front_desk", long[:-1])
    service.sign_in("front_desk", long)


def test_unlocking_takes_the_same_password_and_counts_the_same_tries(service: SignInService) -> None:
    actor = service.sign_in("front_desk", PASSWORD, "desk-1")
    assert service.unlock(actor, PASSWORD) == actor
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            service.unlock(actor, "wrong password")
    with pytest.raises(TooManyTries):
        service.unlock(actor, PASSWORD)
    with pytest.raises(TooManyTries):
        service.sign_in("front_desk", PASSWORD)


def test_whoever_left_cannot_unlock(database: Database, service: SignInService, clinic: Clinic) -> None:
    with database.write() as session:
        session.execute(update(Account).where(Account.id == clinic.front_desk.account_id).values(active=False))
    with pytest.raises(SessionEnded):
        service.unlock(clinic.front_desk, PASSWORD)
    with pytest.raises(SessionEnded):
        service.actor_for(clinic.front_desk.account_id)


def test_nobody_unlocks_or_changes_a_password_without_being_signed_in(service: SignInService) -> None:
    for verb in (
        lambda: service.unlock(None, PASSWORD),
        lambda: service.change_password(None, PASSWORD, NEW_PASSWORD),
        lambda: service.must_change_password(None),
    ):
        with pytest.raises(NotSignedIn):
            verb()


def test_a_changed_password_opens_and_the_old_one_does_not(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    service.change_password(clinic.front_desk, PASSWORD, NEW_PASSWORD)
    assert service.sign_in("front_desk", NEW_PASSWORD)
    with pytest.raises(WrongCredentials):
        service.sign_in("front_desk", PASSWORD)
    assert len(history(database, "change_password")) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("new", "problem"),
    [
        ("short", "too_short"),
        ("Password2026", "too_common"),
        ("my front_desk", "contains_name"),
        (PASSWORD, "used_before"),
    ],
)
def test_a_weak_new_password_is_refused(service: SignInService, clinic: Clinic, new: str, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        service.change_password(clinic.front_desk, PASSWORD, new)
    assert refusal.value.problems == {"password": problem}
    assert service.sign_in("front_desk", PASSWORD)


def test_the_wrong_old_password_counts_as_a_try(service: SignInService, clinic: Clinic) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            service.change_password(clinic.front_desk, "wrong password", NEW_PASSWORD)
    with pytest.raises(TooManyTries):
        service.change_password(clinic.front_desk, PASSWORD, NEW_PASSWORD)


def test_none_of_the_last_five_passwords_is_taken_again(
    database: Database, service: SignInService, clinic: Clinic
) -> None:
    passwords = [PASSWORD, *(f"moth number {number} sleeps" for number in range(1, 6))]
    for old, new in pairwise(passwords):
        service.change_password(clinic.front_desk, old, new)
    for used in passwords[1:]:
        with pytest.raises(Invalid) as refusal:
            service.change_password(clinic.front_desk, passwords[-1], used)
        assert refusal.value.problems == {"password": "used_before"}
    service.change_password(clinic.front_desk, passwords[-1], PASSWORD)


def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    service: SignInService, other_desk: SignInService, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sign_in_module.matches

    def meanwhile(password: str, stored: str) -> bool:
        monkeypatch.setattr(sign_in_module, "matches", real)
        other_desk.change_password(clinic.front_desk, PASSWORD, NEW_PASSWORD)
        return real(password, stored)

    monkeypatch.setattr(sign_in_module, "matches", meanwhile)
    with pytest.raises(WrongCredentials):
        service.sign_in("front_desk", PASSWORD)


def test_two_desks_that_change_a_password_at_once_do_not_both_win(
    service: SignInService, other_desk: SignInService, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sign_in_module.refuse_weak

    def meanwhile(password: str, names: tuple[str, ...]) -> None:
        real(password, names)
        monkeypatch.setattr(sign_in_module, "refuse_weak", real)
        other_desk.change_password(clinic.front_desk, PASSWORD, "a quicker moth wins")

    monkeypatch.setattr(sign_in_module, "refuse_weak", meanwhile)
    with pytest.raises(StaleRecord):
        service.change_password(clinic.front_desk, PASSWORD, NEW_PASSWORD)
    assert service.sign_in("front_desk", "a quicker moth wins")
