"""The tables that the search for patients looks things up in.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Byte by byte on both databases: then a beginning is a range of the index, whatever the server's language.
_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("search_patient", "search_posting", "search_phone", "search_word", "search_part", "search_gap")


def upgrade() -> None:
    op.create_table(
        "search_patient",
        sa.Column("patient_id", _number, autoincrement=False, nullable=False),
        sa.Column("staleness", _number, nullable=False),
        sa.Column("words", _text, nullable=False),
        sa.Column("phones", _text, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_search_patient"),
    )
    _list("search_posting", _text_column("token"), _number_column("staleness"), _number_column("patient_id"))
    _list("search_phone", _text_column("digits"), _number_column("staleness"), _number_column("patient_id"))
    _list("search_word", _text_column("word"))
    _list("search_part", _text_column("part"), _text_column("word"))
    _list("search_gap", _text_column("gap"), _text_column("word"))
    op.create_index("ix_patient_search_birth_date", "patient", ["birth_date"])


def downgrade() -> None:
    op.drop_index("ix_patient_search_birth_date", "patient")
    for table in reversed(_TABLES):
        op.drop_table(table)


def _list(name: str, *columns: sa.Column) -> None:
    """A table that is its own index."""
    key = sa.PrimaryKeyConstraint(*(column.name for column in columns), name=f"pk_{name}")
    op.create_table(name, *columns, key, sqlite_with_rowid=False)


def _text_column(name: str) -> sa.Column:
    return sa.Column(name, _text, nullable=False)


def _number_column(name: str) -> sa.Column:
    return sa.Column(name, _number, autoincrement=False, nullable=False)
