"""Counting a till: the cash, by one figure or by coins and notes; what terminals and banks say; what stays for the
next."""

from functools import partial

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import AmountField, ChoiceField, TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.pieces_part import PiecesPart
from clinic_desktop.ui.till.words import desk_word, difference_look, difference_text, tr
from clinic_desktop.viewmodels.till.counting import PIECES, Count, Purpose


class MethodCountPart(QWidget):
    """One way of paying: what is expected, what was counted, and why they differ."""

    amount_edited = Signal(object)
    reason_edited = Signal(str)

    def __init__(self, theme: Theme, method: PaymentMethod, currency: str, locale: QLocale) -> None:
        super().__init__()
        self._method, self._locale = method, locale
        self._expected = PlainLabel(theme, role="label", wrap=True)
        self._difference = PlainLabel(theme, role="caption")
        cash = method is PaymentMethod.CASH
        self.amount = AmountField(theme, tr("Counted") if cash else tr("Counted (optional)"), currency, locale)
        self.reason = TextField(theme, tr("Why it differs"), max_length=200)
        # All ways of paying stand below each other with the same labels: who hears them hears which one it is.
        named = tr("{method}: {field}")
        for field in (self.amount, self.reason):
            field.edit.setAccessibleName(named.format(method=method_word(method), field=field.label()))
        self.amount.amount_edited.connect(self.amount_edited)
        self.reason.edited.connect(self.reason_edited)
        for field in (self.amount, self.reason):
            # What is not asked keeps its place, so that the fields of all ways of paying stand below each other.
            policy = field.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            field.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._expected)
        words.addWidget(self._difference)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addLayout(words, 2)
        row.addWidget(self.amount, 2)
        row.addWidget(self.reason, 3)

    def show_count(self, count: Count) -> None:
        """Shows where it stands; what is being typed is left alone."""
        expected = money_text(count.till.expected(self._method), self._locale)
        self._expected.set_text(joined(method_word(self._method), tr("{amount} expected").format(amount=expected)))
        difference, counted = count.difference(self._method), count.counted(self._method)
        pieces = self._method is PaymentMethod.CASH and count.by_pieces
        come_to = ""
        if pieces and counted is not None:
            come_to = tr("{amount} counted").format(amount=money_text(counted, self._locale))
        self._difference.set_text(joined(come_to, difference_text(difference, self._locale)))
        self._difference.set_role(difference_look(difference))
        self.amount.setVisible(not pieces)
        if not self.amount.edit.hasFocus() and self.amount.money() != counted:
            self.amount.set_money(counted)
        self.reason.setVisible(bool(difference))
        reason = count.reasons.get(self._method, "")
        if self.reason.text() != reason and not self.reason.edit.hasFocus():
            self.reason.set_text(reason)


