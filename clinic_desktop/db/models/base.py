"""The declarative base: every constraint and index gets a name, and what is annotated is what is stored."""

from datetime import date, datetime

from sqlalchemy import Date, Index, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from clinic_desktop.db.types import Identity, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Text is unbounded unless a length is given; services check lengths, because SQLite does not."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: Identity, str: Text(), datetime: UtcDateTime(), date: Date()}


class Numbered:
    """A row with a number of its own."""

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=True)


class Versioned(Numbered):
    """A row that people edit: ``version`` goes up with each change, and a stale change is refused."""

    version: Mapped[int] = mapped_column(default=1)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which ``where`` holds.

    The condition is kept in ``info``: SQLAlchemy's own arguments for it import the dialects of both databases, which is
    20 ms of every start. Only revisions make tables, and ``tools/make_revision.py`` tells them the condition.
    """
    return Index(name, *columns, unique=unique, info={"where": where})
