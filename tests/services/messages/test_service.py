"""Messages as screens show them, what a person does with one, and the clinic's own wording."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import MessageKind, MessageState
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, StaleRecord, WordingRefused
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.domain.wording import Wording
from clinic_desktop.integrations.mail import STEPS
from clinic_desktop.services.messages.values import MessageFilter
from clinic_desktop.services.messages.wording_service import WordingService
from tests.builders import local
from tests.mail_server import PASSWORD, USER, mail_server
from tests.services.conftest import MONDAY, TUESDAY


@pytest.fixture
def wordings(database, clock):
    return WordingService(database, clock)


def test_the_list_is_filtered_by_state_kind_day_and_patient(messages, booking, clinic, wish, worker, clock):
    first = booking.book(clinic.front_desk, wish("14:00"))
    clock.forward(seconds=10)
    worker.run_once()
    booking.cancel(clinic.front_desk, first.id, first.version, "Ill")
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))

    def found(**wanted):
        return [row.kind for row in messages.listing(clinic.front_desk, MessageFilter(**wanted)).rows]

    assert found() == ["confirmation", "cancellation", "confirmation"]
    assert found(states=frozenset({MessageState.SENT})) == ["confirmation"]
    assert found(kinds=frozenset({MessageKind.CANCELLATION})) == ["cancellation"]
    assert found(patient_id=clinic.patients[2]) == ["confirmation"]
    assert found(appointment_id=first.id) == ["cancellation", "confirmation"]
    assert len(found(day=MONDAY)) == 3
    assert found(day=TUESDAY) == []


def test_a_long_list_comes_in_pages(messages, booking, clinic, wish):
    for time in ("14:00", "14:30", "15:00"):
        booking.book(clinic.front_desk, wish(time))
    first = messages.listing(clinic.front_desk, MessageFilter(), limit=2)
    second = messages.listing(clinic.front_desk, MessageFilter(), before_id=first.before_id, limit=2)
    assert [len(first.rows), len(second.rows), second.before_id] == [2, 1, None]


def test_a_desk_sees_the_messages_of_its_own_centre_only(messages, clinic, booked, outbox):
    number = outbox()[0].id
    assert messages.listing(clinic.berlin_desk, MessageFilter()).rows == ()
    with pytest.raises(NotAllowed):
        messages.message(clinic.berlin_desk, number)
    for stranger in (clinic.patient, clinic.doctor):
        with pytest.raises(NotAllowed):
            messages.listing(stranger, MessageFilter())
    with pytest.raises(NotAllowed):
        messages.message(clinic.front_desk, 999)
    with pytest.raises(NotFound):
        messages.message(clinic.admin, 999)


def test_a_message_that_waits_shows_what_it_will_say(messages, clinic, booked, outbox):
    view = messages.message(clinic.front_desk, outbox()[0].id)
    assert "Dear Dev Malhotra" in view.text
    assert (view.can_send, view.can_drop) == (True, True)
    assert view.row.starts_at == local(MONDAY, "14:00")
    assert [(step.action, step.by_name) for step in view.steps] == [("queued", "Front Desk")]


def test_a_message_taken_back_by_hand_stays(messages, clinic, booked, worker, clock, server):
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    messages.drop(clinic.front_desk, row.id, row.version)
    clock.forward(seconds=10)
    worker.run_once()
    assert server.letters == []
    with pytest.raises(StaleRecord):
        messages.drop(clinic.front_desk, row.id, row.version)
    view = messages.message(clinic.front_desk, row.id)
    with pytest.raises(Invalid) as refused:
        messages.drop(clinic.front_desk, row.id, view.row.version)
    assert refused.value.problems == {"message": "has_left"}


def test_what_was_taken_back_leaves_after_all_when_it_is_put_back(messages, clinic, booked, worker, clock, server):
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    messages.drop(clinic.front_desk, row.id, row.version)
    dropped = messages.message(clinic.front_desk, row.id).row
    messages.put_back(clinic.front_desk, row.id, dropped.version)
    view = messages.message(clinic.front_desk, row.id)
    assert (view.row.state, view.row.problem, view.row.due_at) == (MessageState.QUEUED, "", row.due_at)
    assert [step.action for step in view.steps] == ["queued", "dropped", "put_back"]
    clock.forward(seconds=10)
    worker.run_once()
    assert len(server.letters) == 1
    with pytest.raises(Invalid) as refused:
        messages.put_back(clinic.front_desk, row.id, messages.message(clinic.front_desk, row.id).row.version)
    assert refused.value.problems == {"message": "has_left"}


def _version(messages, clinic, told):
    return messages.message(clinic.front_desk, told.id).row.version


def _refused(verb, messages, clinic, told):
    with pytest.raises(Invalid) as refused:
        verb(clinic.front_desk, told.id, _version(messages, clinic, told))
    return refused.value.problems["message"]


def test_a_new_time_that_was_overtaken_is_neither_put_back_nor_sent_again(
    messages, booking, clinic, booked, outbox, leave
):
    leave()
    doctor = clinic.doctors[0]
    moved = booking.reschedule(clinic.front_desk, booked.id, booked.version, doctor, local(TUESDAY, "10:00"))
    moved = booking.reschedule(clinic.front_desk, booked.id, moved.version, doctor, local(TUESDAY, "11:00"))
    confirmation, overtaken, last = outbox()
    assert _refused(messages.put_back, messages, clinic, overtaken) == "overtaken"
    assert _refused(messages.send_again, messages, clinic, overtaken) == "overtaken"
    assert _refused(messages.send_again, messages, clinic, confirmation) == "overtaken"
    messages.send_again(clinic.front_desk, last.id, _version(messages, clinic, last))

    booking.reschedule(clinic.front_desk, booked.id, moved.version, doctor, local(TUESDAY, "10:00"))
    messages.send_again(clinic.front_desk, overtaken.id, _version(messages, clinic, overtaken))


def test_that_a_visit_is_cancelled_is_not_sent_once_it_stands_again(messages, booking, clinic, booked, outbox, leave):
    leave()
    gone = booking.cancel(clinic.front_desk, booked.id, booked.version, "Mistake")
    booking.undo(clinic.front_desk, gone.id, gone.version)
    confirmation, cancellation = outbox()
    assert _refused(messages.put_back, messages, clinic, cancellation) == "overtaken"
    messages.send_again(clinic.front_desk, confirmation.id, _version(messages, clinic, confirmation))


def test_what_a_message_is_about_being_over_it_is_not_sent_again(messages, clinic, booked, outbox, leave, clock):
    leave()
    clock.now = booked.period.end
    (confirmation,) = outbox()
    assert _refused(messages.send_again, messages, clinic, confirmation) == "too_late"


def test_messages_are_found_by_a_part_of_the_name_or_address(messages, clinic, booking, wish):
    booking.book(clinic.front_desk, wish("14:00"))
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))

    def found(text):
        return [row.patient_id for row in messages.listing(clinic.front_desk, MessageFilter(text=text)).rows]

    whole = messages.listing(clinic.front_desk, MessageFilter()).rows[0]
    assert found(whole.recipient.upper()[:5]) == [clinic.patients[2]]
    assert found(whole.address) == [clinic.patients[2]]
    assert found("100%") == []


def test_whoever_caused_a_message_knows_when_it_leaves(messages, clinic, booking, wish, clock, use_mail):
    view = booking.book(clinic.front_desk, wish("14:00"))
    since = clock.now
    assert messages.leaving(clinic.front_desk, (view.id,), since) is None, "no mail server is known"
    use_mail(25)
    leaving = messages.leaving(clinic.front_desk, (view.id,), since)
    assert leaving is not None and leaving.due_at == clock.now + timedelta(seconds=10)
    assert messages.leaving(clinic.coordinator, (view.id,), since) is None
    assert messages.leaving(clinic.front_desk, (view.id,), since + timedelta(seconds=1)) is None


def test_it_is_said_when_a_patient_without_an_address_has_to_be_told(messages, clinic, booking, wish, clock, use_mail):
    use_mail(25)
    view = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[-1]))
    assert messages.leaving(clinic.front_desk, (view.id,), clock.now) is None, "they heard it when they booked"
    since = clock.forward(minutes=1) or clock.now
    booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
    leaving = messages.leaving(clinic.front_desk, (view.id,), since)
    assert leaving is not None and leaving.due_at is None


def test_what_was_sent_goes_again_as_a_new_message(messages, clinic, booked, worker, clock, server):
    clock.forward(seconds=10)
    worker.run_once()
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    number = messages.send_again(clinic.front_desk, row.id, row.version)
    assert number != row.id
    worker.run_once()
    assert len({str(letter["Message-ID"]) for letter in server.letters}) == 2
    assert [step.action for step in messages.message(clinic.front_desk, number).steps] == ["queued", "again", "sent"]


def test_a_message_goes_again_to_the_address_of_today(database, messages, clinic, booked, worker, clock, server):
    server.handler.answers["p2@example.org"] = "550 no such user"
    clock.forward(seconds=10)
    worker.run_once()
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    with database.write() as session:
        session.execute(update(Patient).where(Patient.id == clinic.patients[1]).values(email="new@example.org"))
    messages.send_again(clinic.front_desk, row.id, row.version)
    worker.run_once()
    assert str(server.letters[0]["To"]) == "Dev Malhotra <new@example.org>"


def test_nothing_goes_to_who_has_no_address_or_while_it_is_being_sent(database, messages, clinic, booked):
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    with database.write() as session:
        session.execute(update(Message).values(state="sending"))
    for verb in (messages.send_again, messages.drop):
        with pytest.raises(Invalid) as refused:
            verb(clinic.front_desk, row.id, row.version)
        assert refused.value.problems == {"message": "being_sent"}
    with database.write() as session:
        session.execute(update(Message).values(state="failed"))
        session.execute(update(Patient).values(email=""))
    with pytest.raises(Invalid) as refused:
        messages.send_again(clinic.front_desk, row.id, row.version)
    assert refused.value.problems == {"message": "no_address"}


def test_the_state_tells_what_waits_and_what_failed(messages, clinic, booking, wish, worker, clock, server):
    booking.book(clinic.front_desk, wish("14:00"))
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))
    server.handler.answers["p2@example.org"] = "550 no such user"
    assert messages.state(clinic.front_desk).waiting == 0
    clock.forward(seconds=10)
    assert messages.state(clinic.front_desk).waiting == 2
    worker.run_once()
    state = messages.state(clinic.front_desk)
    assert (state.lacks, state.waiting, state.failed, state.last_sent_at) == ("", 0, 1, clock.now)
    assert messages.state(clinic.front_desk, clinic.kolkata).failed == 1
    assert messages.state(clinic.admin, clinic.berlin).failed == 0
    with pytest.raises(NotAllowed):
        messages.state(clinic.front_desk, clinic.berlin)


def test_the_test_of_the_settings_goes_through_every_step(messages, clinic, server):
    settings = replace(
        ClinicSettings(), mail_host="127.0.0.1", mail_port=server.port, mail_security="none", mail_from="a@b.example"
    )
    told = messages.test_mail(clinic.admin, settings, None, "admin@example.org")
    assert (told.steps, told.reason) == (STEPS, "")
    assert str(server.letters[0]["To"]) == "admin@example.org"
    with pytest.raises(NotAllowed):
        messages.test_mail(clinic.front_desk, settings, None, "admin@example.org")


@pytest.mark.parametrize(
    ("change", "steps", "reason"),
    [
        ({"mail_host": ""}, 0, "no_host"),
        ({"mail_host": "mail.invalid"}, 0, "name"),
        ({"mail_port": 1}, 1, "unreachable"),
        ({"mail_security": "starttls"}, 2, "no_encryption"),
        ({"mail_user": "x"}, 3, "no_login"),
        ({"mail_from": "nonsense"}, 0, "sender"),
    ],
)
def test_the_test_of_the_settings_says_how_far_it_came(messages, clinic, server, change, steps, reason):
    settings = replace(
        ClinicSettings(),
        **(
            {"mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "none", "mail_from": "a@b.c"} | change
        ),
    )
    told = messages.test_mail(clinic.admin, settings, "secret", "admin@example.org")
    assert (len(told.steps), told.reason) == (steps, reason)


def test_a_password_without_a_key_store_holds_until_the_program_ends(messages, account, clinic, monkeypatch):
    monkeypatch.setattr("clinic_desktop.integrations.key_store._backend", lambda: None)
    monkeypatch.setattr(account, "_environment", {})
    settings = replace(ClinicSettings(), mail_host="h", mail_user="u", mail_from="a@b.c")
    assert account.server_of(settings).password == ""
    assert messages.keep_password(clinic.admin, settings, "otter") is False
    assert account.server_of(settings).password == "otter"
    with pytest.raises(NotAllowed):
        messages.keep_password(clinic.front_desk, settings, "x")


def test_the_clinics_own_wording_is_sent(wordings, clinic, booked, worker, clock, server):
    own = Wording("Bis {date_numbers}", "Guten Tag {patient_name}\n\n{time} Uhr")
    wordings.save(clinic.admin, MessageKind.CONFIRMATION, "", own, 0)
    clock.forward(seconds=10)
    worker.run_once()
    assert str(server.letters[0]["Subject"]) == "Bis 2026-11-23"
    assert "Guten Tag Dev Malhotra" in server.letters[0].get_body(("plain",)).get_content()


def test_a_patient_reads_their_own_language_where_there_is_wording_in_it(
    database, wordings, booking, clinic, wish, worker, clock, server
):
    wordings.save(clinic.admin, MessageKind.CONFIRMATION, "de", Wording("Ihr Termin", "Hallo {patient_name}"), 0)
    with database.write() as session:
        session.execute(update(Patient).where(Patient.id == clinic.patients[1]).values(language="de-AT"))
    booking.book(clinic.front_desk, wish("14:00"))
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))
    clock.forward(seconds=10)
    worker.run_once()
    assert [str(letter["Subject"])[:10] for letter in server.letters] == ["Ihr Termin", "Your appoi"]


def test_wording_is_listed_changed_once_and_given_back(wordings, clinic):
    kind = MessageKind.REMINDER
    assert [view.kind for view in wordings.listing(clinic.admin)] == list(MessageKind)
    wordings.save(clinic.admin, kind, "", Wording("A", "B"), 0)
    view = next(view for view in wordings.listing(clinic.admin) if view.kind == kind)
    assert (view.own, view.wording, view.changed_by) == (True, Wording("A", "B"), "Admin")
    with pytest.raises(StaleRecord):
        wordings.save(clinic.admin, kind, "", Wording("C", "D"), 0)
    wordings.save(clinic.admin, kind, "", Wording("C", "D"), view.version)
    with pytest.raises(StaleRecord):
        wordings.save(clinic.admin, kind, "", Wording("E", "F"), view.version)
    wordings.reset(clinic.admin, kind, "")
    view = next(view for view in wordings.listing(clinic.admin) if view.kind == kind)
    assert (view.own, view.wording) == (False, DEFAULT_WORDING[kind])


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_default_wording_can_be_previewed(wordings, clinic, kind):
    shown = wordings.preview(clinic.admin, kind, DEFAULT_WORDING[kind])
    assert "Asha Rao" in shown.text
    assert "{" not in shown.subject + shown.text


def test_wording_that_cannot_be_sent_is_refused_when_it_is_saved(wordings, clinic):
    with pytest.raises(WordingRefused) as refused:
        wordings.save(clinic.admin, MessageKind.CONFIRMATION, "", Wording("Hi", "Hi {pateint}"), 0)
    assert (refused.value.part, refused.value.problem, refused.value.found) == ("body", "unknown_field", "pateint")
    with pytest.raises(NotAllowed):
        wordings.listing(clinic.manager)
    with pytest.raises(Invalid):
        wordings.save(clinic.admin, MessageKind.CONFIRMATION, "no such thing!", Wording("Hi", "Hi"), 0)


def test_two_desks_that_take_one_message_back_do_it_once(messages, clinic, booked):
    (row,) = messages.listing(clinic.front_desk, MessageFilter()).rows
    refused = []

    def drop():
        try:
            messages.drop(clinic.front_desk, row.id, row.version)
        except (StaleRecord, Invalid) as refusal:
            refused.append(refusal)

    desks = [threading.Thread(target=drop) for _ in range(4)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(refused) == 3
    assert messages.message(clinic.front_desk, row.id).row.state == "dropped"


def test_a_server_that_wants_a_login_gets_the_password_of_the_environment(
    messages, account, clinic, tmp_path, monkeypatch
):
    with mail_server(tmp_path, encryption="tls", login=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        settings = replace(
            ClinicSettings(), mail_host="localhost", mail_port=server.port, mail_security="tls", mail_user=USER,
            mail_from="a@b.example",
        )  # fmt: skip
        assert account.server_of(settings).password == PASSWORD
        assert messages.test_mail(clinic.admin, settings, None, "admin@example.org").reason == ""
        assert messages.test_mail(clinic.admin, settings, "wrong", "admin@example.org").reason == "login"
