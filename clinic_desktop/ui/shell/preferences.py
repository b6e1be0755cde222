"""How the program looks and prints on this computer. What is chosen holds at once: the page is its own preview."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.settings import Settings
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.fields import Choice, ChoiceField, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.printing.printer import Printers, SystemPrinters
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Density, Size, Space
from clinic_desktop.viewmodels.shell.computer import Computer

TEXT_SIZES = (90, 100, 110, 125, 150)
# Locales whose formats can be chosen; the words are English until there are translations.
LOCALES = ("en_IN", "en_GB", "en_US", "en_DE", "en_AE")


class Preferences(Screen):
    """Every change is kept at once in this computer's settings. ``staff`` also name the desk and choose the printers of
    its tokens and day sheets: a patient who signs in at it does not."""

    def __init__(
        self,
        theme: Theme,
        computer: Computer,
        shell: Shell,
        tasks: Runner,
        parent: QWidget,
        printers: Printers | None = None,
        staff: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme, self._computer, self._shell, self._tasks = theme, computer, shell, tasks
        self._printers: Printers = printers or SystemPrinters()
        self._names: tuple[str, ...] = ()
        self._build()
        for field in (self.desk, self.token_printer, self.page_printer, self.page_paper):
            field.setVisible(staff)
        computer.changed.connect(self.show_settings)
        computer.not_kept.connect(shell.refuse)
        self.show_settings()

    def enter(self, **arguments: Any) -> None:
        """Asks the system for its printers; that may take a while."""
        printers = self._printers
        self._tasks.run(self, printers.names, self._show_printers, self._shell.refuse)
        self.look.setFocus()

    def show_settings(self) -> None:
        """Shows what holds."""
        settings = self._computer.settings
        self.look.set_value(settings.theme)
        self.text_size.set_value(settings.text_percent)
        self.density.set_value(settings.density)
        self.motion.setChecked(not settings.motion)
        self.language.set_value(settings.language)
        self.desk.set_text(settings.desk)
        for field, name, value in (
            (self.token_printer, "token_printer", settings.token_printer),
            (self.receipt_printer, "receipt_printer", settings.receipt_printer),
            (self.page_printer, "page_printer", settings.page_printer),
        ):
            field.set_choices(self._printer_choices(settings, name))
            field.set_value(value)
        self.receipt_paper.set_value(settings.receipt_paper)
        self.page_paper.set_value(settings.page_paper)

    def _build(self) -> None:
        page = ScrollPage(self._theme, self.tr("Preferences"), max_width=Size.FORM_MAX + 240)
        page.body.setSpacing(Space.L)
        page.body.addWidget(PlainLabel(self._theme, self.tr("Preferences"), role="title"))
        page.body.addWidget(
            PlainLabel(
                self._theme, self.tr("These hold for this computer, whoever works at it."), role="muted", wrap=True
            )
        )
        for panel in (self._look_panel(), self._desk_panel(), self._paper_panel()):
            page.body.addWidget(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.begin_keys_at(self.look)

    def _look_panel(self) -> Panel:
        panel = Panel(self._theme, self.tr("Look"))
        self.look = self._segments(
            "theme",
            self.tr("Theme"),
            (
                Choice("light", self.tr("Light"), icon="sun"),
                Choice("dark", self.tr("Dark"), icon="moon"),
                Choice("system", self.tr("As the system"), icon="monitor"),
            ),
        )
        sizes = [Choice(size, self.tr("{percent} %").format(percent=size)) for size in TEXT_SIZES]
        self.text_size = self._segments("text_percent", self.tr("Text size"), sizes)
        self.density = self._segments(
            "density",
            self.tr("Rows"),
            (
                Choice(str(Density.COMPACT), self.tr("Compact")),
                Choice(str(Density.NORMAL), self.tr("Normal")),
                Choice(str(Density.RELAXED), self.tr("Relaxed")),
            ),
        )
        self.motion = CheckBox(self._theme, self.tr("Reduce motion"))
        self.motion.clicked.connect(lambda: self._change(motion=not self.motion.isChecked()))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.M)
        grid.setColumnStretch(1, 1)
        named = (
            (self.tr("Theme"), self.look),
            (self.tr("Text size"), self.text_size),
            (self.tr("Rows"), self.density),
        )
        for row, (words, control) in enumerate(named):
            grid.addWidget(PlainLabel(self._theme, words, role="label"), row, 0)
            grid.addWidget(control, row, 1)
        grid.addWidget(self.motion, len(named), 1)
        panel.body.addLayout(grid)
        panel.body.addWidget(self._preview())
        return panel

    def _preview(self) -> Panel:
        """A row as the lists show it, so that sizes and colours can be judged here."""
        preview = Panel(self._theme, role="inset")
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        name = self.tr("Asha Rao", "an invented patient")
        avatar = Avatar(self._theme, 32)
        avatar.show_person(name)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._theme, name, role="strong"))
        words.addWidget(PlainLabel(self._theme, self.tr("Born 14-Mar-1992 · token A-014"), role="caption"))
        row.addWidget(avatar)
        row.addLayout(words, 1)
        row.addWidget(Chip.of_state(self._theme, AppointmentState.CHECKED_IN, self.tr("Arrived")))
        row.addWidget(Chip.of_state(self._theme, AppointmentState.CONFIRMED, self.tr("Booked")))
        preview.body.addLayout(row)
        return preview

    def _desk_panel(self) -> Panel:
        panel = Panel(self._theme, self.tr("This computer"))
        self.desk = TextField(self._theme, self.tr("Name of this desk"), self.tr("such as Front desk 1"), max_length=40)
        self.desk.set_note(self.tr("Printed on tokens and kept with everything that is done here."))
        self.desk.finished.connect(self._keep_desk)
        names = [Choice("", self.tr("As the system"))]
        names += [Choice(code, _locale_name(code)) for code in LOCALES]
        self.language = ChoiceField(self._theme, self.tr("Language, dates and numbers"), names)
        self.language.chosen.connect(self._change_language)
        panel.body.addWidget(self.desk)
        panel.body.addWidget(self.language)
        return panel

    def _paper_panel(self) -> Panel:
        panel = Panel(self._theme, self.tr("Printers"), self.tr("Without a printer, papers are kept as PDF files."))
        self.token_printer = self._printer_field("token_printer", self.tr("Tokens"))
        self.receipt_printer = self._printer_field("receipt_printer", self.tr("Receipts"))
        self.page_printer = self._printer_field("page_printer", self.tr("Day sheets"))
        self.receipt_paper = self._paper_field("receipt_paper", tuple(PaperKind))
        self.page_paper = self._paper_field("page_paper", tuple(kind for kind in PaperKind if not kind.is_roll))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        for row, (printer, paper) in enumerate(
            (
                (self.token_printer, None),
                (self.receipt_printer, self.receipt_paper),
                (self.page_printer, self.page_paper),
            )
        ):
            grid.addWidget(printer, row, 0)
            if paper is not None:
                grid.addWidget(paper, row, 1)
        panel.body.addLayout(grid)
        again = Button(self._theme, self.tr("Look for printers again"), icon="refresh-cw", role="quiet")
        again.clicked.connect(lambda: self.enter())
        row_of_button = QHBoxLayout()
        row_of_button.addWidget(again)
        row_of_button.addStretch()
        panel.body.addLayout(row_of_button)
        return panel

    def _segments(self, name: str, words: str, choices: Sequence[Choice]) -> Segmented:
        control = Segmented(self._theme, choices, words)
        control.chosen.connect(lambda value: self._change(**{name: value}))
        return control

    def _printer_field(self, name: str, words: str) -> ChoiceField:
        field = ChoiceField(self._theme, words)
        field.chosen.connect(lambda value: self._change(**{name: value}))
        return field

    def _paper_field(self, name: str, kinds: Sequence[PaperKind]) -> ChoiceField:
        words = {PaperKind.ROLL_80: self.tr("Roll, 80 mm"), PaperKind.ROLL_58: self.tr("Roll, 58 mm")}
        field = ChoiceField(
            self._theme, self.tr("Paper"), [Choice(str(kind), words.get(kind, str(kind))) for kind in kinds]
        )
        field.chosen.connect(lambda value: self._change(**{name: value}))
        return field

    def _printer_choices(self, settings: Settings, name: str) -> list[Choice]:
        """The printers that there are, and the chosen one also where it is gone."""
        kept = str(getattr(settings, name))
        choices = [Choice("", self.tr("None: keep a PDF")), *(Choice(found, found) for found in self._names)]
        if kept and kept not in self._names:
            choices.append(Choice(kept, kept, detail=self.tr("not found")))
        return choices

    def _show_printers(self, names: list[str]) -> None:
        self._names = tuple(names)
        self.show_settings()

    def _keep_desk(self) -> None:
        name = " ".join(self.desk.text().split())
        if name:
            self._change(desk=name)
        else:
            self.desk.set_text(self._computer.settings.desk)

    def _change_language(self, language: object) -> None:
        self._change(language=language)
        self._shell.toast(self.tr("This holds from the next start on"))

    def _change(self, **changes: Any) -> None:
        self._computer.change(**changes)


def _locale_name(code: str) -> str:
    locale = QLocale(code)
    return f"{QLocale.languageToString(locale.language())} ({QLocale.territoryToString(locale.territory())})"
