"""The four steps of the wizard. Each shows the draft, and tells the view-model what a person types."""

from collections.abc import Callable
from datetime import time

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import LINE_LENGTH, NAME_LENGTH
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.first_start import regions
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import (
    AmountField,
    Choice,
    ChoiceField,
    Field,
    MultiChoiceField,
    PasswordField,
    TextField,
    TimeField,
)
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.shell.first_start import FirstStartState, FirstStartViewModel, Step


class StepForm(QWidget):
    """One step. Subclasses make their fields in ``fill`` and add them with ``add``. ``entered`` is Enter in a line."""

    entered = Signal()

    def __init__(self, theme: Theme, viewmodel: FirstStartViewModel, locale: QLocale) -> None:
        super().__init__()
        self.theme, self.viewmodel, self.locale_ = theme, viewmodel, locale
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.M)
        self.fill()

    def fill(self) -> None:
        """Makes the fields."""

    def show_state(self, state: FirstStartState) -> None:
        """Shows what is wrong with the fields."""
        problems = dict(state.problems)
        for name, field in self.fields.items():
            if name in problems:
                field.set_problem(problem(problems[name]))
            elif field.problem() is not None:
                field.set_problem(None)

    def focus_first(self) -> None:
        """Puts the keyboard on the first field, or the first with a problem."""
        wrong = [field for field in self.fields.values() if field.problem() is not None]
        for field in [*wrong, *self.fields.values()][:1]:
            field.setFocus()

    def add(self, name: str, field: Field) -> None:
        """Puts a field at the end."""
        self.fields[name] = field
        self.column.addWidget(field)

    def add_row(self, *named: tuple[str, Field]) -> None:
        """Puts fields side by side."""
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for name, field in named:
            self.fields[name] = field
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)

    def text(self, name: str, label: str, hint: str = "", most: int = NAME_LENGTH) -> TextField:
        """A line of text that edits the draft."""
        return self._bound(TextField(self.theme, label, hint, most), name)

    def password(self, name: str, label: str) -> PasswordField:
        """A password that edits the draft."""
        field = PasswordField(self.theme, label)
        field.set_text(str(getattr(self.viewmodel.state.draft, name)))
        field.edit.textEdited.connect(lambda _text: self.viewmodel.edit(**{name: field.text()}))
        field.edit.returnPressed.connect(self.entered)
        return field

    def choice(
        self, name: str, label: str, choices: list[Choice], then: Callable[[str], None] | None = None
    ) -> ChoiceField:
        """One of several, that edits the draft."""
        field = ChoiceField(self.theme, label, choices)
        field.set_value(getattr(self.viewmodel.state.draft, name))
        field.chosen.connect(then or (lambda value: self.viewmodel.edit(**{name: value})))
        return field

    def _bound(self, field: TextField, name: str) -> TextField:
        field.set_text(str(getattr(self.viewmodel.state.draft, name)))
        field.edited.connect(lambda text: self.viewmodel.edit(**{name: text}))
        field.edit.returnPressed.connect(self.entered)
        return field


class DatabaseStep(StepForm):
    """Where the data goes."""

    def fill(self) -> None:
        places = [
            Choice("file", self.tr("This computer"), icon="monitor"),
            Choice("server", self.tr("Shared by many desks"), icon="database"),
            Choice("demo", self.tr("Look around first"), icon="eye"),
        ]
        self._place = Segmented(self.theme, places, self.tr("Where the data goes"))
        self._place.chosen.connect(lambda place: self.viewmodel.edit(place=place))
        self._explain = PlainLabel(self.theme, role="muted", wrap=True)
        self.column.addWidget(self._place)
        self.column.addWidget(self._explain)
        self.add(
            "url",
            self.text(
                "url", self.tr("Address of the PostgreSQL database"), "postgresql://name:password@server/clinic", 2000
            ),
        )
        self.test = Button(self.theme, self.tr("Test the connection"), icon="activity")
        self.test.clicked.connect(self.viewmodel.test)
        self._found = PlainLabel(self.theme, role="good", wrap=True)
        self._no_key_store = PlainLabel(
            self.theme,
            self.tr(
                "This computer has no key store, so the password will not be kept. Set CLINIC_DATABASE_URL to the whole"
                " address for the next start."
            ),
            role="warning",
            wrap=True,
        )
        for widget in (self.test, self._found, self._no_key_store):
            self.column.addWidget(widget)

    def show_state(self, state: FirstStartState) -> None:
        super().show_state(state)
        place = state.draft.place
        self._place.set_value(place)
        self._explain.set_text(self._words(place))
        for widget in (self.fields["url"], self.test):
            widget.setVisible(place == "server")
        self.test.set_busy(self.tr("Testing…") if state.busy == "testing" else None)
        found = {
            "empty": self.tr("The database answers, and it is empty."),
            "clinic": self.tr("The database answers. There is a clinic in it: Next opens it."),
        }
        self._found.set_text(found.get(state.tested, ""))
        self._found.setVisible(place == "server" and bool(state.tested))
        self._no_key_store.setVisible(place == "server" and not state.keeps_password)

    def _words(self, place: str) -> str:
        if place == "server":
            return self.tr("Several desks and centres share one PostgreSQL database. Your technician has its address.")
        if place == "demo":
            return self.tr(
                "Opens an invented clinic with doctors, patients and a year of visits. Nothing real is touched."
            )
        return self.tr("One desk, without any set-up: the data lies in one file on this computer.")


