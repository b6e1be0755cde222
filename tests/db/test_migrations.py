"""Migrations: from nothing to head on both databases, once, and in step with the models."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import config, current_revision, is_current, migrate, script_revisions
from clinic_desktop.db.models.everything import METADATA
from clinic_desktop.domain.errors import SchemaTooNew
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.settings import SettingsService
from tests.builders import local, make_clinic, new_key
from tests.conftest import NOW


def test_the_upgraded_schema_is_the_schema_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [entry for entry in compare_metadata(context, METADATA) if "search" not in str(entry)]
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


def test_invoices_of_before_keep_the_clinics_share_that_held(database: Database) -> None:
    clinic = make_clinic(database, lambda: NOW)
    booking, payments = BookingService(database, lambda: NOW), PaymentService(database, lambda: NOW)
    settings = SettingsService(database, lambda: NOW)
    invoices = []
    for doctor in clinic.doctors:
        view = booking.book(
            clinic.front_desk,
            BookingRequest(
                request_key=new_key(), patient_id=clinic.patients[1], practitioner_id=doctor,
                location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=local(NOW.date(), "14:00"),
            ),
        )  # fmt: skip
        invoices.append(payments.issue(clinic.front_desk, view.id).id)
    shares = {"clinic": 10, f"practitioner:{clinic.doctors[0]}": 25, f"location:{clinic.berlin}": 40}
    for scope, percent in shares.items():
        settings.change(clinic.admin, {"platform_fee_percent": percent}, scope)
    with database.write() as session:
        elsewhere = f"location_id = {clinic.berlin} WHERE practitioner_id <> {clinic.doctors[1]}"
        session.execute(text(f"UPDATE invoice SET {elsewhere}"))
        command.downgrade(config(session.connection()), "0003")
    migrate(database, NOW)
    with database.read() as session:
        rows = session.execute(text("SELECT id, platform_fee_percent FROM invoice ORDER BY id")).all()
    assert [tuple(row) for row in rows] == list(zip(invoices, (25, 10, 40), strict=True))


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        migrate(database, NOW)
