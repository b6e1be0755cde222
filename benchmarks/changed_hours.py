"""Saving changed hours that touch 500 appointments, and how late the window is meanwhile.

400 are moved to the doctor's own time, 50 to a colleague's, 30 cancelled (10 of them paid), 20 kept; with history,
audit, money, messages and notices, in one transaction. The window is timed once it is warm, from the question until all
is saved, the list of all visits included; beside it stands how late it is with nothing to do.

Usage: python -m benchmarks.changed_hours [--visits 500] [--runs 5] [--database sqlite|postgresql]
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import insert, update

from benchmarks.clinics import KINDS, NOW, clock, new_clinic, place
from benchmarks.timing import Row, report
from clinic_desktop.background.tasks import Tasks
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import AppointmentState, Channel, PaymentMethod, RuleKind
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.scheduling.values import AppointmentHit, Decision, NewHours, SavedChange, Treatment
from clinic_desktop.ui.scheduling.hit_choices import HitChoices
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel, Outcome
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import KOLKATA, Clinic, local, new_key

_LONGEST_TICK = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    application = QApplication([])
    rows: list[Row] = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            rows += measure(application, kind, where, options.visits, options.runs)
    report(rows)


def measure(application: QApplication, kind: str, where: str, visits: int, runs: int) -> list[Row]:
    """The medians of previewing, saving and undoing, and the worst the window was late."""
    previews, saves, undos = [], [], []
    for _ in range(runs):
        database, clinic = busy_clinic(where, visits)
        changes = HoursChangeService(database, clock)
        change = evenings(database, clinic)
        start = perf_counter()
        hits = changes.preview(clinic.manager, change)
        previews.append(perf_counter() - start)
        assert len(hits) == visits
        start = perf_counter()
        done = changes.save(clinic.manager, change, mixed(hits), "The doctor works in the evenings now")
        saves.append(perf_counter() - start)
        assert done.moved + done.cancelled + done.kept == visits
        database.close()
        database, clinic = busy_clinic(where, visits)
        changes = HoursChangeService(database, clock)
        change = evenings(database, clinic)
        hits = changes.preview(clinic.manager, change)
        # Money that went back stays back, so here nobody is cancelled.
        decisions = [
            replace(one, treatment=Treatment.KEEP) if one.treatment is Treatment.CANCEL else one for one in mixed(hits)
        ]
        token = changes.save(clinic.manager, change, decisions).undo
        assert token is not None
        start = perf_counter()
        changes.undo(clinic.manager, token)
        undos.append(perf_counter() - start)
        database.close()
    # The first time pays for what is imported and compiled once in the life of the program.
    worst_lateness(application, where, visits)
    late = median(worst_lateness(application, where, visits) for _ in range(runs))
    return [
        Row(f"look whom the hours hit, {visits} visits, {kind}", median(previews) * 1000),
        Row(f"save them, {kind}", median(saves) * 1000, goal="at most 500 ms"),
        Row(f"undo them, {kind}", median(undos) * 1000),
        Row(f"the window at its latest, {kind}", late, goal="at most 50 ms"),
        Row("the window at its latest with nothing to do", median(idle_lateness(application) for _ in range(runs))),
    ]


def worst_lateness(application: QApplication, where: str, visits: int) -> float:
    """How long the interface thread was away at most, in milliseconds, from the question until all is saved."""
    database, clinic = busy_clinic(where, visits)
    tasks = Tasks(1, "database")
    session = signed_in(clinic)
    model = ChangeViewModel(session, HoursChangeService(database, clock), tasks)
    window = QWidget()
    theme = Theme()
    choices = HitChoices(theme, model, session, QLocale("en_IN"), window)
    choices.resize(760, 480)
    window.resize(800, 520)
    window.show()
    for _ in range(20):
        application.processEvents()
    worst = 0.0
    since = QElapsedTimer()
    since.start()

    def tick() -> None:
        nonlocal worst
        worst = max(worst, since.nsecsElapsed() / 1e6 - _LONGEST_TICK)
        since.restart()

    ticking = QTimer(interval=_LONGEST_TICK)
    ticking.timeout.connect(tick)
    ticking.start()
    saved: list[SavedChange] = []
    model.kept.connect(saved.append)

    def answered() -> None:
        if model.state.hits and not model.state.busy:
            pairs = zip(model.state.hits, mixed(model.state.hits), strict=True)
            outcomes = {hit.id: outcome(hit, decision) for hit, decision in pairs}
            model.show_state(outcomes=outcomes, reason="Evenings")
            model.save()

    model.previewed.connect(answered)
    model.ask_about(evenings(database, clinic))
    limit = perf_counter() + 30
    while not saved and perf_counter() < limit:
        application.processEvents()
    assert saved
    ticking.stop()
    tasks.stop()
    window.close()
    database.close()
    return worst


def idle_lateness(application: QApplication) -> float:
    """How late the ticks are, in milliseconds, while nothing is done for half a second."""
    worst, since, limit = 0.0, QElapsedTimer(), perf_counter() + 0.5
    since.start()
    while perf_counter() < limit:
        application.processEvents()
        worst = max(worst, since.nsecsElapsed() / 1e6 - _LONGEST_TICK)
        since.restart()
    return worst


def signed_in(clinic: Clinic) -> Session:
    """The manager at the centre in Kolkata."""
    session = Session(clock)
    kolkata = Centre(clinic.kolkata, "Park Street", KOLKATA, "INR", "IN", "Lotus Clinic")
    session.begin(clinic.manager, (kolkata,), kolkata)
    return session


def busy_clinic(where: str, visits: int) -> tuple[Database, Clinic]:
    """A clinic whose first doctor has so many visits to come, half an hour each; ten of the last thirty are paid."""
    database, clinic = new_clinic(where)
    starts: list[datetime] = []
    day = NOW.date()
    while len(starts) < visits:
        if day.weekday() < 6:
            hours = [hour * 60 + half for hour in (9, 10, 11, 12, 14, 15, 16) for half in (0, 30)]
            starts += [local(day, f"{minute // 60:02d}:{minute % 60:02d}") for minute in hours]
        day += timedelta(days=1)
    rows = [
        {
            "request_key": new_key(), "patient_id": clinic.patients[number % len(clinic.patients)],
            "practitioner_id": clinic.doctors[0], "location_id": clinic.kolkata, "service_id": clinic.consultation,
            "starts_at": start, "ends_at": start + timedelta(minutes=30), "state": AppointmentState.CONFIRMED,
            "state_changed_at": NOW, "patient_name": "Asha Rao", "practitioner_name": "Dr Anita Menon",
            "service_name": "Consultation", "amount_minor": 50_000, "currency": "INR", "channel": Channel.PHONE,
            "created_at": NOW,
        }
        for number, start in enumerate(starts[:visits])
    ]  # fmt: skip
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
        session.execute(insert(Appointment), rows)
    payments = PaymentService(database, clock)
    found = HoursChangeService(database, clock).preview(clinic.manager, evenings(database, clinic))
    for hit in found[450:460]:
        invoice = payments.issue(clinic.manager, hit.id)
        assert invoice.id is not None
        payments.take(
            clinic.manager, invoice.id, invoice.version, (DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key()),)
        )
    return database, clinic


def evenings(database: Database, clinic: Clinic) -> NewHours:
    """The doctor works from 17:00 to 24:00 instead: every visit is hit."""
    view = HoursService(database, clock).hours(clinic.manager, clinic.doctors[0])
    work = [rule for rule in view.rules if rule.kind is RuleKind.WORK]
    rules = tuple(replace(rule, start_minute=17 * 60, end_minute=24 * 60) for rule in work)
    return NewHours(clinic.doctors[0], view.version, rules)


def mixed(hits: Sequence[AppointmentHit]) -> list[Decision]:
    """400 to the doctor's own time, 50 to a colleague's, 30 cancelled, the rest kept."""
    decisions = []
    for number, hit in enumerate(hits):
        time = hit.own if number < 400 else hit.other if number < 450 else None
        if time is not None:
            start = time.period.start
            decisions.append(Decision(hit.id, hit.version, Treatment.MOVE, time.practitioner_id, start))
        else:
            treatment = Treatment.CANCEL if 450 <= number < 480 else Treatment.KEEP
            decisions.append(Decision(hit.id, hit.version, treatment))
    return decisions


def outcome(hit: AppointmentHit, decision: Decision) -> Outcome:
    """The decision as the list shows it."""
    if decision.treatment is not Treatment.MOVE:
        return Outcome(decision.treatment)
    return Outcome(decision.treatment, hit.own if decision.practitioner_id == hit.practitioner_id else hit.other)


if __name__ == "__main__":
    main()
