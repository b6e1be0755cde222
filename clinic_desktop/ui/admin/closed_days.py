"""The days on which a centre is closed: own ones, and public holidays to pick from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.services.location_values import LocationClosure, PublicHoliday
from clinic_desktop.ui.admin.form import side_by_side
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.formats import weekday_date, year_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.fields import DateField, TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.centres import CentresState, CentresViewModel


class ClosedDays(QWidget):
    """Closed days to come at the left, the country's public holidays of a year at the right."""

    def __init__(self, around: Around, model: CentresViewModel) -> None:
        super().__init__()
        self.around, self._model = around, model
        theme = around.theme
        self.day = DateField(theme, self.tr("Day"), today=around.session.today, locale=around.locale)
        self.name = TextField(theme, self.tr("Why"), self.tr("Such as Founder's day"), NAME_LENGTH)
        self.whole = CheckBox(theme, self.tr("The whole clinic, not only this centre"))
        self.add = Button(theme, self.tr("Close on this day"), "calendar-x")
        self.add.clicked.connect(self._on_add)
        self.name.edit.returnPressed.connect(self._on_add)
        self.closing = Panel(theme, self.tr("Closed days to come"), role="inset")
        self._days = QVBoxLayout()
        self._days.setSpacing(Space.XS)
        self.closing.body.addLayout(self._days)
        self.year_before = IconButton(theme, "chevron-left", self.tr("Year before"))
        self.year_after = IconButton(theme, "chevron-right", self.tr("Year after"))
        self.year_before.clicked.connect(lambda: model.show_holidays(model.state.holiday_year - 1))
        self.year_after.clicked.connect(lambda: model.show_holidays(model.state.holiday_year + 1))
        self.public = Panel(theme, self.tr("Public holidays"), role="inset")
        self.public.add_action(self.year_before)
        self.public.add_action(self.year_after)
        self._none = PlainLabel(theme, role="muted", wrap=True)
        self._holidays = QVBoxLayout()
        self._holidays.setSpacing(Space.XS)
        self.pick = Button(theme, "", "calendar-x")
        self.pick.clicked.connect(self._on_pick)
        self.public.body.addWidget(self._none)
        self.public.body.addLayout(self._holidays)
        self.public.body.addWidget(self.pick)
        self.boxes: dict[PublicHoliday, CheckBox] = {}
        self._shown: tuple[object, ...] | None = None
        self._build()

    def show_centre(self, state: CentresState) -> None:
        """Shows the days."""
        problems = dict(state.closure_problems)
        for name, field in (("day", self.day), ("name", self.name)):
            field.set_problem(problem(problems[name]) if name in problems else None)
        shown = (state.selected_id, state.closures, state.holidays, state.holiday_year)
        if shown == self._shown:
            return
        if self._shown is not None and state.closures != self._shown[1]:
            self.day.set_date(None)
            self.name.set_text("")
        self._shown = shown
        self._show_closures([c for c in state.closures if c.location_id in (None, state.selected_id)])
        self._show_holidays(state)

    def _show_closures(self, closures: list[LocationClosure]) -> None:
        empty(self._days)
        if not closures:
            self._days.addWidget(PlainLabel(self.around.theme, self.tr("None in the coming year."), role="muted"))
        for closure in closures:
            self._days.addWidget(self._closure(closure))

    def _closure(self, closure: LocationClosure) -> QWidget:
        theme, row = self.around.theme, QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        day = PlainLabel(theme, weekday_date(closure.day, self.around.locale), role="strong")
        day.setMinimumWidth(theme.px(92))
        line.addWidget(day)
        line.addWidget(PlainLabel(theme, closure.name), 1)
        if closure.location_id is None:
            line.addWidget(PlainLabel(theme, self.tr("whole clinic"), role="caption"))
        cross = IconButton(theme, "x", self.tr("Open on {name} after all").format(name=closure.name))
        cross.clicked.connect(lambda: self._model.remove_closure(closure.id))
        line.addWidget(cross)
        return row

    def _show_holidays(self, state: CentresState) -> None:
        theme = self.around.theme
        empty(self._holidays)
        self.boxes = {}
        year = year_text(state.holiday_year, self.around.locale)
        self.public.set_title(self.tr("Public holidays {year}").format(year=year))
        today = self.around.session.today()
        coming = [holiday for holiday in state.holidays if holiday.day >= today]
        for holiday in coming:
            text = self.tr("{day} · {name}").format(
                day=weekday_date(holiday.day, self.around.locale), name=holiday.name
            )
            box = CheckBox(theme, text, checked=holiday.closed)
            box.set_disabled_reason(self.tr("Closed already") if holiday.closed else None)
            box.clicked.connect(lambda _on: self._show_pick())
            self._holidays.addWidget(box)
            self.boxes[holiday] = box
        self._none.setVisible(not coming)
        past = self.tr("All of this year's public holidays are over.")
        unknown = self.tr("No public holidays are known for this country. Add closed days by hand.")
        self._none.set_text(past if state.holidays else unknown)
        self._show_pick()

    def _picked(self) -> tuple[PublicHoliday, ...]:
        return tuple(holiday for holiday, box in self.boxes.items() if box.isChecked() and not holiday.closed)

    def _show_pick(self) -> None:
        count = len(self._picked())
        self.pick.setVisible(any(not holiday.closed for holiday in self.boxes))
        text = self.tr("Close on %Ln holidays", "", count)
        self.pick.set_text(text if count else self.tr("Pick all"))

    def _on_pick(self) -> None:
        picked = self._picked()
        if picked:
            self._model.close_on(picked)
            return
        for holiday, box in self.boxes.items():
            box.setChecked(True if not holiday.closed else box.isChecked())
        self._show_pick()

    def _on_add(self) -> None:
        self._model.add_closure(self.day.day(), self.name.text(), self.whole.isChecked())

    def _build(self) -> None:
        own = QVBoxLayout()
        own.setSpacing(Space.S)
        own.addLayout(side_by_side(self.day, self.name, stretches=(1, 2)))
        own.addWidget(self.whole)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        own.addLayout(below)
        own.addSpacing(Space.S)
        own.addWidget(self.closing)
        own.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        row.addLayout(own, 3)
        row.addWidget(self.public, 2, Qt.AlignmentFlag.AlignTop)
        page = ScrollPage(self.around.theme, self.tr("Closed days"))
        page.body.addLayout(row)
        page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
