"""What verbs answer with: the appointment as they left it."""

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import AppointmentState, Channel, Urgency
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.reading import booked, cards_statement, money_of, pay_until, token_of
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.settings import settings_for

_ONE = cards_statement()


def read_view(session: Session, actor: Actor, appointment_id: int) -> AppointmentView:
    """The appointment as it stands in this transaction, with its money for those who may see payments."""
    row = session.connection().execute(_ONE.where(booked.id == appointment_id)).one_or_none()
    if row is None:
        raise NotFound("appointment", appointment_id)
    money = money_of(actor, row, settings_for(session, row.location_id, row.practitioner_id))
    return AppointmentView(
        id=row.id,
        version=row.version,
        state=AppointmentState(row.state),
        pay_until=pay_until(row),
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name,
        speciality=row.speciality,
        location_id=row.location_id,
        service_id=row.service_id,
        service_name=row.service_name,
        period=Period(row.starts_at, row.ends_at),
        amount=money.amount if money else None,
        due=money.due if money else None,
        channel=Channel(row.channel),
        urgency=Urgency(row.urgency),
        queue_only=row.queue_only,
        squeezed_in=row.squeezed_in,
        online=row.online,
        first_visit=row.first_visit,
        reason=row.reason,
        token=token_of(row),
    )
