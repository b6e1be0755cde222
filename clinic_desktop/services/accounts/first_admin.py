"""Whether anybody has set the clinic up: apart from ``first_start``, which a clinic that is set up never imports."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.domain.codes import Role


def has_admin(session: Session) -> bool:
    """Whether there is an admin, active or not."""
    return session.scalar(select(Account.id).where(Account.role == Role.ADMIN).limit(1)) is not None
