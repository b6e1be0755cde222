"""Beside the text of a message: the fields that can be put into it, and how it reads."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from clinic_desktop.services.messages.values import WordingPreview
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.outbox.words import field_word, tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_TEXT, _HTML = "text", "html"


class FieldButtons(QWidget):
    """A button for each field; ``inserted`` carries it as it stands in a text: "{date}"."""

    inserted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.buttons: dict[str, Button] = {}
        self._flow = FlowLayout(self, Space.XS)

    def show_fields(self, names: tuple[str, ...]) -> None:
        """Offers these fields."""
        empty(self._flow)
        self.buttons = {}
        for name in names:
            field = f"{{{name}}}"
            button = Button(self._theme, field_word(name), parent=self)
            button.set_tip(field)
            button.clicked.connect(partial(self.inserted.emit, field))
            self.buttons[name] = button
            self._flow.addWidget(button)
            button.show()


class WordingPreviewPanel(Panel):
    """The message as an invented patient would get it: its text, or the source of the same as a web page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Preview"), tr("An invented visit"))
        choices = (Choice(_TEXT, tr("Text")), Choice(_HTML, tr("HTML source")))
        self.look = Segmented(theme, choices, tr("Show as"))
        self.look.set_value(_TEXT)
        self.subject = PlainLabel(theme, role="strong", wrap=True)
        self.text = PlainLabel(theme, role="body", wrap=True)
        self.note = PlainLabel(theme, role="warning", wrap=True)
        # A web page is shown as what it is made of, never as a page: nothing in it is loaded or followed.
        self.html = QPlainTextEdit()
        self.html.setReadOnly(True)
        self.html.setTabChangesFocus(True)
        self.html.setAccessibleName(tr("HTML source"))
        letter = Panel(theme, role="inset")
        letter.body.addWidget(self.subject)
        letter.body.addWidget(self.text)
        letter.body.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(letter)
        self._pages.addWidget(self.html)
        self.add_action(self.look)
        self.body.addWidget(self.note)
        self.body.addWidget(self._pages, 1)
        self.look.chosen.connect(lambda look: self._pages.setCurrentIndex(1 if look == _HTML else 0))

    def show_preview(self, preview: WordingPreview | None, current: bool) -> None:
        """Shows it; where it is not ``current`` the wording has a fault, and it is how it read before."""
        self.note.setVisible(preview is not None and not current)
        self.note.set_text(tr("This is how it read before the fault."))
        if preview is not None:
            self.subject.set_text(preview.subject)
            self.text.set_text(preview.text)
            if self.html.toPlainText() != preview.html:
                self.html.setPlainText(preview.html)
