"""The page that makes one patient of two records: choose the other one, then whose value each field keeps."""

from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.patients.merge_panels import ChooseOther, CompareTwo
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.patients.patient_merge import MergeState, PatientMergeViewModel
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_WIDE = 960


class PatientMergeScreen(Screen):
    """Nothing happens before Ctrl+Enter, and that can be undone."""

    def __init__(
        self,
        theme: Theme,
        view_model: PatientMergeViewModel,
        session: Session,
        shell: Shell,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self._shell, self._locale = shell, locale
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self.choose = ChooseOther(theme, session, locale)
        self.compare = CompareTwo(theme, session, locale)
        self._build(theme)
        self._connect()

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    def enter(self, **arguments: Any) -> None:
        """``patient_id`` says whose duplicate it is about, ``other_id`` which record the other one is."""
        if "patient_id" in arguments:
            self._model.begin(arguments["patient_id"], arguments.get("other_id"))

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl+Enter", self.tr("Merge the two records")),)

    def show_state(self, state: MergeState) -> None:
        """Shows the state; may be called at any time."""
        comparing = state.given_up is not None
        self._pages.setCurrentWidget(self._compare_page if comparing else self._choose_page)
        self._merge.setVisible(comparing)
        self._other.setVisible(comparing)
        self._merge.set_busy(self.tr("Merging…") if state.busy else None)
        self._fault.setVisible(state.refusal is not None)
        if state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._fault.show_words(self.tr("Not merged"), text)
        if comparing:
            self.compare.show_two(state)
        else:
            self.choose.show_state(state)

    def _on_merged(self, kept_id: int, merge_number: int) -> None:
        kept = self._model.state.kept
        name = isolated(kept.fields.name) if kept is not None else ""
        text = self.tr("Two records of {name} merged").format(name=name)
        self._shell.toast(text, Action(text, partial(self._model.undo, merge_number)))
        self._shell.open("patient", patient_id=kept_id)

    def _on_undone(self, given_up_id: int) -> None:
        self._shell.toast(self.tr("The two records are apart again"))
        if given_up_id:
            self._shell.open("patient", patient_id=given_up_id)

    def _build(self, theme: Theme) -> None:
        self._fault = Banner(theme, "danger", "", icon="circle-alert")
        self._fault.hide()
        self._choose_page = ScrollPage(theme, self.tr("The other record"), _WIDE)
        self._choose_page.body.addWidget(self.choose)
        self._compare_page = ScrollPage(theme, self.tr("The two records"), _WIDE)
        self._compare_page.body.addWidget(self.compare)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choose_page)
        self._pages.addWidget(self._compare_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(theme))
        column.addWidget(self._fault)
        column.addWidget(self._pages, 1)

    def _head(self, theme: Theme) -> QFrame:
        head = QFrame()
        head.setProperty("role", "topbar")
        back = IconButton(theme, "arrow-left", self.tr("Back"))
        back.clicked.connect(self._shell.back)
        self._other = Button(theme, self.tr("Another record"), "search", role="quiet")
        self._other.clicked.connect(self._model.choose_another)
        self._merge = Button(theme, self.tr("Merge"), "merge", role="primary", key="Ctrl+Enter")
        self._merge.clicked.connect(self._model.merge)
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.M, Space.S - 1, Space.L, Space.S - 1)
        row.setSpacing(Space.M)
        row.addWidget(back)
        row.addWidget(PlainLabel(theme, self.tr("Merge two records"), role="title"), 1)
        row.addWidget(self._other)
        row.addWidget(self._merge)
        return head

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.merged.connect(self._on_merged)
        model.undone.connect(self._on_undone)
        self.choose.searched.connect(model.search)
        self.choose.chosen.connect(model.choose)
        self.compare.picked.connect(model.pick)
        self.compare.swapped.connect(model.swap)
        on_keys(self, dict.fromkeys(ACT_KEYS, model.merge))