class CountPart(QWidget):
    """``edited`` carries changed fields of Count, ``piece_counted`` a coin or note and how many; ``finished`` closes or
    hands over, ``stopped`` leaves the till open."""

    edited = Signal(object)
    piece_counted = Signal(int, int)
    finished = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._made_for: tuple[int, tuple[PaymentMethod, ...]] | None = None
        self._count: Count | None = None
        self.methods: dict[PaymentMethod, MethodCountPart] = {}
        self.pieces: PiecesPart | None = None
        self.left: AmountField | None = None
        self._panel = Panel(theme)
        self.how = Segmented(
            theme,
            (Choice(False, tr("One figure"), icon="hash"), Choice(True, tr("Coins and notes"), icon="coins")),
            tr("How the cash is counted"),
        )
        self.how.chosen.connect(lambda by_pieces: self.edited.emit({"by_pieces": by_pieces}))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(Space.M)
        self.colleague = ChoiceField(theme, tr("Handed over to"), (), tr("Choose who keeps the till now"))
        self.colleague.chosen.connect(lambda number: self.edited.emit({"colleague_id": number}))
        self._safe = PlainLabel(theme, role="label", wrap=True)
        self.note = TextField(theme, tr("Note (optional)"), max_length=200)
        self.note.edited.connect(lambda text: self.edited.emit({"note": text}))
        self.act = Button(theme, "", role="primary", key="Ctrl+Enter")
        self.act.clicked.connect(self.finished)
        self.cancel = Button(theme, tr("Leave it open"), key="Esc")
        self.cancel.clicked.connect(self.stopped)
        self._lay_out()

    def show_count(self, count: Count, busy: bool) -> None:
        """Shows what was counted so far."""
        appears = self._count is None or self._count.till.id != count.till.id
        self._make(count)
        self._count = count
        handing = count.purpose is Purpose.HAND_OVER
        title = tr("Count the till and hand it over") if handing else tr("Count the till and close it")
        self._panel.set_title(title, desk_word(count.till.desk))
        self.how.set_value(count.by_pieces)
        for part in self.methods.values():
            part.show_count(count)
        if self.pieces is not None:
            self.pieces.setVisible(count.by_pieces)
            self.pieces.show_count(count)
        self.colleague.setVisible(handing)
        self.colleague.set_choices([Choice(one.account_id, one.name, icon="user") for one in count.colleagues])
        self.colleague.set_value(count.colleague_id)
        self._show_left(count, handing)
        if self.note.text() != count.note and not self.note.edit.hasFocus():
            self.note.set_text(count.note)
        self.act.set_text(tr("Hand over") if handing else tr("Close the till"))
        self.act.set_busy(tr("Closing…") if busy else None)
        self.act.set_disabled_reason(None if busy else _missing(count.problem))
        if appears:
            self.focus_first()

    def forget(self) -> None:
        """Nothing is counted any more; the next count begins with empty fields."""
        self._count = self._made_for = None

    def focus_first(self) -> None:
        """Puts the cursor where counting begins."""
        if self._count is not None and self._count.by_pieces and self.pieces is not None:
            self.pieces.focus_first()
        elif PaymentMethod.CASH in self.methods:
            self.methods[PaymentMethod.CASH].amount.edit.setFocus()

    def _show_left(self, count: Count, handing: bool) -> None:
        stays, safe = count.stays, count.to_safe
        if self.left is not None:
            self._left_holder.setVisible(not handing and stays is not None)
            if not self.left.edit.hasFocus() and not self.left.unread() and self.left.money() != stays:
                self.left.set_money(stays)
            wrong = safe is not None and safe.minor < 0
            if wrong or not self.left.unread():
                self.left.set_problem(tr("This is more than was counted.") if wrong else None)
        text = ""
        if handing and stays is not None:
            text = tr("{amount} stay in the drawer for the next.").format(amount=money_text(stays, self._locale))
        elif safe is not None and safe.minor > 0:
            text = tr("{amount} go to the safe.").format(amount=money_text(safe, self._locale))
        self._safe.set_text(text)
        self._safe.setVisible(bool(text))

    def _make(self, count: Count) -> None:
        """Makes the lines for the ways of paying that the till has; a payment by a new way brings another."""
        wanted = (count.till.id, count.till.methods)
        if wanted == self._made_for:
            return
        fresh = self._made_for is None or self._made_for[0] != count.till.id
        self._made_for = wanted
        if fresh:
            empty(self._lines)
            self.methods = {}
            currency = count.till.currency
            self.pieces = PiecesPart(self._theme, currency, self._locale)
            self.pieces.counted.connect(self.piece_counted)
            self.pieces.unread_changed.connect(self._pieces_typed)
            self.left = AmountField(self._theme, tr("Stays in the drawer for the next"), currency, self._locale)
            self.left.amount_edited.connect(partial(self._left_typed, Money(0, currency)))
            self._place_left()
        for method in count.till.methods:
            if method not in self.methods:
                self._add(method, count.till.currency)

    def _add(self, method: PaymentMethod, currency: str) -> None:
        part = MethodCountPart(self._theme, method, currency, self._locale)
        part.amount_edited.connect(partial(self._counted, method))
        part.reason_edited.connect(partial(self._reasoned, method))
        self.methods[method] = part
        self._lines.addWidget(part)
        if method is PaymentMethod.CASH and self.pieces is not None:
            self._lines.addWidget(self.pieces)

    def _counted(self, method: PaymentMethod, money: Money | None) -> None:
        if self._count is None:
            return
        if method is PaymentMethod.CASH:
            self.edited.emit({"cash": money})
        else:
            unread = self._unread(method.value, self.methods[method].amount)
            self.edited.emit({"others": {**self._count.others, method: money}, "unread": unread})

    def _left_typed(self, nothing: Money, money: Money | None) -> None:
        if self.left is not None:
            self.edited.emit({"left": money or nothing, "unread": self._unread("left", self.left)})

    def _pieces_typed(self, unread: bool) -> None:
        self.edited.emit({"unread": self._all_unread(PIECES, unread)})

    def _unread(self, name: str, field: AmountField) -> frozenset[str]:
        return self._all_unread(name, field.unread())

    def _all_unread(self, name: str, unread: bool) -> frozenset[str]:
        """What cannot be read of all that was typed: nobody means nothing by it."""
        known = self._count.unread if self._count is not None else frozenset()
        return known | {name} if unread else known - {name}

    def _reasoned(self, method: PaymentMethod, text: str) -> None:
        if self._count is not None:
            self.edited.emit({"reasons": {**self._count.reasons, method: text}})

    def _place_left(self) -> None:
        place = self._left_holder.layout()
        if place is not None and self.left is not None:
            empty(place)
            place.addWidget(self.left)

    def _lay_out(self) -> None:
        self._left_holder = QWidget()
        QVBoxLayout(self._left_holder).setContentsMargins(0, 0, 0, 0)
        self._panel.add_action(self.how)
        self._panel.body.addLayout(self._lines)
        self._panel.body.addSpacing(Space.S)
        last = QHBoxLayout()
        last.setSpacing(Space.M)
        last.addWidget(self._left_holder, 1)
        last.addWidget(self.colleague, 1)
        last.addWidget(self.note, 1)
        self._panel.body.addLayout(last)
        self._panel.body.addWidget(self._safe)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.act)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        self._panel.body.addSpacing(Space.S)
        self._panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)


def _missing(code: str) -> str | None:
    words = {
        "cash": tr("Count the cash first."),
        "pieces": tr("Something that was counted cannot be read. Type it as a number."),
        "unread": tr("An amount cannot be read. Type it as 1250 or 1250.50, or nothing."),
        "reason": tr("Say why what was counted is not what was expected."),
        "left": tr("More cannot stay in the drawer than was counted."),
        "colleague": tr("Choose who keeps the till now."),
    }
    return words.get(code)
