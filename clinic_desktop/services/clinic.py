"""All services of one clinic's database, made together: the same for the program, the command line and the tests."""

from dataclasses import dataclass

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.pictures import PictureStore
from clinic_desktop.services.accounts.first_start import FirstStartService
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.accounts.staff import StaffService
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.slips import SlipService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.appointments.walk_in import WalkInService
from clinic_desktop.services.billing.earnings import EarningsService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.history import HistoryService
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.overview import OverviewService
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.settings import SettingsService


@dataclass(frozen=True, slots=True)
class Services:
    """One use case is one verb of one of these, and one transaction."""

    first_start: FirstStartService
    sign_in: SignInService
    staff: StaffService
    locations: LocationService
    practitioners: PractitionerService
    hours: HoursService
    patients: PatientService
    slots: SlotService
    holds: HoldService
    booking: BookingService
    walk_in: WalkInService
    visits: VisitService
    days: DayService
    slips: SlipService
    payments: PaymentService
    earnings: EarningsService
    overview: OverviewService
    history: HistoryService
    settings: SettingsService
    pictures: PictureStore


def build_services(database: Database, clock: Clock, pictures: PictureStore) -> Services:
    """Every service on that database. The store of pictures decodes with Qt, so whoever may know Qt makes it."""
    return Services(
        first_start=FirstStartService(database, clock),
        sign_in=SignInService(database, clock),
        staff=StaffService(database, clock),
        locations=LocationService(database, clock),
        practitioners=PractitionerService(database, clock),
        hours=HoursService(database, clock),
        patients=PatientService(database, clock),
        slots=SlotService(database, clock),
        holds=HoldService(database, clock),
        booking=BookingService(database, clock),
        walk_in=WalkInService(database, clock),
        visits=VisitService(database, clock),
        days=DayService(database, clock),
        slips=SlipService(database, clock),
        payments=PaymentService(database, clock),
        earnings=EarningsService(database, clock),
        overview=OverviewService(database, clock),
        history=HistoryService(database, clock),
        settings=SettingsService(database, clock),
        pictures=pictures,
    )
