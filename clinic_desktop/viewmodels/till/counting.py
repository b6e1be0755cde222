"""Counting a till, as values: what was typed so far, what it comes to, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from clinic_desktop.domain.cash import NO_PIECES, worth
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import Colleague, MethodCount, TillClosing, TillView


class Purpose(StrEnum):
    CLOSE = "close"
    HAND_OVER = "hand_over"


PIECES = "pieces"


@dataclass(frozen=True, slots=True)
class Count:
    """A till that is being counted. ``till`` is as it stands now, also when somebody paid meanwhile; ``cash`` and
    ``others`` are what was typed (None where nothing readable is); with ``by_pieces`` the cash is what the coins and
    notes come to. ``left`` is None until somebody says how much stays in the drawer. ``unread`` names the ways of
    paying for which something was typed that is no amount, "left", and ``PIECES`` where it is no number of pieces."""

    till: TillView
    purpose: Purpose = Purpose.CLOSE
    by_pieces: bool = False
    cash: Money | None = None
    pieces: Mapping[int, int] = field(default_factory=lambda: NO_PIECES)
    others: Mapping[PaymentMethod, Money | None] = field(default_factory=dict)
    reasons: Mapping[PaymentMethod, str] = field(default_factory=dict)
    left: Money | None = None
    note: str = ""
    colleagues: tuple[Colleague, ...] = ()
    colleague_id: int | None = None
    unread: frozenset[str] = frozenset()

    @property
    def other_methods(self) -> tuple[PaymentMethod, ...]:
        """What there is to count beside the cash."""
        return tuple(method for method in self.till.methods if method is not PaymentMethod.CASH)

    def counted(self, method: PaymentMethod) -> Money | None:
        """What was counted; None where nobody has."""
        if method is not PaymentMethod.CASH:
            return self.others.get(method)
        if self.by_pieces:
            return Money(worth(self.pieces), self.till.currency) if self.pieces else None
        return self.cash

    def difference(self, method: PaymentMethod) -> Money | None:
        """What is too much, or, negative, too little."""
        counted = self.counted(method)
        return None if counted is None else counted - self.till.expected(method)

    @property
    def stays(self) -> Money | None:
        """What stays in the drawer: all of it for a colleague; else what was said, or as much as there was at first."""
        counted = self.counted(PaymentMethod.CASH)
        if counted is None or self.purpose is Purpose.HAND_OVER:
            return counted
        if self.left is not None:
            return self.left
        return self.till.floated if self.till.floated < counted else counted

    @property
    def to_safe(self) -> Money | None:
        """What goes to the safe."""
        counted, stays = self.counted(PaymentMethod.CASH), self.stays
        return None if counted is None or stays is None else counted - stays

    @property
    def problem(self) -> str:
        """What is missing: "cash", "pieces", "unread", "reason", "left", "colleague", or ""."""
        if self.by_pieces and PIECES in self.unread:
            return "pieces"
        if self.counted(PaymentMethod.CASH) is None:
            return "cash"
        asked = {method.value for method in self.other_methods}
        if self.purpose is Purpose.CLOSE:
            asked.add("left")
        if self.unread & asked:
            return "unread"
        for method in self.till.methods:
            if self.difference(method) and not self.reasons.get(method, "").strip():
                return "reason"
        safe = self.to_safe
        if safe is None or safe.minor < 0:
            return "left"
        return "colleague" if self.purpose is Purpose.HAND_OVER and self.colleague_id is None else ""

    @property
    def has_typed(self) -> bool:
        """Whether anything was counted."""
        return bool(self.cash or self.pieces or any(self.others.values()) or self.note)

    def closing(self) -> TillClosing:
        """As the service takes it."""
        counts = tuple(
            MethodCount(
                method,
                self.till.expected(method).minor,
                counted.minor if (counted := self.counted(method)) is not None else None,
                self.reasons.get(method, ""),
                self.pieces if self.by_pieces and method is PaymentMethod.CASH else NO_PIECES,
            )
            for method in self.till.methods
        )
        stays = self.stays
        return TillClosing(counts, stays.minor if stays is not None else 0, self.note)

    def with_piece(self, piece: int, count: int) -> "Count":
        """So many of one coin or note."""
        pieces = {**self.pieces, piece: count}
        return replace(self, pieces={key: number for key, number in pieces.items() if number})
