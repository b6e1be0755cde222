"""The worker: what leaves when, what is tried again, and what nobody gets twice."""

from datetime import datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message, MessageEvent
from clinic_desktop.domain.codes import MessageChannel
from clinic_desktop.services.messages.claims import claim_next
from clinic_desktop.services.messages.reminders import plan_reminders
from tests.builders import local
from tests.conftest import NOW
from tests.mail_server import USER, mail_server
from tests.services.conftest import MONDAY, TUESDAY


def states(outbox):
    return [(message.kind, message.state, message.problem) for message in outbox()]


def history(database, message_id):
    with database.read() as session:
        rows = session.execute(
            select(MessageEvent.action, MessageEvent.problem)
            .where(MessageEvent.message_id == message_id)
            .order_by(MessageEvent.id)
        ).all()
    return [(row.action, row.problem) for row in rows]


def test_nothing_leaves_before_the_time_to_undo_is_over(worker, booked, outbox, server, clock):
    assert worker.run_once().sent == 0
    clock.forward(seconds=10)
    assert worker.run_once().sent == 1
    assert states(outbox) == [("confirmation", "sent", "")]
    assert len(server.letters) == 1


def test_the_letter_says_what_was_booked_and_brings_it_into_the_calendar(worker, booked, server, clock):
    clock.forward(seconds=10)
    worker.run_once()
    (letter,) = server.letters
    assert str(letter["Subject"]) == "Your appointment on Monday, 23 November 2026 at 14:00"
    text = letter.get_body(("plain",)).get_content()
    assert "Dear Dev Malhotra" in text
    assert "With: Dr Anita Menon, General medicine" in text
    (file,) = letter.iter_attachments()
    calendar = icalendar.Calendar.from_ical(file.get_content())
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event["SEQUENCE"] == 1
    assert event["DTSTART"].params["TZID"] == "Asia/Kolkata"
    assert event.start == booked.period.start


def test_a_move_and_a_cancelling_change_the_same_entry_of_the_calendar(worker, booking, clinic, booked, server, clock):
    clock.forward(seconds=10)
    worker.run_once()
    moved = booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    clock.forward(seconds=10)
    worker.run_once()
    booking.cancel(clinic.front_desk, moved.id, moved.version, "Cannot come")
    clock.forward(seconds=10)
    worker.run_once()
    files = [icalendar.Calendar.from_ical(next(letter.iter_attachments()).get_content()) for letter in server.letters]
    events = [file.walk("VEVENT")[0] for file in files]
    assert [str(file["METHOD"]) for file in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["UID"]) for event in events}) == 1
    sequences = [event["SEQUENCE"] for event in events]
    assert sequences == sorted(set(sequences))
    assert "Before: Monday, 23 November 2026, 14:00" in server.letters[1].get_body(("plain",)).get_content()


def test_a_round_keeps_the_text_that_went(worker, messages, clinic, booked, outbox, clock):
    clock.forward(seconds=10)
    worker.run_once()
    view = messages.message(clinic.front_desk, outbox()[0].id)
    assert view.subject.startswith("Your appointment on Monday")
    assert [step.action for step in view.steps] == ["queued", "sent"]
    assert view.steps[-1].desk == "desk-1"


def test_a_refused_recipient_fails_at_once(worker, booked, outbox, server, clock, database):
    server.handler.answers["p2@example.org"] = "550 no such user"
    clock.forward(seconds=10)
    assert worker.run_once().failed == 1
    assert states(outbox) == [("confirmation", "failed", "recipient")]
    assert history(database, outbox()[0].id) == [("failed", "recipient")]


def test_a_server_that_says_later_is_asked_again_ever_more_seldom_for_a_day(worker, booked, outbox, server, clock):
    with_waits = []
    server.handler.answers["p2@example.org"] = "451 greylisted"
    clock.forward(seconds=10)
    # The visit must not be over before a day of tries is.
    _put_off_visit(worker, booked.id, clock.now.replace(second=0) + timedelta(days=3))
    for _ in range(9):
        assert (worker.run_once().put_off + worker.run_once().put_off) <= 1
        with_waits.append(outbox()[0].due_at - clock.now)
        clock.now = max(clock.now, outbox()[0].due_at)
    minutes = [int(wait.total_seconds() // 60) for wait in with_waits[:8]]
    assert minutes == [1, 5, 15, 60, 120, 240, 480, 480]
    assert states(outbox) == [("confirmation", "failed", "greylisted")]
    assert server.letters == []


def _put_off_visit(worker, appointment_id, start):
    """Makes the message about a later visit."""
    with worker._database.write() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.id == appointment_id)
            .values(starts_at=start, ends_at=start + timedelta(minutes=30))
        )
        row = session.scalars(select(Message)).one()
        row.data = row.data.replace("2026-11-23T08:30", f"{start:%Y-%m-%dT%H:%M}").replace(
            "2026-11-23T09:00", f"{start + timedelta(minutes=30):%Y-%m-%dT%H:%M}"
        )


