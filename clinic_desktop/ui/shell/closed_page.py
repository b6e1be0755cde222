"""What is seen when the database cannot be opened: why, in plain words, and the ways on."""

from PySide6.QtCore import Signal

from clinic_desktop.domain.errors import Refused
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words
from clinic_desktop.ui.shell.card_page import CardPage
from clinic_desktop.ui.theme.theme import Theme


class ClosedPage(CardPage):
    """``again_wanted`` tries once more, ``other_wanted`` asks for another database.

    ``where`` is shown without a password.
    """

    again_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, theme: Theme, refusal: Refused, where: str) -> None:
        super().__init__(theme, "", width=480)
        self.set_title(self.tr("The clinic cannot be opened"))
        self.refusal = refusal
        self.words = PlainLabel(theme, words(refusal), role="body", wrap=True)
        self._where = PlainLabel(theme, where, role="caption", wrap=True)
        self._code = PlainLabel(theme, self.tr("Code {code}").format(code=refusal.code), role="caption")
        self.again = Button(theme, self.tr("Try again"), icon="refresh-cw", role="primary")
        self.other = Button(theme, self.tr("Choose another database"), icon="database")
        for widget in (self.words, self._where, self._code, self.again, self.other):
            self.body.addWidget(widget)
        self.again.clicked.connect(self.again_wanted)
        self.other.clicked.connect(self.other_wanted)
        self.again.setFocus()
