"""Every table of the clinic's database. Others import the tables that they read, each from its own module."""

from clinic_desktop.db.models import (  # noqa: F401 (to be declared)
    accounts,
    appointment_history,
    appointments,
    checkout,
    counters,
    healthcare_services,
    invoices,
    journal,
    ledger,
    messages,
    organisation,
    patient_records,
    patients,
    payment_links,
    payments,
    practitioners,
    scheduling,
    series,
    settings,
    till,
    waiting,
)
from clinic_desktop.db.models.base import Base

METADATA = Base.metadata
"""The schema that revisions and the upgrade are compared with."""
