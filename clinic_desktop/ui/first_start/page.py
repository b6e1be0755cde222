"""The wizard of the first start: one step at a time, Back and Next, everything checked in place."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.ui.first_start.steps import STEPS, StepForm, title_of
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.shell.card_page import CardPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.shell.first_start import FirstStartState, FirstStartViewModel, Step


class FirstStartPage(CardPage):
    """Shows the view-model's step."""

    def __init__(self, theme: Theme, viewmodel: FirstStartViewModel, locale: QLocale) -> None:
        super().__init__(theme, "", width=520)
        self._viewmodel, self._locale_ = viewmodel, locale
        # The view-model has no other owner.
        viewmodel.setParent(self)
        self.form: StepForm | None = None
        self._step: Step | None = None
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._back = Button(theme, self.tr("Back"), icon="arrow-left", role="quiet")
        self._skip = Button(theme, self.tr("Add doctors later"))
        self.next = Button(theme, self.tr("Next"), role="primary", key="Enter")
        self._back.clicked.connect(viewmodel.back)
        self._skip.clicked.connect(viewmodel.skip_doctor)
        self.next.clicked.connect(self.go_on)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self._back)
        foot.addStretch()
        foot.addWidget(self._skip)
        foot.addWidget(self.next)
        self.body.addWidget(self._refusal)
        self.body.addLayout(foot)
        viewmodel.state_changed.connect(self.show_state)
        viewmodel.held_up.connect(self._on_held_up)
        self.show_state(viewmodel.state)

    @property
    def skip(self) -> Button:
        """The way round the first doctor."""
        return self._skip

    def show_state(self, state: FirstStartState) -> None:
        """Shows the step with its problems."""
        if state.step is not self._step or self.form is None:
            self._show_step(state.step)
        form = self.form
        assert form is not None
        form.show_state(state)
        places = {"step": state.step - state.first_step + 1, "steps": len(Step) - state.first_step}
        self.set_title(title_of(state.step), self.tr("Step {step} of {steps}").format(**places))
        self._refusal.set_text(sentence(state.refusal) if state.refusal is not None else "")
        self._refusal.setVisible(state.refusal is not None)
        self._back.setVisible(state.step > state.first_step)
        self._skip.setVisible(state.step is Step.DOCTOR)
        self.next.set_text(self.tr("Make the clinic") if state.step is Step.DOCTOR else self.tr("Next"))
        self.next.set_busy({"making": self.tr("Making…"), "testing": self.tr("Asking…")}.get(state.busy))

    def go_on(self) -> None:
        """Goes to the next step where every field of this one can be read."""
        if self.form is not None and all_read(self.form):
            self._viewmodel.go_on()

    def _on_held_up(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def _show_step(self, step: Step) -> None:
        self._step = step
        old = self.form
        self.form = STEPS[step](self.theme, self._viewmodel, self._locale_)
        self.form.entered.connect(self.go_on)
        self.body.insertWidget(0, self.form)
        if old is not None:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.form.focus_first()
