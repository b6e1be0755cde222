"""Writes a new Alembic revision from the difference between the models and an upgraded, empty SQLite file.

Usage: python -m tools.make_revision 0004 "add message outbox"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import MetaData, text

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import config, migrate, script_revisions
from clinic_desktop.db.models.everything import METADATA
from clinic_desktop.domain.period import utc_now


def main(number: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sqlite_url(Path(folder) / "empty.sqlite3"))
        if script_revisions():
            migrate(database, utc_now())
        with database.engine.connect() as connection:
            settings = config(connection)
            tell_conditions(METADATA)
            settings.attributes["metadata"] = METADATA
            command.revision(settings, message=message, rev_id=number, autogenerate=True)
        database.close()


def tell_conditions(metadata: MetaData) -> None:
    """Gives partial indexes their condition in both databases' words; ``db/models/base.py`` says why they have none."""
    for table in metadata.tables.values():
        for index in table.indexes:
            for dialect in ("sqlite", "postgresql") if "where" in index.info else ():
                index.dialect_options[dialect]["where"] = text(index.info["where"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
