"""Asks for words before something about money is done: a reason, a reference, or another way."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.ui.billing.refund_words import tr
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme


class ReasonDialog(Dialog):
    """``said`` carries what was typed, once. Without a ``label`` nothing is to be typed; with ``needed`` off it may be
    left empty. Enter in the field acts, and Ctrl+Enter anywhere where nothing is deleted."""

    said = Signal(str)

    def __init__(
        self,
        theme: Theme,
        question: str,
        detail: str,
        label: str,
        keep: str,
        act: str,
        parent: QWidget | None,
        *,
        danger: bool = False,
        needed: bool = True,
    ) -> None:
        super().__init__(theme, question, parent)
        self._needed = needed and bool(label)
        self.setAccessibleName(question)
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True))
        if detail:
            self.body.addWidget(PlainLabel(theme, detail, role="muted", wrap=True))
        self.field = TextField(theme, label, max_length=200)
        self.field.setVisible(bool(label))
        self.body.addWidget(self.field)
        self.add_button(Button(theme, keep)).clicked.connect(self.reject)
        self.act = self.add_button(
            Button(theme, act, role="danger") if danger else Button(theme, act, role="primary", key="Ctrl+↵")
        )
        self.act.clicked.connect(self._say)
        if not danger:
            on_keys(self, dict.fromkeys(ACT_KEYS, self.act.click))
        self.field.edit.returnPressed.connect(self._say)
        if label:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        if self._needed and not self.field.text():
            self.field.set_problem(problem("required"))
            self.field.edit.setFocus()
            return
        self.said.emit(self.field.text())
        self.accept()


class WayDialog(ReasonDialog):
    """As ``ReasonDialog``, with the way by which the money is handed back instead: ``way_said`` carries it and the
    reason."""

    way_said = Signal(object, str)

    def __init__(
        self,
        theme: Theme,
        question: str,
        detail: str,
        label: str,
        keep: str,
        act: str,
        ways: Sequence[PaymentMethod],
        way_label: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, question, detail, label, keep, act, parent)
        choices = tuple(Choice(way, method_word(way), icon=METHOD_ICONS[way]) for way in ways)
        self.way = Segmented(theme, choices, way_label)
        self.body.insertWidget(self.body.indexOf(self.field), self.way)
        self.said.connect(lambda reason: self.way_said.emit(self.way.value(), reason))


def ask_reason(
    theme: Theme,
    parent: QWidget,
    question: str,
    detail: str,
    label: str,
    keep: str,
    act: str,
    then: Callable[[str], None],
    *,
    danger: bool = False,
    needed: bool = True,
) -> None:
    """Opens a ``ReasonDialog`` over ``parent`` and returns at once; ``then`` gets what was typed."""
    dialog = ReasonDialog(theme, question, detail, label, keep, act, parent, danger=danger, needed=needed)
    dialog.said.connect(then)
    dialog.open()


def ask_another_way(
    theme: Theme, parent: QWidget, ways: Sequence[PaymentMethod], then: Callable[[PaymentMethod, str], None]
) -> None:
    """Asks by which way money is handed back instead, and why; ``then`` gets both."""
    dialog = WayDialog(
        theme, tr("Hand it back another way?"),
        tr("It is owed by the desk from then on, until somebody confirms it."), tr("Reason"), tr("Keep the way"),
        tr("Change the way"), ways, tr("Which way"), parent,
    )  # fmt: skip
    dialog.way_said.connect(then)
    dialog.open()
