# ruff: noqa: S608
"""The statements of the search: short lists of candidates, whoever was here last first. Nothing is ranked here.

They are written by hand and run without the ORM, because they run once per key that somebody types. Names of tables and
columns come from this module; what was typed only ever goes in as a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.search_words import (
    LONGEST_HEAD,
    TYPO_LENGTHS,
    after_all_with,
    gaps,
    one_edit_apart,
)
from clinic_desktop.services.patients.search_index import FROM_END, HEAD

PER_LIST = 100
"""The most candidates that are taken from one list; a list that is longer counts as too long to count."""

_MOST_WORDS = 60
_MOST_PHONES = 1500
_OWN_AMONG = 20_000
_KEYS = 32

Candidate = tuple[int, int]
"""How stale, and which patient."""


@dataclass(frozen=True, slots=True)
class Among:
    """Narrows a list down: to patients with all of these parts of words (a part after a space begins a word), whose
    phone or name has all of these digits, and to those whom the actor may see."""

    parts: tuple[str, ...] = ()
    digits: tuple[str, ...] = ()
    practitioner_id: int | None = None
    patient_id: int | None = None

    @classmethod
    def seen_by(cls, actor: Actor) -> "Among":
        """The patients whom the actor may see: a doctor sees their own, a patient only themselves."""
        if actor.role is Role.DOCTOR:
            return cls(practitioner_id=actor.practitioner_id or 0)
        if actor.role is Role.PATIENT:
            return cls(patient_id=actor.patient_id or 0)
        return cls()

    def sql(self, source: str, key: str) -> tuple[str, list[object]]:
        """A SELECT of (staleness, patient_id) from the source's list with that key, up to PER_LIST, and its values."""
        values: list[object] = []
        lists, where = f"{source} s", [f"s.{key} = ?"]
        if self.practitioner_id is not None:
            # A doctor's own patients are sought among those who were here last: the whole list of a letter is too long.
            lists = f"(SELECT * FROM {source} WHERE {key} = ? ORDER BY staleness, patient_id LIMIT {_OWN_AMONG}) s"
            where = ["EXISTS (SELECT 1 FROM appointment a WHERE a.patient_id = s.patient_id AND a.practitioner_id = ?)"]
            values.append(self.practitioner_id)
        if self.patient_id is not None:
            where.append("s.patient_id = ?")
            values.append(self.patient_id)
        if self.parts or self.digits:
            lists += " JOIN search_patient p ON p.patient_id = s.patient_id"
        for part in self.parts:
            where.append("instr(p.words, ?) > 0")
            values.append(part)
        for digits in self.digits:
            where.append("(instr(p.words, ?) > 0 OR instr(p.phones, ?) > 0)")
            values += [digits, digits]
        return (
            f"SELECT s.staleness, s.patient_id FROM {lists} WHERE {' AND '.join(where)}"
            f" ORDER BY s.staleness, s.patient_id LIMIT {PER_LIST}",
            values,
        )


