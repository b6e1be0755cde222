"""The numbers of tokens, receipts and invoices."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.types import Code


class NumberCounter(Base):
    """The last number given of a kind, so that tokens, receipts and invoices have no gaps.

    ``period`` is a year ("2026") or a day ("2026-11-21") of the centre.
    """

    __tablename__ = "number_counter"

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