class ClinicStep(StepForm):
    """The clinic and its first centre."""

    def fill(self) -> None:
        draft = self.viewmodel.state.draft
        if not draft.country and (here := regions.country_here()):
            self.viewmodel.edit(country=here, currency=regions.currency_of(here), centre_zone=regions.zone_of(here))
            draft = self.viewmodel.state.draft
        self.add("clinic_name", self.text("clinic_name", self.tr("Name of the clinic")))
        self.add_row(
            ("country", self.choice("country", self.tr("Country"), regions.countries(), self._choose_country)),
            ("currency", self.choice("currency", self.tr("Currency"), regions.currencies())),
        )
        self.add_row(
            ("centre_name", self.text("centre_name", self.tr("First centre"), self.tr("such as Main Street"))),
            ("centre_city", self.text("centre_city", self.tr("City"), most=LINE_LENGTH)),
        )
        self.add("centre_zone", self.choice("centre_zone", self.tr("Time zone"), regions.zones(draft.country)))

    def _choose_country(self, country: object) -> None:
        code = str(country)
        self.viewmodel.edit(country=code, currency=regions.currency_of(code), centre_zone=regions.zone_of(code))
        for name in ("currency", "centre_zone"):
            field = self.fields[name]
            if isinstance(field, ChoiceField):
                field.set_choices(regions.zones(code) if name == "centre_zone" else regions.currencies())
                field.set_value(getattr(self.viewmodel.state.draft, name))


class AdminStep(StepForm):
    """The first person who may do everything."""

    def fill(self) -> None:
        self.add("admin_name", self.text("admin_name", self.tr("Your name")))
        self.add(
            "admin_email", self.text("admin_email", self.tr("Email or username, to sign in with"), most=LINE_LENGTH)
        )
        self.add("admin_password", self.password("admin_password", self.tr("Password")))
        self.add("admin_again", self.password("admin_again", self.tr("Password again")))
        self.fields["admin_password"].set_note(self.tr("At least 8 characters, and not easy to guess."))


class DoctorStep(StepForm):
    """The first doctor; may be skipped."""

    def fill(self) -> None:
        draft = self.viewmodel.state.draft
        self.add_row(
            ("doctor_name", self.text("doctor_name", self.tr("Doctor's name"))),
            ("doctor_speciality", self.text("doctor_speciality", self.tr("Speciality"))),
        )
        fee = AmountField(self.theme, self.tr("Fee of a visit"), draft.currency, self.locale_)
        if draft.doctor_fee_minor:
            fee.set_money(Money(draft.doctor_fee_minor, draft.currency))
        fee.edit.returnPressed.connect(self.entered)
        fee.amount_edited.connect(lambda money: self.viewmodel.edit(doctor_fee_minor=money.minor if money else 0))
        days = MultiChoiceField(self.theme, self.tr("Works on"), self._weekdays())
        days.set_values(draft.doctor_days)
        days.chosen.connect(lambda values: self.viewmodel.edit(doctor_days=values))
        self.add_row(("doctor_fee_minor", fee), ("doctor_days", days))
        self.add_row(
            ("doctor_start", self._time("doctor_start", self.tr("From"))),
            ("doctor_end", self._time("doctor_end", self.tr("To"))),
        )

    def _weekdays(self) -> list[Choice]:
        return [Choice(day, self.locale_.dayName(day + 1, QLocale.FormatType.ShortFormat)) for day in range(7)]

    def _time(self, name: str, label: str) -> TimeField:
        field = TimeField(self.theme, label, locale=self.locale_)
        field.edit.returnPressed.connect(self.entered)
        minute: int | None = getattr(self.viewmodel.state.draft, name)
        field.set_time(None if minute is None else time(minute // 60, minute % 60))
        field.chosen.connect(lambda moment: self.viewmodel.edit(**{name: _minute(moment)}))
        return field


def _minute(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


STEPS: dict[Step, type[StepForm]] = {
    Step.DATABASE: DatabaseStep,
    Step.CLINIC: ClinicStep,
    Step.ADMIN: AdminStep,
    Step.DOCTOR: DoctorStep,
}


def title_of(step: Step) -> str:
    """The step's title."""
    return {
        Step.DATABASE: QCoreApplication.translate("FirstStart", "Where shall the data be?"),
        Step.CLINIC: QCoreApplication.translate("FirstStart", "Your clinic"),
        Step.ADMIN: QCoreApplication.translate("FirstStart", "The first admin"),
        Step.DOCTOR: QCoreApplication.translate("FirstStart", "The first doctor"),
    }[step]
