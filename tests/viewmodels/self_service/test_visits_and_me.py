"""A patient's own visits and data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from clinic_desktop.background.tasks import Background, InlineTasks
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import FileNotAllowed, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.integrations.pictures import Crop
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.viewmodels.self_service.me import MeViewModel, NewPicture
from clinic_desktop.viewmodels.self_service.visits import VisitsViewModel
from tests.builders import local, new_key
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def visits(small: SmallClinic) -> VisitsViewModel:
    session, services = small.session(small.clinic.patient), small.services
    return VisitsViewModel(session, services.days, services.booking, services.checkout, services.refunds, InlineTasks())


@pytest.fixture
def me(small: SmallClinic) -> MeViewModel:
    session = small.session(small.clinic.patient)
    model = MeViewModel(session, small.services.patients, small.services.pictures, Background.inline())
    model.load()
    return model


def picture() -> bytes:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_only_own_visits_are_listed_next_ones_first(visits: VisitsViewModel, small: SmallClinic) -> None:
    later = small.book(local(date(2026, 11, 26), "10:00"))
    sooner = small.book(local(date(2026, 11, 25), "10:00"))
    small.book(local(date(2026, 11, 25), "11:00"), patient=1)
    visits.load()
    assert visits.state.visits is not None
    assert [visit.card.appointment_id for visit in visits.state.visits.upcoming] == [sooner.id, later.id]


@pytest.mark.parametrize(("days", "back"), [(3, 50_000), (0, 25_000)])
def test_cancelling_says_what_is_paid_back(visits: VisitsViewModel, small: SmallClinic, days: int, back: int) -> None:
    booked = small.book(local(date(2026, 11, 23) + timedelta(days=days), "16:00"))
    payment = DeskPayment(PaymentMethod.CASH, 50_000, 50_000, "", new_key())
    small.services.payments.take_for(small.clinic.front_desk, booked.id, (payment,))
    cancelled = collected(visits.cancelled)
    visits.load()
    assert visits.state.visits is not None
    visits.ask_to_cancel(visits.state.visits.upcoming[0])
    assert visits.state.cancelling is not None
    assert visits.state.cancelling.preview.refund == Money(back, "INR")
    visits.cancel("I am well again")
    assert len(cancelled) == 1 and visits.state.cancelling is None
    assert visits.state.visits.upcoming == () and len(visits.state.visits.past) == 1


def test_keeping_the_visit_changes_nothing(visits: VisitsViewModel, small: SmallClinic) -> None:
    small.book(local(date(2026, 11, 26), "16:00"))
    visits.load()
    assert visits.state.visits is not None
    visits.ask_to_cancel(visits.state.visits.upcoming[0])
    visits.keep()
    visits.cancel("too late")
    visits.load()
    assert len(visits.state.visits.upcoming) == 1


def test_contacts_are_saved(me: MeViewModel, small: SmallClinic) -> None:
    me.change(email="asha@example.org", emergency_name="Ravi Rao")
    assert me.state.dirty
    me.save()
    fields = small.services.patients.card(small.clinic.patient, small.clinic.patients[0]).fields
    assert (fields.email, fields.emergency_name) == ("asha@example.org", "Ravi Rao") and not me.state.dirty


def test_a_wrong_email_is_said_and_nothing_is_saved(me: MeViewModel, small: SmallClinic) -> None:
    me.change(email="nonsense", city="Kolkata")
    me.save()
    assert dict(me.state.problems) == {"email": "not_an_email"} and me.state.dirty
    assert small.services.patients.card(small.clinic.patient, small.clinic.patients[0]).fields.city == ""


def test_a_picture_is_stored_with_the_rest(me: MeViewModel, small: SmallClinic) -> None:
    me.change_picture(NewPicture(picture(), Crop(0, 0, 1)))
    me.save()
    key = small.services.patients.card(small.clinic.patient, small.clinic.patients[0]).fields.picture
    assert key and small.services.pictures.path(key, 96).is_file()
    me.change_picture(None)
    me.save()
    assert small.services.patients.card(small.clinic.patient, small.clinic.patients[0]).fields.picture == ""


def test_a_damaged_picture_keeps_everything_as_it_was(me: MeViewModel) -> None:
    me.change_picture(NewPicture(b"no picture at all", Crop(0, 0, 1)))
    me.save()
    assert isinstance(me.state.refusal, FileNotAllowed) and me.state.dirty and not me.state.busy


def test_a_change_at_the_desk_meanwhile_is_not_overwritten(me: MeViewModel, small: SmallClinic) -> None:
    me.change(city="Howrah")
    card = small.services.patients.card(small.clinic.front_desk, small.clinic.patients[0])
    small.services.patients.save(small.clinic.front_desk, card.id, card.version, replace(card.fields, city="Durgapur"))
    me.save()
    assert isinstance(me.state.refusal, StaleRecord) and me.state.draft is not None and me.state.draft.city == "Howrah"
