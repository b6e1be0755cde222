"""The tree of specialities: a list in which each node stands below its parent, and a form for the one in view."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.services.practitioners.values import SpecialityView
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.fields import ChoiceField, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.services import ServicesState, ServicesViewModel

_INDENT = "\u2003\u2003"


class Specialities(QWidget):
    """Add, rename, move and remove."""

    def __init__(self, around: Around, model: ServicesViewModel) -> None:
        super().__init__()
        self.around, self._model = around, model
        theme = around.theme
        self.table = DataTable(theme, self.tr("Specialities"))
        columns = (
            Column(self.tr("Speciality"), self._name),
            Column(self.tr("Doctors"), self._doctors, number=True),
        )
        self.rows: TableRows[SpecialityView] = TableRows(columns, lambda node: node.id, self.table)
        self.name = TextField(theme, self.tr("Name"), max_length=NAME_LENGTH)
        self.parent_field = ChoiceField(theme, self.tr("Below"))
        self.save = Button(theme, self.tr("Rename or move"), role="primary")
        self.remove = Button(theme, self.tr("Remove…"), "trash-2", "danger")
        self.new_name = TextField(theme, self.tr("Name"), self.tr("Such as Paediatric cardiology"), NAME_LENGTH)
        self.new_parent = ChoiceField(theme, self.tr("Below"))
        self.add = Button(theme, self.tr("Add speciality"), "plus")
        self._shown_node: SpecialityView | None = None
        self._count = 0
        self._build()
        self.table.chosen.connect(model.select_speciality)
        self.save.clicked.connect(self._on_save)
        self.remove.clicked.connect(self._on_remove)
        self.add.clicked.connect(self._on_add)
        self.new_name.edit.returnPressed.connect(self._on_add)
        self.name.edit.returnPressed.connect(self._on_save)

    def show_specialities(self, state: ServicesState) -> None:
        """Shows the tree."""
        self.rows.show_rows(state.specialities)
        self.table.select_id(state.speciality_id)
        top = Choice(None, self.tr("Nothing, at the top"))
        nodes = [Choice(node.id, " › ".join(node.path)) for node in state.specialities]
        self.parent_field.set_choices([top, *(choice for choice in nodes if choice.value != state.speciality_id)])
        self.new_parent.set_choices([top, *nodes])
        node = state.speciality
        self._chosen.setVisible(node is not None)
        if node is not None and node != self._shown_node:
            self._chosen.set_title(node.name)
            self.name.set_text(node.name)
            self.parent_field.set_value(node.parent_id)
        self._shown_node = node
        if len(state.specialities) > self._count:
            self.new_name.set_text("")
        self._count = len(state.specialities)
        fault = problem(state.speciality_problem) if state.speciality_problem else None
        typing = self.new_name.edit.hasFocus() or node is None
        self.new_name.set_problem(fault if typing else None)
        self.name.set_problem(fault if not typing else None)

    def _name(self, node: SpecialityView) -> Cell:
        return Cell(_INDENT * (len(node.path) - 1) + node.name, strong=len(node.path) == 1)

    def _doctors(self, node: SpecialityView) -> Cell:
        return Cell(self.around.locale.toString(node.practitioners) if node.practitioners else "")

    def _on_add(self) -> None:
        self.new_name.setFocus()
        parent = self.new_parent.value()
        self._model.add_speciality(self.new_name.text(), parent if isinstance(parent, int) else None)

    def _on_save(self) -> None:
        node, parent = self._model.state.speciality, self.parent_field.value()
        if node is not None:
            self._model.rename_speciality(node.id, self.name.text(), parent if isinstance(parent, int) else None)

    def _on_remove(self) -> None:
        node = self._model.state.speciality
        if node is not None:
            self.around.shell.ask(
                self.tr("Remove {name}?").format(name=isolated(node.name)),
                self.tr("It is refused while a doctor has it or another speciality stands below it."),
                self.tr("Keep"),
                self.tr("Remove"),
                lambda: self._model.remove_speciality(node.id),
            )

    def _build(self) -> None:
        theme = self.around.theme
        self.table.setModel(self.rows)
        self.table.set_widths((260, 90))
        self.table.set_stretch(0)
        left = Panel(theme)
        left.body.addWidget(self.table, 1)
        self._chosen = Panel(theme)
        for field in (self.name, self.parent_field):
            self._chosen.body.addWidget(field)
        self._chosen.body.addLayout(_buttons(self.save, self.remove))
        new = Panel(theme, self.tr("New speciality"))
        new.body.addWidget(
            PlainLabel(theme, self.tr("Doctors are found by it and by what stands above it."), "caption", True)
        )
        for field in (self.new_name, self.new_parent):
            new.body.addWidget(field)
        new.body.addLayout(_buttons(self.add))
        right = QVBoxLayout()
        right.setSpacing(Space.M)
        right.addWidget(self._chosen)
        right.addWidget(new)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(left, 3)
        row.addLayout(right, 2)


def _buttons(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
