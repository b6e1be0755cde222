"""Migrations: from nothing to head on both databases, once, and in step with the models."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import config, current_revision, is_current, migrate, script_revisions
from clinic_desktop.db.models import Base
from clinic_desktop.domain.errors import SchemaTooNew
from tests.conftest import NOW


def test_the_upgraded_schema_is_the_schema_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [entry for entry in compare_metadata(context, Base.metadata) if "search" not in str(entry)]
    assert differences == []


def test_upgrading_twice_does_nothing_the_second_time(database: Database) -> None:
    assert is_current(database)
    assert migrate(database, NOW) is False


def test_every_revision_goes_down_and_up_again(database: Database) -> None:
    for revision in ["base", *script_revisions()]:
        with database.write() as session:
            settings = config(session.connection())
            step = command.downgrade if revision == "base" else command.upgrade
            step(settings, revision)
    for revision in reversed(["base", *script_revisions()[:-1]]):
        with database.write() as session:
            command.downgrade(config(session.connection()), revision)
    migrate(database, NOW)
    assert current_revision(database) == script_revisions()[-1]


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        migrate(database, NOW)
