"""Columns that several statements have in common: what a service costs with a doctor, and what the doctor practises."""

from typing import Any

from sqlalchemy import select

from clinic_desktop.db.models.healthcare_services import ServicePrice
from clinic_desktop.db.models.practitioners import PractitionerSpeciality, Speciality

_price = ServicePrice.__table__.c


def price_of(practitioner: Any, service: Any, location: Any) -> Any:
    """The price of a service there: the doctor's own before the centre's (None: neither has one)."""
    return (
        select(_price.price_minor)
        .where(
            _price.service_id == service,
            _price.location_id == location,
            (_price.practitioner_id == practitioner) | _price.practitioner_id.is_(None),
        )
        # The doctor's own price first: both databases can sort by whether a column is null.
        .order_by(_price.practitioner_id.is_(None), _price.id.desc())
        .limit(1)
        .correlate_except(ServicePrice.__table__)
        .scalar_subquery()
    )


def speciality_of(practitioner: Any) -> Any:
    """The name of the doctor's first speciality."""
    return (
        select(Speciality.__table__.c.name)
        .join_from(
            PractitionerSpeciality.__table__,
            Speciality.__table__,
            Speciality.__table__.c.id == PractitionerSpeciality.__table__.c.speciality_id,
        )
        .where(PractitionerSpeciality.__table__.c.practitioner_id == practitioner)
        .order_by(Speciality.__table__.c.id)
        .limit(1)
        .correlate_except(PractitionerSpeciality.__table__, Speciality.__table__)
        .scalar_subquery()
    )
