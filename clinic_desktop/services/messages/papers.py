"""The papers that go with messages about money: the receipt, the invoice of what is to be paid, the credit note.

What draws them knows Qt, so the composition root hands it in.
"""

from collections.abc import Callable

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.errors import MailRefused, Refused
from clinic_desktop.domain.paper import Receipt
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.mail import Attachment
from clinic_desktop.services.billing.receipts import (
    credit_note_for_letter,
    invoice_for_letter,
    receipt_for_letter,
)
from clinic_desktop.services.messages.letters import MessageFacts

DrawReceipt = Callable[[Receipt], bytes]
"""Makes a PDF of a receipt, an invoice or a credit note; may be called on any thread. Refuses with PrintFailed."""

NO_PAPER = "paper"
"""The problem of a message whose paper could not be drawn: it says that one is attached, so it waits."""


class LetterPapers:
    """Draws the paper of a message as it is when that leaves."""

    def __init__(self, database: Database, clock: Clock, draw: DrawReceipt) -> None:
        self._database, self._clock, self._draw = database, clock, draw

    def of(self, message: MessageFacts) -> tuple[Attachment, ...]:
        """What to attach; nothing to most messages. Refuses with MailRefused where the paper cannot be had."""
        try:
            paper = self._read(message)
            return () if paper is None else (Attachment(f"{paper.kind}-{paper.number}.pdf", self._draw(paper)),)
        except Refused as refusal:
            raise MailRefused(NO_PAPER, True, type(refusal).__name__) from refusal

    def _read(self, message: MessageFacts) -> Receipt | None:
        data = message.data
        with self._database.read() as session:
            if message.kind is MessageKind.RECEIPT:
                return receipt_for_letter(session, int(data["payment_id"]))
            if message.kind in (MessageKind.PAYMENT_LINK, MessageKind.INVOICE):
                return invoice_for_letter(session, int(data["invoice_id"]), self._clock())
            if message.kind is MessageKind.REFUND and data.get("credit_note_number"):
                return credit_note_for_letter(session, int(data["refund_id"]))
        return None
