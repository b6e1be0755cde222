"""One appointment with its history, and a patient's appointments."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, Gender, Role
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.domain.policy import refund_percent
from clinic_desktop.services.appointments.detail_views import (
    AppointmentDetail,
    GroupMember,
    HistoryRow,
    PatientVisit,
    PatientVisits,
)
from clinic_desktop.services.appointments.expiry import in_force
from clinic_desktop.services.appointments.listing import visible_to
from clinic_desktop.services.appointments.money_history import load_back, money_steps
from clinic_desktop.services.appointments.placing import PAYMENT_WINDOW_ENDED
from clinic_desktop.services.appointments.reading import Viewer, booked, cards_statement, person, place, visit
from clinic_desktop.services.appointments.rooms import members_of_session
from clinic_desktop.services.appointments.steps import look_for, permits_held
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.undoing import can_be_undone, last_step, money_has_left, undo_until
from clinic_desktop.services.settings import load_settings

_S = AppointmentState
_OPEN = (_S.PENDING, _S.CONFIRMED, _S.CHECKED_IN, _S.IN_PROGRESS)
_MOST_UPCOMING = 100


def load_detail(session: Session, actor: Actor, appointment_id: int, now: datetime) -> AppointmentDetail:
    """Everything about one appointment that its dock shows. Refuses with NotFound or NotAllowed."""
    held = look_for(session, actor, appointment_id, Permission.SEE_APPOINTMENTS)
    row = _read(session, appointment_id)
    last = last_step(session, appointment_id)
    until = undo_until(session, actor, held, last, now)
    as_admin = (
        actor.role is Role.ADMIN
        and last is not None
        and can_be_undone(last, held.state_at(now))
        and not money_has_left(session, held.id, last)
    )
    of_clinic = actor.role is not Role.PATIENT
    history = _history(session, actor, appointment_id)
    sees_money = permits_held(actor, Permission.SEE_PAYMENTS, held)
    steps = history
    if sees_money and row.invoice_id is not None:
        steps = money_steps(session, row.invoice_id, history, with_names=of_clinic)
    return AppointmentDetail(
        card=Viewer(actor, now, load_settings(session)).card(row),
        location_name=row.location_name,
        zone=zone_of(row.zone),
        speciality=row.speciality,
        room=row.room or "",
        patient_email=row.patient_email,
        patient_birth=row.birth_date,
        patient_birth_estimated=row.birth_estimated,
        patient_gender=Gender(row.gender),
        patient_picture=row.picture,
        purpose=row.purpose,
        symptoms=row.symptoms,
        notes=row.notes if of_clinic else "",
        end_reason=row.end_reason if of_clinic or _ended_by(history, row.end_reason) else "",
        created_by_name=row.created_by_name if of_clinic or row.created_by_id == actor.account_id else "",
        created_at=row.created_at,
        history=steps,
        invoice_id=row.invoice_id if sees_money else None,
        invoice_number=row.invoice_number if sees_money else None,
        paid=Money(row.paid_minor or 0, row.currency) if sees_money else None,
        back=load_back(session, row.invoice_id) if sees_money else None,
        may_undo=until is not None or as_admin,
        undo_until=until,
        has_note=row.note_saved_at is not None,
        group=_group(session, actor, row, now),
        discount=_discount(row) if sees_money else None,
    )


def _read(session: Session, appointment_id: int) -> Any:
    """The row of a card, with what only the dock shows."""
    return session.execute(
        cards_statement(
            place.name.label("location_name"),
            booked.patient_email,
            person.birth_date,
            person.birth_estimated,
            person.gender,
            person.picture,
            booked.purpose,
            booked.symptoms,
            booked.notes,
            booked.end_reason,
            booked.created_by_id,
            booked.created_by_name,
            booked.created_at,
            visit.note_saved_at,
            Invoice.number.label("invoice_number"),
            Invoice.discount_minor,
            Invoice.discount_reason,
        ).where(booked.id == appointment_id)
    ).one()


def load_patient_visits(
    session: Session, actor: Actor, patient_id: int, past_limit: int, now: datetime
) -> PatientVisits:
    """A patient's appointments as far as the person may see them."""
    statement = (
        cards_statement(
            place.name.label("location_name"), place.address.label("location_address"),
            Practitioner.picture.label("practitioner_picture"),
        )
        .join(Practitioner, Practitioner.id == booked.practitioner_id)
        .where(booked.patient_id == patient_id, *visible_to(actor))
    )  # fmt: skip
    still_open = and_(booked.state.in_(_OPEN), booked.ends_at > now, in_force(now))
    upcoming = session.execute(
        statement.where(still_open).order_by(booked.starts_at, booked.id).limit(_MOST_UPCOMING)
    ).all()
    past = session.execute(
        statement.where(~still_open).order_by(booked.starts_at.desc(), booked.id.desc()).limit(past_limit)
    ).all()
    viewer = Viewer(actor, now, load_settings(session))
    return PatientVisits(
        tuple(_patient_visit(viewer, row) for row in upcoming),
        tuple(_patient_visit(viewer, row) for row in past),
    )