def test_a_greylisted_message_leaves_at_the_next_try(worker, booked, outbox, server, clock):
    server.handler.answers["p2@example.org"] = "451 greylisted"
    clock.forward(seconds=10)
    worker.run_once()
    assert states(outbox) == [("confirmation", "queued", "greylisted")]
    server.handler.answers.clear()
    clock.forward(minutes=1)
    worker.run_once()
    assert states(outbox) == [("confirmation", "sent", "")]


def test_an_unreachable_server_is_left_alone_for_a_minute_and_blames_one_message_only(
    make_worker, use_mail, booking, clinic, booked, wish, outbox, clock
):
    use_mail(1)
    booking.book(clinic.front_desk, wish("15:00"))
    worker = make_worker()
    clock.forward(seconds=10)
    told = worker.run_once()
    assert (told.put_off, told.problem) == (1, "unreachable")
    assert worker.run_once().put_off == 0
    assert [message.problem for message in outbox()] == ["unreachable", ""]


def test_an_unknown_outcome_is_for_a_person_to_decide(worker, messages, clinic, booked, outbox, server, clock):
    server.handler.hang_up = True
    clock.forward(seconds=10)
    worker.run_once()
    assert states(outbox) == [("confirmation", "failed", "unknown")]
    clock.forward(hours=1)
    worker.run_once()
    assert len(server.letters) == 1
    server.handler.hang_up = False
    view = messages.message(clinic.front_desk, outbox()[0].id)
    messages.send_again(clinic.front_desk, view.row.id, view.row.version)
    clock.forward(minutes=2)
    worker.run_once()
    assert states(outbox) == [("confirmation", "sent", "")]
    assert len({str(letter["Message-ID"]) for letter in server.letters}) == 1


def test_a_claim_that_lapsed_is_not_sent_by_anybody_else(make_worker, worker, database, booked, outbox, server, clock):
    clock.forward(seconds=10)
    with database.write() as session:
        assert claim_next(session, MessageChannel.EMAIL, "dead#1", clock.now) is not None
    worker.run_once()
    assert states(outbox) == [("confirmation", "sending", "")]
    clock.forward(minutes=6)
    worker.run_once()
    assert states(outbox) == [("confirmation", "failed", "unknown")]
    assert history(database, outbox()[0].id) == [("failed", "unknown")]
    assert server.letters == []


def test_what_is_no_use_any_more_is_not_sent(worker, booked, outbox, server, clock):
    clock.now = booked.period.end
    assert worker.run_once().dropped == 1
    assert states(outbox) == [("confirmation", "dropped", "too_late")]
    assert server.letters == []


def _queue_by_force(database, message_id):
    """As two desks leave it of which one puts a message back at the moment when the other changes the visit."""
    with database.write() as session:
        session.execute(update(Message).where(Message.id == message_id).values(state="queued", problem=""))


def test_a_confirmation_of_a_visit_that_was_cancelled_does_not_leave_even_if_it_waits(
    worker, database, booking, clinic, booked, outbox, server, clock
):
    booking.cancel(clinic.front_desk, booked.id, booked.version, "Wrong person")
    (told,) = outbox()
    _queue_by_force(database, told.id)
    clock.forward(minutes=5)
    assert (worker.run_once().dropped, server.letters) == (1, [])
    assert states(outbox) == [("confirmation", "dropped", "overtaken")]


def test_the_letter_of_a_move_that_was_moved_on_does_not_leave_even_if_it_waits(
    worker, database, booking, clinic, booked, outbox, server, clock
):
    clock.forward(minutes=5)
    worker.run_once()
    doctor = clinic.doctors[0]
    first = booking.reschedule(clinic.front_desk, booked.id, booked.version, doctor, local(TUESDAY, "11:00"))
    booking.reschedule(clinic.front_desk, booked.id, first.version, doctor, local(TUESDAY, "12:00"))
    overtaken = next(told for told in outbox() if told.state == "dropped" and told.kind == "reschedule")
    _queue_by_force(database, overtaken.id)
    clock.forward(minutes=5)
    worker.run_once()
    assert states(outbox)[-2:] == [("reschedule", "dropped", "overtaken"), ("reschedule", "sent", "")]


def test_a_desk_without_a_mail_server_sends_nothing(make_worker, booked, outbox, clock):
    clock.forward(seconds=10)
    assert make_worker().run_once().problem == "not_ready"
    assert states(outbox) == [("confirmation", "queued", "")]


