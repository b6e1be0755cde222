"""The person in view beside the lists of people, with what can be done with them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from clinic_desktop.domain.codes import RegistrationCheck, Role
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.accounts.staff import StaffView
from clinic_desktop.services.practitioners.values import PractitionerCard, PractitionerProfile
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.people_columns import centres_text
from clinic_desktop.ui.admin.username_dialog import UsernameDialog
from clinic_desktop.ui.admin.words import check_tone, check_word, missing_sentence, role_explained, role_word
from clinic_desktop.ui.formats import isolated, percent_text, phone_text, short_date
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.theme.tokens import Space


class _PersonPanel(Panel):
    """Portrait and name at the top, facts below, buttons at the foot."""

    def __init__(self, around: Around) -> None:
        super().__init__(around.theme)
        self.around = around
        theme = around.theme
        self._avatar = Avatar(theme, 48, self)
        self._name = PlainLabel(theme, role="section", wrap=True, parent=self)
        self._under = PlainLabel(theme, role="muted", wrap=True, parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._under)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.body.setSpacing(Space.M)
        self.body.addLayout(top)

    def _label(self, role: str = "muted") -> PlainLabel:
        label = PlainLabel(self.theme, role=role, wrap=True, parent=self)
        self.body.addWidget(label)
        return label

    def _button(self, text: str, icon: str, signal: SignalInstance, role: str = "secondary") -> Button:
        button = Button(self.theme, text, icon, role, parent=self)
        button.clicked.connect(lambda: signal.emit())
        self.body.addWidget(button)
        return button


class DoctorPanel(_PersonPanel):
    """One doctor. Each signal is what a person asked for; ``available_asked`` carries whether bookings are to be taken,
    ``login_asked`` a username."""

    edit_asked = Signal()
    hours_asked = Signal()
    available_asked = Signal(bool)
    verify_asked = Signal()
    leave_asked = Signal()
    return_asked = Signal()
    login_asked = Signal(str)
    reset_asked = Signal()

    def __init__(self, around: Around, portraits: Portraits) -> None:
        super().__init__(around)
        self._portraits = portraits
        self._card: PractitionerCard | None = None
        self._profile: PractitionerProfile | None = None
        chips = QHBoxLayout()
        chips.setSpacing(Space.XS)
        self._check = Chip(self.theme, "", parent=self)
        self._complete = Chip(self.theme, "", parent=self)
        chips.addWidget(self._check)
        chips.addWidget(self._complete)
        chips.addStretch(1)
        self.body.addLayout(chips)
        self._contact = self._label()
        self._missing = self._label("caption")
        self._verified = self._label("caption")
        self.body.addStretch(1)
        self.edit = self._button(self.tr("Edit profile"), "pencil", self.edit_asked)
        self.hours = self._button(self.tr("Hours"), "calendar-clock", self.hours_asked)
        self.available = Button(self.theme, "", "ban", parent=self)
        self.available.clicked.connect(self._on_available)
        self.body.addWidget(self.available)
        self.verify = self._button(self.tr("Mark registration as verified"), "badge-check", self.verify_asked)
        self.login = Button(self.theme, "", "key-round", parent=self)
        self.login.clicked.connect(self._on_login)
        self.body.addWidget(self.login)
        self.leave = Button(self.theme, "", "log-out", parent=self)
        self.leave.clicked.connect(self._on_leave)
        self.body.addWidget(self.leave)

    def show_doctor(self, card: PractitionerCard | None, profile: PractitionerProfile | None) -> None:
        """Shows the doctor; the profile may come later."""
        self._card, self._profile = card, profile if card is not None and profile and profile.id == card.id else None
        if card is None:
            return
        locale = self.around.locale
        self._avatar.show_person(card.name, self._portraits(card.picture))
        self._name.set_text(card.name)
        self._under.set_text(", ".join(card.specialities) or self.tr("No speciality yet"))
        tone = check_tone(card.registration_check)
        self._check.show_fact(check_word(card.registration_check), "badge-check" if tone == "ok" else None, tone)
        complete = self.tr("Profile {percent}").format(percent=percent_text(card.completeness, locale))
        self._complete.show_fact(complete, None, "ok" if card.completeness == 100 else "neutral")
        self._show_profile(self._profile)
        self._show_buttons(card, self._profile)

    def _show_profile(self, profile: PractitionerProfile | None) -> None:
        region = self.around.session.centre.country
        contact = []
        if profile is not None:
            phone = phone_text(profile.phone, region, self.around.locale) if profile.phone else ""
            contact = [line for line in (profile.email, phone) if line]
        self._contact.set_text("\n".join(contact))
        self._contact.setVisible(bool(contact))
        self._missing.set_text(missing_sentence(profile.missing, self.around.locale) if profile else "")
        verified = profile is not None and profile.verified_on is not None
        self._verified.setVisible(verified)
        if profile is not None and profile.verified_on is not None:
            self._verified.set_text(
                self.tr("{number}, verified by {name} on {day}").format(
                    number=isolated(profile.registration_number),
                    name=isolated(profile.verified_by),
                    day=short_date(profile.verified_on, self.around.locale),
                )
            )

    def _show_buttons(self, card: PractitionerCard, profile: PractitionerProfile | None) -> None:
        session = self.around.session
        edits = session.may(Permission.EDIT_PRACTITIONERS)
        self.edit.setVisible(edits)
        self.hours.setVisible(session.may(Permission.EDIT_HOURS))
        self.available.setVisible(card.active and session.may(Permission.EDIT_HOURS))
        self.available.set_text(self.tr("Take no new bookings") if card.available else self.tr("Take bookings again"))
        self.available.set_icon_name("ban" if card.available else "circle-check")
        submitted = card.registration_check is RegistrationCheck.SUBMITTED
        self.verify.setVisible(submitted and session.may(Permission.VERIFY_REGISTRATION))
        self.login.setVisible(card.active and profile is not None and edits)
        has_login = profile is not None and profile.account_id is not None
        self.login.set_text(self.tr("Reset password…") if has_login else self.tr("Give a login…"))
        self.leave.setVisible(edits)
        self.leave.set_text(self.tr("Deactivate…") if card.active else self.tr("Reactivate"))
        self.leave.set_role("danger" if card.active else "secondary")
        self.leave.set_icon_name("log-out" if card.active else "rotate-ccw")

    def _on_available(self) -> None:
        if self._card is not None:
            self.available_asked.emit(not self._card.available)

    def _on_leave(self) -> None:
        if self._card is not None:
            (self.leave_asked if self._card.active else self.return_asked).emit()

    def _on_login(self) -> None:
        if self._profile is None:
            return
        if self._profile.account_id is not None:
            self.reset_asked.emit()
            return
        dialog = UsernameDialog(self.theme, self._profile, self)
        dialog.given.connect(self.login_asked.emit)
        dialog.open()


class StaffPanel(_PersonPanel):
    """One member of staff. Each signal is what a person asked for."""

    edit_asked = Signal()
    leave_asked = Signal()
    return_asked = Signal()
    reset_asked = Signal()

    def __init__(self, around: Around, centres: Mapping[int, str], portraits: Portraits) -> None:
        super().__init__(around)
        self._centres, self._portraits = centres, portraits
        self._member: StaffView | None = None
        self._explained = self._label("caption")
        self._login = self._label()
        self._places = self._label()
        self._note = self._label("warning")
        self.body.addStretch(1)
        self.edit = self._button(self.tr("Edit"), "pencil", self.edit_asked)
        self.reset = self._button(self.tr("Reset password…"), "key-round", self.reset_asked)
        self.leave = Button(self.theme, "", "log-out", parent=self)
        self.leave.clicked.connect(self._on_leave)
        self.body.addWidget(self.leave)

    def show_member(self, member: StaffView | None) -> None:
        """Shows the person."""
        self._member = member
        if member is None:
            return
        self._avatar.show_person(member.name, self._portraits(member.picture))
        self._name.set_text(member.name)
        self._under.set_text(role_word(member.role))
        self._explained.set_text(role_explained(member.role))
        phone = phone_text(member.phone, self.around.session.centre.country, self.around.locale) if member.phone else ""
        self._login.set_text("\n".join(line for line in (member.username, member.email, phone) if line))
        self._places.set_text(centres_text(member, self._centres))
        self._note.setVisible(member.must_change_password and member.active)
        self._note.set_text(self.tr("Has a one-time password that was not changed yet."))
        self._show_buttons(member)

    def _show_buttons(self, member: StaffView) -> None:
        oneself = member.account_id == self.around.session.actor.account_id
        why = self.tr("You cannot do this to your own account.") if oneself else None
        self.edit.set_text(self.tr("Edit profile") if member.role is Role.DOCTOR else self.tr("Edit"))
        self.reset.setVisible(member.active)
        self.reset.set_disabled_reason(why)
        self.leave.set_text(self.tr("Deactivate…") if member.active else self.tr("Reactivate"))
        self.leave.set_role("danger" if member.active else "secondary")
        self.leave.set_icon_name("log-out" if member.active else "rotate-ccw")
        self.leave.set_disabled_reason(why)

    def _on_leave(self) -> None:
        if self._member is not None:
            (self.leave_asked if self._member.active else self.return_asked).emit()