def _patient_visit(viewer: Viewer, row: Any) -> PatientVisit:
    card = viewer.card(row)
    is_open = card.state in _OPEN
    coming = viewer.now < card.period.start or viewer.actor.role is not Role.PATIENT
    percent = 0
    if is_open:
        settings = viewer.settings.at(row.location_id, row.practitioner_id)
        percent = refund_percent(settings, row.starts_at, viewer.now, False, zone_of(row.zone))
    return PatientVisit(
        card=card,
        location_name=row.location_name,
        location_address=row.location_address,
        zone=zone_of(row.zone),
        speciality=row.speciality,
        practitioner_picture=row.practitioner_picture,
        may_cancel=coming and Step.CANCEL in card.steps,
        may_reschedule=coming and card.may_move,
        refund_percent=percent,
    )


def _group(session: Session, actor: Actor, row: Any, now: datetime) -> tuple[GroupMember, ...]:
    """Everybody of the appointment's group session. Patients do not hear who else comes."""
    if row.capacity < 2 or row.queue_only or actor.role is Role.PATIENT:
        return ()
    period = Period(row.starts_at, row.ends_at)
    numbers = [
        member.id
        for member in members_of_session(session, row.service_id, row.practitioner_id, row.location_id, period, now)
    ]
    found = session.execute(
        select(booked.id, booked.patient_name, booked.state).where(booked.id.in_(numbers)).order_by(booked.seat)
    )
    return tuple(GroupMember(member.id, member.patient_name, AppointmentState(member.state)) for member in found)


def _discount(row: Any) -> Money | None:
    """What was taken off the price. What is paid back and not due again lowers the price by the same column, so after
    a refund it says nothing of the discount."""
    given = row.discount_minor and row.discount_reason and not row.refunded_minor
    return Money(row.discount_minor, row.currency) if given else None


def _ended_by(history: tuple[HistoryRow, ...], reason: str) -> bool:
    """Whether a patient gave the reason of the end themselves, or nobody did: the time to pay ran out."""
    return reason == PAYMENT_WINDOW_ENDED or any(reason and reason == row.reason for row in history)


def _history(session: Session, actor: Actor, appointment_id: int) -> tuple[HistoryRow, ...]:
    """The steps with who took them and why. Patients are told what happened and when: of the clinic's people and of
    their reasons they read nothing, only of what they did themselves."""
    rows = session.execute(
        select(
            AppointmentChange.account_id,
            AppointmentChange.at,
            AppointmentChange.actor_name,
            AppointmentChange.desk,
            AppointmentChange.action,
            AppointmentChange.from_state,
            AppointmentChange.to_state,
            AppointmentChange.reason,
            AppointmentChange.detail,
        )
        .where(AppointmentChange.appointment_id == appointment_id)
        .order_by(AppointmentChange.id)
    )
    return tuple(
        _history_row(row, whole=actor.role is not Role.PATIENT or row.account_id == actor.account_id) for row in rows
    )


def _history_row(row: Any, whole: bool) -> HistoryRow:
    return HistoryRow(
        row.at,
        row.actor_name if whole else "",
        row.desk if whole else "",
        row.action,
        None if row.from_state is None else AppointmentState(row.from_state),
        AppointmentState(row.to_state),
        row.reason if whole else "",
        json.loads(row.detail) if whole else {},
    )