def test_a_worker_that_is_stopped_sends_nothing_more(worker, booked, outbox, clock):
    clock.forward(seconds=10)
    worker.stop()
    worker.run_once()
    assert states(outbox) == [("confirmation", "queued", "")]


def test_a_wrong_password_blames_the_server_and_not_the_message(
    make_worker, use_mail, account, booked, outbox, clock, tmp_path, monkeypatch
):
    with mail_server(tmp_path, encryption="starttls", login=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        use_mail(server.port, mail_host="localhost", mail_security="starttls", mail_user="somebody")
        worker = make_worker()
        clock.forward(seconds=10)
        assert worker.run_once().problem == "login"
        assert states(outbox) == [("confirmation", "queued", "login")]
        use_mail(server.port, mail_host="localhost", mail_security="starttls", mail_user=USER)
        clock.forward(minutes=2)
        assert worker.run_once().sent == 1


@pytest.mark.parametrize(("ahead", "sent"), [("24 h", True), ("25 h", False)])
def test_a_reminder_leaves_a_day_before(worker, booking, clinic, wish, outbox, clock, ahead, sent):
    clock.now = local(MONDAY, "09:00") - timedelta(days=3)
    view = booking.book(clinic.front_desk, wish("14:00"))
    clock.forward(seconds=10)
    worker.run_once()
    clock.now = view.period.start - timedelta(hours=int(ahead.split()[0]))
    worker.run_once()
    kinds = [message.kind for message in outbox()]
    assert kinds == (["confirmation", "reminder"] if sent else ["confirmation"])
    worker.run_once()
    assert len(outbox()) == len(kinds)


def test_reminders_are_planned_once_by_however_many_desks(make_worker, worker, booking, clinic, wish, outbox, clock):
    clock.now -= timedelta(days=3)
    view = booking.book(clinic.front_desk, wish("14:00"))
    clock.now = view.period.start - timedelta(hours=1)
    for name in ("desk-1", "desk-2", "desk-3"):
        make_worker(name).run_once()
    assert [message.kind for message in outbox()] == ["confirmation", "reminder"]
    assert all(message.state == "sent" for message in outbox())


def test_a_reminder_of_a_visit_that_was_moved_or_cancelled_meanwhile_is_not_sent(
    make_worker, worker, booking, clinic, wish, outbox, server, clock
):
    clock.now -= timedelta(days=3)
    view = booking.book(clinic.front_desk, wish("14:00"))
    clock.now = view.period.start - timedelta(hours=1)
    assert plan_reminders(worker._database, clock.now) == 1
    booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
    worker.run_once()
    assert [(m.kind, m.state) for m in outbox()] == [("confirmation", "dropped"), ("reminder", "dropped")]
    assert server.letters == []


def test_who_booked_an_hour_ago_is_not_reminded_of_tomorrow(worker, booking, clinic, wish, outbox, clock):
    booking.book(clinic.front_desk, wish("10:00", day=TUESDAY))
    clock.forward(hours=2)
    worker.run_once()
    assert [message.kind for message in outbox()] == ["confirmation"]


def test_reminders_that_are_switched_off_are_not_planned(
    worker, use_mail, server, booking, clinic, wish, outbox, clock
):
    use_mail(server.port, first_reminder_hours=0, second_reminder_hours=0)
    clock.now -= timedelta(days=3)
    view = booking.book(clinic.front_desk, wish("14:00"))
    clock.now = view.period.start - timedelta(minutes=30)
    worker.run_once()
    assert [message.kind for message in outbox()] == ["confirmation"]


def test_a_reminder_across_a_change_of_the_clocks_comes_a_day_of_hours_before(
    worker, booking, clinic, outbox, server, clock, wish
):
    # In Berlin the clocks go forward on Sunday, 28 March 2027, at 02:00.
    start = datetime.fromisoformat("2027-03-28T10:00:00+02:00")
    clock.now = NOW + timedelta(days=100)
    booking.book(clinic.front_desk, wish("14:00", day=clock.now.date() + timedelta(days=1)))
    with worker._database.write() as session:
        session.execute(
            update(Appointment).values(
                location_id=clinic.berlin, starts_at=start, ends_at=start + timedelta(minutes=30), created_at=NOW
            )
        )
        session.execute(update(Message).values(state="sent", created_at=NOW))
    clock.now = start - timedelta(hours=24, seconds=1)
    worker.run_once()
    assert server.letters == []
    clock.forward(minutes=1)
    worker.run_once()
    (letter,) = server.letters
    assert str(letter["Subject"]) == "Reminder: your appointment on Sunday, 28 March 2027 at 10:00"
