"""What the search for patients looks things up in. Revision 0003 makes these tables; services keep them in step.

They have metadata of their own: everything here can be made anew from the patients (``search_index.reindex``), and on
PostgreSQL texts are compared byte by byte, so that a beginning is a range of the index.
"""

from sqlalchemy import Column, MetaData, Table, Text

from clinic_desktop.db.models.base import NAMING
from clinic_desktop.db.types import Identity

search_metadata = MetaData(naming_convention=NAMING)

_Plain = Text().with_variant(Text(collation="C"), "postgresql")

search_patient = Table(
    "search_patient",
    search_metadata,
    Column("patient_id", Identity, primary_key=True, autoincrement=False),
    Column("staleness", Identity, nullable=False),
    Column("words", _Plain, nullable=False),
    Column("phones", _Plain, nullable=False),
)
"""What is indexed of a patient: the words of the name in all spellings, each after a space, and the phone's digits."""

search_posting = Table(
    "search_posting",
    search_metadata,
    Column("token", _Plain, primary_key=True),
    Column("staleness", Identity, primary_key=True, autoincrement=False),
    Column("patient_id", Identity, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Who has a word, or ("^ma") a word that begins so, or ("~ma si") two: whoever was here last comes first."""

search_phone = Table(
    "search_phone",
    search_metadata,
    Column("digits", _Plain, primary_key=True),
    Column("staleness", Identity, primary_key=True, autoincrement=False),
    Column("patient_id", Identity, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Phones: national and international digits, and ("<7144…") the digits from the end."""

search_word = Table("search_word", search_metadata, Column("word", _Plain, primary_key=True), sqlite_with_rowid=False)
"""The distinct words of all names. A word that nobody has any more may stay."""

search_part = Table(
    "search_part",
    search_metadata,
    Column("part", _Plain, primary_key=True),
    Column("word", _Plain, primary_key=True),
    sqlite_with_rowid=False,
)
"""What the distinct words end with: an inner part of a word is the beginning of one of these."""

search_gap = Table(
    "search_gap",
    search_metadata,
    Column("gap", _Plain, primary_key=True),
    Column("word", _Plain, primary_key=True),
    sqlite_with_rowid=False,
)
"""The distinct words with one letter left out, for finding them past a typo."""
