"""Keeps what the search looks things up in, in step with the patients: in the transaction that changes them."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, insert, literal_column, select, text, update
from sqlalchemy import table as table_named
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.search import (
    search_gap,
    search_part,
    search_patient,
    search_phone,
    search_posting,
    search_word,
)
from clinic_desktop.domain.search_words import (
    TYPO_LENGTHS,
    digits_of,
    gaps,
    heads,
    inner_parts,
    name_words,
    national_digits,
    pair_of,
    staleness,
)

HEAD = "^"
PAIR = "~"
FROM_END = "<"
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one patient."""

    patient_id: int
    staleness: int
    words: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def tokens(self) -> list[str]:
        """The words, what they begin with, and what each two of them begin with."""
        beginnings = {HEAD + head for word in self.words for head in heads(word)}
        pairs = {PAIR + pair_of(one, other) for one, other in combinations(self.words, 2)}
        return sorted({*self.words, *beginnings, *pairs})

    @property
    def digits(self) -> list[str]:
        """The phone as people type it: international, national, and from the end."""
        return sorted({*self.phones, *(FROM_END + phone[::-1] for phone in self.phones[:1])})

    @property
    def row(self) -> dict[str, object]:
        """The row of ``search_patient``."""
        return {
            "patient_id": self.patient_id,
            "staleness": self.staleness,
            "words": "".join(f" {word}" for word in self.words),
            "phones": " ".join(self.phones),
        }

    @classmethod
    def of_row(cls, row: Any) -> "Entry":
        """The entry that a row of ``search_patient`` was made from."""
        return cls(row.patient_id, row.staleness, tuple(row.words.split()), tuple(row.phones.split()))

    @classmethod
    def of_patient(cls, patient_id: int, name: str, phone: str, last_day: date) -> "Entry":
        """What to index for a patient with that name and phone (E.164) who was last here on that day."""
        return cls(patient_id, staleness(last_day), tuple(spellings(name)), tuple(phone_digits(phone)))


def spellings(name: str) -> list[str]:
    """The distinct words of a name, and after them the same words in Latin letters where they have others."""
    words = name_words(name)
    if not all(word.isascii() for word in words):
        from anyascii import anyascii

        letters = "".join(c if c.isalpha() or c.isspace() or not c.isprintable() or _is_sign(c) else " " for c in name)
        words = words + name_words(anyascii(letters)) if letters.strip() else words
    return list(dict.fromkeys(words))


def phone_digits(phone: str) -> list[str]:
    """The international digits of an E.164 number and the national ones, without zeros in front."""
    international = digits_of(phone)
    national = national_digits(phone).lstrip("0")
    return [digits for digits in dict.fromkeys((international, national)) if digits]


def index_patient(session: Session, patient: Patient) -> None:
    """Makes the patient found by the present name and phone; one who is inactive or merged away by nothing.

    The patient has an id: flush before.
    """
    if not patient.active or patient.merged_into_id is not None:
        forget_patient(session, patient.id)
        return
    last = patient.last_visit_at or patient.registered_at
    _replace(session, patient.id, Entry.of_patient(patient.id, patient.name, patient.phone, last.date()))


def forget_patient(session: Session, patient_id: int) -> None:
    """Takes the patient out of the search."""
    _replace(session, patient_id, None)


