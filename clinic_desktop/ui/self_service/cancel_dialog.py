"""Asks before a patient cancels, and says what comes back."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.self_service.visits import Cancelling


class CancelDialog(Dialog):
    """``given`` carries why; people may leave it empty, and the history says that no reason was given."""

    given = Signal(str)

    def __init__(self, theme: Theme, asked: Cancelling, locale: QLocale, parent: QWidget | None) -> None:
        super().__init__(theme, "", parent, width=500)
        card, preview = asked.visit.card, asked.preview
        when = words.whole_when(card.period.start.astimezone(asked.visit.zone), locale)
        question = self.tr("Cancel your visit with {doctor}?").format(doctor=isolated(card.practitioner_name))
        self.setWindowTitle(question)
        self.body.addWidget(PlainLabel(theme, question, role="kiosk-strong", wrap=True, parent=self))
        self.body.addWidget(PlainLabel(theme, when, role="kiosk", wrap=True, parent=self))
        if preview.paid:
            if preview.refund:
                back = self.tr("You paid {paid}. You get {refund} back.").format(
                    paid=money_text(preview.paid, locale), refund=money_text(preview.refund, locale)
                )
            else:
                back = self.tr("You paid {paid}. So late nothing can be paid back.").format(
                    paid=money_text(preview.paid, locale)
                )
        else:
            back = self.tr("You have not paid anything yet.")
        self.body.addWidget(PlainLabel(theme, back, role="kiosk", wrap=True, parent=self))
        for part in preview.back:
            how = words.back_way(part.method)
            if len(preview.back) > 1:
                how = words.tr("{amount}: {how}").format(amount=money_text(part.amount, locale), how=how)
            self.body.addWidget(PlainLabel(theme, how, role="muted", wrap=True, parent=self))
        self.reason = TextField(theme, self.tr("Why? (you may leave this empty)"), parent=self)
        self.body.addWidget(self.reason)
        self.keep = self.add_button(Button(theme, self.tr("Keep my visit")), default=True)
        self.act = self.add_button(Button(theme, self.tr("Cancel visit"), role="danger"))
        self.keep.clicked.connect(self.reject)
        self.act.clicked.connect(self._give)
        self.keep.setFocus()

    def _give(self) -> None:
        self.given.emit(self.reason.text() or self.tr("No reason given"))
        self.accept()
