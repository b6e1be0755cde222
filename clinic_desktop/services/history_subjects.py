"""The names of the things that history is about: one query for each kind of thing on a page."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import Payout
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.practitioners import Practitioner, Speciality
from clinic_desktop.db.models.till import TillSession
from clinic_desktop.db.models.waiting import SlotOffer, WaitingEntry

Subject = tuple[str, int | None]

# Money and visits are known by the patient whom they are about; hours by the doctor, whose number they carry.
_NAMES: dict[str, Select[int, str]] = {
    "account": select(Account.id, Account.name),
    "appointment": select(Appointment.id, Appointment.patient_name),
    "encounter": select(Encounter.id, Appointment.patient_name).join(
        Appointment, Appointment.id == Encounter.appointment_id
    ),
    "healthcare_service": select(HealthcareService.id, HealthcareService.name),
    "invoice": select(Invoice.id, Patient.name).join(Patient, Patient.id == Invoice.patient_id),
    "location": select(Location.id, Location.name),
    "patient": select(Patient.id, Patient.name),
    "payment": select(Payment.id, Patient.name)
    .join(Invoice, Invoice.id == Payment.invoice_id)
    .join(Patient, Patient.id == Invoice.patient_id),
    "payment_link": select(PaymentLink.id, Appointment.patient_name).join(
        Appointment, Appointment.id == PaymentLink.appointment_id
    ),
    "payout": select(Payout.id, Practitioner.name).join(Practitioner, Practitioner.id == Payout.practitioner_id),
    "practitioner": select(Practitioner.id, Practitioner.name),
    "refund": select(Refund.id, Patient.name)
    .join(Payment, Payment.id == Refund.payment_id)
    .join(Invoice, Invoice.id == Payment.invoice_id)
    .join(Patient, Patient.id == Invoice.patient_id),
    "finding": select(PaymentFinding.id, Appointment.patient_name).join(
        Appointment, Appointment.id == PaymentFinding.appointment_id
    ),
    "schedule": select(Practitioner.id, Practitioner.name),
    "slot_offer": select(SlotOffer.id, Patient.name)
    .join(WaitingEntry, WaitingEntry.id == SlotOffer.entry_id)
    .join(Patient, Patient.id == WaitingEntry.patient_id),
    "till": select(TillSession.id, TillSession.desk),
    "speciality": select(Speciality.id, Speciality.name),
    "waiting_entry": select(WaitingEntry.id, Patient.name).join(Patient, Patient.id == WaitingEntry.patient_id),
}


def subjects(session: Session, wanted: Iterable[Subject]) -> dict[Subject, str]:
    """The name of each thing that has one and is still there."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for entity, entity_id in wanted:
        if entity in _NAMES and entity_id is not None:
            by_kind[entity].add(entity_id)
    found: dict[Subject, str] = {}
    for entity, numbers in by_kind.items():
        statement = _NAMES[entity]
        number = statement.selected_columns[0]
        for row_id, name in session.execute(statement.where(number.in_(numbers))):
            found[entity, row_id] = name
    return found
