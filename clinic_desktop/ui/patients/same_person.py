"""Who else it could be, beside the form: told while somebody types, so that nobody is registered twice."""

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.patients.duplicates import LikelyDuplicate
from clinic_desktop.ui.formats import phone_text
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_row import PersonRow
from clinic_desktop.ui.patients.person_texts import born_value, joined, reason_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session

_WIDE = 320
_HIGH = 190
_NO_LIMIT = 16_777_215
_MOST = 8


class SamePerson(QScrollArea):
    """``opened`` and ``compared`` carry the other patient's number."""

    opened = Signal(int)
    compared = Signal(int)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: object = None
        self._beside = True
        self.setAccessibleName(self.tr("Maybe the same person"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.panel = Panel(theme, self.tr("Known already?"))
        self._nobody = PlainLabel(theme, role="caption", wrap=True)
        self._people = QVBoxLayout()
        self._people.setSpacing(Space.M)
        self.panel.body.addWidget(self._nobody)
        self.panel.body.addLayout(self._people)
        inside = QWidget()
        inside.setProperty("role", "clear")
        self._column = QVBoxLayout(inside)
        self._column.addWidget(self.panel)
        self._column.addStretch(1)
        self.setWidget(inside)
        theme.changed.connect(self._fit)

    @property
    def rows(self) -> list[PersonRow]:
        """The people in view."""
        return self.panel.findChildren(PersonRow)

    def show_people(self, people: tuple[LikelyDuplicate, ...], new: bool, may_merge: bool) -> None:
        """Shows whom it could be; nobody is said too, because it is what the desk hopes for."""
        if (people, new, may_merge) == self._shown:
            return
        self._shown = (people, new, may_merge)
        empty(self._people)
        nobody = self.tr("Nobody here has this phone, this name, or a similar name and the same day of birth.")
        self._nobody.set_text(nobody)
        self._nobody.setVisible(not people)
        compares = may_merge and not new
        for one in people[:_MOST]:
            verb = self.tr("Compare") if compares else self.tr("Open")
            signal = self.compared if compares else self.opened
            row = PersonRow(self._theme, one.name, self._detail(one), verb, partial(signal.emit, one.id), self.panel)
            self._people.addWidget(row)
        self._fit()

    def _detail(self, one: LikelyDuplicate) -> str:
        born = born_value(one.birth_date, False, self._session.today(), self._locale)
        phone = phone_text(one.phone, self._session.centre.country, self._locale) if one.phone else ""
        return "\n".join((joined(one.number, born), joined(phone, reason_words(one.reasons))))

    def set_beside(self, beside: bool) -> None:
        """Whether there is room beside the form; else it stands above it, only while there is somebody to show."""
        self._beside = beside
        self._fit()

    def _fit(self) -> None:
        wide = self._theme.px(_WIDE)
        self.setMinimumWidth(wide if self._beside else 0)
        self.setMaximumWidth(wide if self._beside else _NO_LIMIT)
        self.setMaximumHeight(_NO_LIMIT if self._beside else self._theme.px(_HIGH))
        content = self.panel.sizeHint().height() + Space.L + 2
        self.setMinimumHeight(0 if self._beside else min(self._theme.px(_HIGH), content))
        self._column.setContentsMargins(Space.XS if self._beside else Space.L, Space.L, 0, 0)
        # Who only keeps a medical history compares nobody.
        compares = self._session.may(Permission.EDIT_PATIENTS)
        self.setVisible(compares and (self._beside or bool(self._people.count())))