class Lookup:
    """Runs the statements on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._postgresql = connection.dialect.name == "postgresql"

    def beginning(self, start: str, among: Among) -> list[Candidate]:
        """Patients who have a word that begins so."""
        if len(start) <= LONGEST_HEAD:
            return self._list(HEAD + start, among)
        source = f"SELECT word FROM search_word WHERE word >= ? AND word < ? ORDER BY word LIMIT {_MOST_WORDS}"
        return self._of_words(source, (start, after_all_with(start)), among)

    def containing(self, part: str, among: Among) -> list[Candidate]:
        """Patients who have a word with that part after its first letter."""
        source = f"SELECT DISTINCT word FROM search_part WHERE part >= ? AND part < ? LIMIT {_MOST_WORDS}"
        return self._of_words(source, (part, after_all_with(part)), among)

    def having(self, words: Sequence[str], among: Among) -> list[Candidate]:
        """Patients who have one of these whole words."""
        if len(words) == 1:
            return self._list(words[0], among)
        source = f"SELECT word FROM search_word WHERE word IN ({_marks(_KEYS)})"
        return self._of_words(source, _filled(words[:_KEYS]), among)

    def known(self, words: Iterable[str]) -> set[str]:
        """Those of the words that are in somebody's name."""
        wanted, found = sorted(set(words)), set[str]()
        statement = f"SELECT word FROM search_word WHERE word IN ({_marks(_KEYS)})"
        for start in range(0, len(wanted), _KEYS):
            found.update(word for (word,) in self._rows(statement, _filled(wanted[start : start + _KEYS])))
        return found

    def one_edit_from(self, word: str) -> list[str]:
        """The known words that one letter added, left out, changed, or swapped with its neighbour makes of this one."""
        if len(word) not in TYPO_LENGTHS:
            return []
        shorter = sorted(gaps(word))
        statement = (
            f"SELECT word FROM search_gap WHERE gap IN ({_marks(_KEYS)})"
            f" UNION SELECT word FROM search_word WHERE word IN ({_marks(_KEYS)})"
        )
        rows = self._rows(statement, (*_filled([word, *shorter]), *_filled(shorter)))
        return sorted(found for (found,) in rows if one_edit_apart(word, found))

    def allowed(self, patient_id: int, among: Among) -> list[Candidate]:
        """The patient, if the actor may see them."""
        narrow, values = _seen_only(among)
        statement = (
            f"SELECT s.staleness, s.patient_id FROM (SELECT * FROM search_patient WHERE patient_id = ?) s{narrow}"
        )
        return self._candidates(statement, (patient_id, *values))

    def phone_beginning(self, digits: str, among: Among) -> list[Candidate]:
        """Patients whose phone begins so, nationally or internationally."""
        return self._phones(digits, among)

    def phone_ending(self, digits: str, among: Among) -> list[Candidate]:
        """Patients whose phone ends so."""
        return self._phones(FROM_END + digits[::-1], among)

    def _phones(self, key: str, among: Among) -> list[Candidate]:
        narrow, values = _seen_only(among)
        statement = (
            "SELECT DISTINCT s.staleness, s.patient_id FROM (SELECT staleness, patient_id FROM search_phone"
            f" WHERE digits >= ? AND digits < ? LIMIT {_MOST_PHONES}) s{narrow}"
            f" ORDER BY s.staleness, s.patient_id LIMIT {PER_LIST}"
        )
        return self._candidates(statement, (key, after_all_with(key), *values))

    def _list(self, token: str, among: Among) -> list[Candidate]:
        statement, values = among.sql("search_posting", "token")
        return self._candidates(statement, (token, *values))

    def _of_words(self, source: str, keys: Sequence[object], among: Among) -> list[Candidate]:
        """The freshest patients of each word of the source. They come as one text per word: SQLite cannot join a
        list that is cut off for each row, and a statement per word would cost PostgreSQL a round trip each."""
        of_one, values = among.sql("search_posting", "token")
        of_one = of_one.replace("token = ?", "token = w.word", 1)
        statement = (
            f"SELECT (SELECT group_concat(f.staleness || ' ' || f.patient_id, ' ') FROM ({of_one}) f) FROM ({source}) w"
        )
        found: set[Candidate] = set()
        for (listed,) in self._rows(statement, (*values, *keys)):
            numbers = list(map(int, listed.split())) if listed else []
            found.update(zip(numbers[::2], numbers[1::2], strict=True))
        return sorted(found)

    def _candidates(self, statement: str, values: Sequence[object]) -> list[Candidate]:
        return [(stale, patient_id) for stale, patient_id in self._rows(statement, values)]

    def _rows(self, statement: str, values: Sequence[object]) -> Sequence[Any]:
        if self._postgresql:
            statement = _for_postgresql(statement)
        return self._connection.exec_driver_sql(statement, tuple(values)).all()


def _seen_only(among: Among) -> tuple[str, list[object]]:
    if among.practitioner_id is not None:
        own = " WHERE EXISTS (SELECT 1 FROM appointment a WHERE a.patient_id = s.patient_id AND a.practitioner_id = ?)"
        return own, [among.practitioner_id]
    if among.patient_id is not None:
        return " WHERE s.patient_id = ?", [among.patient_id]
    return "", []


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _filled(keys: Sequence[str]) -> list[str]:
    """Always as many keys, so that the databases see one statement and keep its plan. No word is empty."""
    return [*keys[:_KEYS], *[""] * (_KEYS - len(keys))]


@lru_cache(maxsize=256)
def _for_postgresql(statement: str) -> str:
    return statement.replace("?", "%s").replace("instr(", "strpos(").replace("group_concat(", "string_agg(")