def note_visit(session: Session, patient_id: int, practitioner_id: int, at: datetime) -> None:
    """Remembers that the patient was seen by the doctor, so that searches show them early from now on.

    An older visit than the last one changes nothing. The patient's version stays, so that nobody's edit becomes stale.
    """
    seen = session.execute(
        update(Patient)
        .where(Patient.id == patient_id, (Patient.last_visit_at.is_(None)) | (Patient.last_visit_at < at))
        .values(last_visit_at=at, last_practitioner_id=practitioner_id)
        .returning(Patient.name, Patient.phone, Patient.active)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if seen is not None and seen.active:
        _replace(session, patient_id, Entry.of_patient(patient_id, seen.name, seen.phone, at.date()))


def _replace(session: Session, patient_id: int, entry: Entry | None) -> None:
    row = session.connection().execute(_FORMER, {"patient_id": patient_id}).one_or_none()
    former = Entry.of_row(row) if row else None
    if former == entry:
        return
    if former is not None and entry is not None and replace(former, staleness=entry.staleness) == entry:
        _move(session, former, entry.staleness)
        return
    if former is not None:
        _remove(session, former)
    if entry is not None:
        _insert(session, entry)


_FORMER = select(search_patient).where(search_patient.c.patient_id == bindparam("patient_id"))


def _lists(entry: Entry) -> tuple[tuple[Table, str, list[str]], ...]:
    """The lists that the entry is in: which table, its column of keys, and the keys."""
    return (search_posting, "token", entry.tokens), (search_phone, "digits", entry.digits)


def _rows_of(entry: Entry) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    for table, column, keys in _lists(entry):
        own = (table.c.staleness == entry.staleness) & (table.c.patient_id == entry.patient_id)
        yield table, table.c[column].in_(keys) & own
    yield search_patient, search_patient.c.patient_id == entry.patient_id


def _insert(session: Session, entry: Entry) -> None:
    connection = session.connection()
    connection.execute(insert(search_patient), entry.row)
    for table, column, keys in _lists(entry):
        if keys:
            rows = [{column: key, "staleness": entry.staleness, "patient_id": entry.patient_id} for key in keys]
            connection.execute(insert(table), rows)
    _add_words(session, entry.words)


def _move(session: Session, entry: Entry, staleness: int) -> None:
    """The same entry at another place of its lists."""
    for table, own in _rows_of(entry):
        session.connection().execute(update(table).where(own).values(staleness=staleness))


def _remove(session: Session, entry: Entry) -> None:
    for table, own in _rows_of(entry):
        session.connection().execute(delete(table).where(own))


def _add_words(session: Session, words: Iterable[str]) -> None:
    # In one order everywhere: two desks that register the same new words must not wait for each other in a circle.
    rows = [{"word": word} for word in sorted(set(words))]
    if not rows:
        return
    connection = session.connection()
    dialect_insert = upserting_insert(connection.dialect.name)
    statement = dialect_insert(search_word).on_conflict_do_nothing().returning(search_word.c.word)
    new = connection.execute(statement, rows).scalars().all()
    for table, found in ((search_part, _parts(new)), (search_gap, _gaps(new))):
        pairs = [dict(zip(table.c.keys(), pair, strict=True)) for pair in found]
        if pairs:
            connection.execute(dialect_insert(table).on_conflict_do_nothing(), pairs)


def _parts(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((part, word) for word in words for part in sorted(set(inner_parts(word))))


def _gaps(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((gap, word) for word in words if len(word) in TYPO_LENGTHS for gap in sorted(gaps(word)))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def reindex(session: Session) -> int:
    """Makes the whole index anew and says how many patients are in it; for bulk loads, which go round the services.

    Runs in the caller's transaction; a million patients take a minute or two.
    """
    connection = session.connection()
    loader = _Loader(session)
    for table in (search_posting, search_phone, search_part, search_gap, search_word, search_patient):
        connection.execute(delete(table))
    columns = (Patient.id, Patient.name, Patient.phone, Patient.registered_at, Patient.last_visit_at)
    active = Patient.active.is_(True) & Patient.merged_into_id.is_(None)
    count, last_id = 0, 0
    while rows := session.execute(
        select(*columns).where(Patient.id > last_id, active).order_by(Patient.id).limit(_BATCH)
    ).all():
        loader.add([Entry.of_patient(r.id, r.name, r.phone, (r.last_visit_at or r.registered_at).date()) for r in rows])
        last_id = rows[-1].id
        count += len(rows)
    loader.finish()
    return count


class _Loader:
    """Gathers the postings in temporary tables and moves them over in the order of the index: ten times as fast as
    adding them one by one to lists that no longer fit into memory."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self._postgresql = self._connection.dialect.name == "postgresql"
        self._words: set[str] = set()
        if self._postgresql:
            self._connection.execute(text("SET LOCAL statement_timeout = 0"))
        collation = ' COLLATE "C"' if self._postgresql else ""
        for name in ("load_posting", "load_phone"):
            self._connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
            self._connection.execute(
                text(f"CREATE TEMPORARY TABLE {name} (key TEXT{collation}, staleness BIGINT, patient_id BIGINT)")
            )

    def add(self, entries: list[Entry]) -> None:
        """Takes the entries in."""
        self._copy("search_patient", (tuple(entry.row.values()) for entry in entries), 4)
        self._copy("load_posting", ((t, e.staleness, e.patient_id) for e in entries for t in e.tokens), 3)
        self._copy("load_phone", ((d, e.staleness, e.patient_id) for e in entries for d in e.digits), 3)
        self._words.update(word for entry in entries for word in entry.words)

    def finish(self) -> None:
        """Moves everything to where it is looked up."""
        for table, loaded in ((search_posting, "load_posting"), (search_phone, "load_phone")):
            keys: list[ColumnElement[Any]] = [literal_column(name) for name in ("key", "staleness", "patient_id")]
            source: Select[Any] = select(*keys).select_from(table_named(loaded)).order_by(*keys)
            self._connection.execute(insert(table).from_select([c.name for c in table.c], source))
        words = sorted(self._words)
        self._copy("search_word", ((word,) for word in words), 1)
        self._copy("search_part", sorted(_parts(words)), 2)
        self._copy("search_gap", sorted(_gaps(words)), 2)
        for name in ("load_posting", "load_phone"):
            self._connection.execute(text(f"DROP TABLE {name}"))

    def _copy(self, table: str, rows: Iterable[tuple[object, ...]], columns: int) -> None:
        cursor = self._connection.connection.cursor()
        try:
            if self._postgresql:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * columns)
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows))  # noqa: S608 - table names of this module
        finally:
            cursor.close()
