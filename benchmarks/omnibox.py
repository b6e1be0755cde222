"""From a key press in the omnibox to the painted result, among 100,000 and 1,000,000 patients, on both databases.

The real overlay is typed into, key by key, off screen: the time runs from the key event to the end of the paint that
shows the answer to what is typed then, with the search on its worker as in the program.

Usage: python -m benchmarks.omnibox [--size 100000] [--size 1000000] [--database sqlite|postgresql]
"""

import argparse
import os
import random
import sys
from statistics import quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.patient_search import NOW, SAMPLES, _database, fill
from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.ui.omnibox.overlay import Omnibox
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.omnibox import OmniboxViewModel
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import Clinic

_LEAST_LETTERS, _MOST_LETTERS = 2, 6


def main() -> None:
    """Prints p50 and p95 for each database and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    arguments = parser.parse_args()
    qt = QApplication([sys.argv[0], "-style", "fusion"])
    theme = Theme(qt)
    theme.apply(qt, first_picture=True)
    theme.load_fallback_fonts()
    print(f"{'database':<12} {'patients':>10} {'p50 ms':>8} {'p95 ms':>8}  goal p95")
    for kind in arguments.database or ("sqlite", "postgresql"):
        for size in arguments.size or (100_000, 1_000_000):
            with _database(kind) as database:
                clinic = fill(database, size)
                times = sorted(_measured(theme, database, clinic))
            cuts = quantiles(times, n=20)
            goal = 16 if size <= 100_000 else 33
            print(f"{kind:<12} {size:>10,} {cuts[9]:>8.1f} {cuts[18]:>8.1f}  {goal} ms", flush=True)


def _measured(theme: Theme, database: Database, clinic: Clinic) -> list[float]:
    """Milliseconds from each key to its painted answer."""
    tasks = Background.threads()
    window = QWidget()
    window.resize(1280, 800)
    patients = PatientService(database, lambda: NOW)
    session = Session(lambda: NOW)
    centre = Centre(clinic.kolkata, "Park Street", ZoneInfo("Asia/Kolkata"), "INR", "IN", "Lotus Clinic")
    session.begin(clinic.front_desk, (centre,), centre)
    model = OmniboxViewModel(lambda: patients, DayService(database, lambda: NOW), session, tasks.search, tuple)
    box = Omnibox(theme, window, model, session, QLocale("en_IN"))
    window.show()
    times: list[float] = []
    try:
        for typed in _typings(database):
            box.open()
            _until_idle(tasks)
            for letter in typed:
                started = perf_counter()
                _press(box, letter)
                _until_painted(box, model)
                times.append((perf_counter() - started) * 1000)
            box.close_box()
    finally:
        tasks.stop()
        window.close()
    # What the first keys pay for once is not what a key costs.
    return times[20:]


def _press(box: Omnibox, letter: str) -> None:
    """A key of any script; QTest knows those of ASCII only."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(box.edit, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _typings(database: Database) -> list[str]:
    """Parts of words of names, two words, ends and beginnings of phones, and whole names with one typo."""
    chance = random.Random(11)
    with database.read() as session:
        last = session.query(Patient.id).count()
        numbers = [chance.randrange(1, last + 1) for _ in range(SAMPLES // 2)]
        people = session.query(Patient.name, Patient.phone).filter(Patient.id.in_(numbers)).order_by(Patient.id).all()
    return [chance.choice(_WAYS)(chance, name, phone) for name, phone in people]


def _start(chance: random.Random, name: str, phone: str) -> str:
    return chance.choice(name.split())[: chance.randint(_LEAST_LETTERS, _MOST_LETTERS)]


def _inner(chance: random.Random, name: str, phone: str) -> str:
    return max(name.split(), key=len)[1 : 1 + chance.randint(_LEAST_LETTERS, _MOST_LETTERS)]


def _two_words(chance: random.Random, name: str, phone: str) -> str:
    return name[: name.index(" ") + 1 + chance.randint(1, 4)]


def _phone(chance: random.Random, name: str, phone: str) -> str:
    return chance.choice((phone[-6:], phone[3:9]))


def _typo(chance: random.Random, name: str, phone: str) -> str:
    place = chance.randrange(1, len(name) - 1)
    return name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]


_WAYS = (_start, _start, _inner, _two_words, _phone, _phone, _typo)


def _until_painted(box: Omnibox, model: OmniboxViewModel) -> None:
    """Runs the event loop until the answer to what is typed has been painted; also one that looks like the last."""
    loop = QEventLoop()

    def paint() -> None:
        if model.state.settled:
            box.list.update()

    def look() -> None:
        if model.state.settled:
            loop.quit()

    box.list.painted.connect(look)
    model.state_changed.connect(paint)
    paint()
    loop.exec()
    model.state_changed.disconnect(paint)
    box.list.painted.disconnect(look)


def _until_idle(tasks: Background) -> None:
    """Runs the event loop until every answer has been delivered."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if tasks.idle else None)
    timer.start(1)
    loop.exec()


if __name__ == "__main__":
    main()
