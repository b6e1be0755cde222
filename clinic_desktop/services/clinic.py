"""All services of one clinic's database, made together: the same for the program, the command line and the tests."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.pictures import PictureFiles
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.services.settings import SettingsService

# What the first keys of a front desk ask for.
_FIRST = ("patients", "slots", "holds", "booking", "walk_in", "visits", "series", "waiting_list", "checkout")

# The board needs none of these: importing them would make the program's start a fifth longer.
if TYPE_CHECKING:
    from clinic_desktop.services.accounts.first_start import FirstStartService
    from clinic_desktop.services.accounts.staff import StaffService
    from clinic_desktop.services.appointments.booking import BookingService
    from clinic_desktop.services.appointments.holds import HoldService
    from clinic_desktop.services.appointments.slips import SlipService
    from clinic_desktop.services.appointments.slots import SlotService
    from clinic_desktop.services.appointments.visits import VisitService
    from clinic_desktop.services.appointments.walk_in import WalkInService
    from clinic_desktop.services.billing.books import BookService
    from clinic_desktop.services.billing.earnings import EarningsService
    from clinic_desktop.services.billing.findings import FindingService
    from clinic_desktop.services.billing.payments import PaymentService
    from clinic_desktop.services.billing.payouts import PayoutService
    from clinic_desktop.services.billing.reconciliation import ReconciliationService
    from clinic_desktop.services.billing.refund_service import RefundService
    from clinic_desktop.services.checkout.accounts import GatewayAccounts
    from clinic_desktop.services.checkout.service import CheckoutService
    from clinic_desktop.services.checkout.worker import PaymentWorker
    from clinic_desktop.services.history import HistoryService
    from clinic_desktop.services.messages.mail_account import MailAccount
    from clinic_desktop.services.messages.papers import DrawReceipt
    from clinic_desktop.services.messages.service import MessageService
    from clinic_desktop.services.messages.wording_service import WordingService
    from clinic_desktop.services.messages.worker import MessageWorker
    from clinic_desktop.services.overview import OverviewService
    from clinic_desktop.services.patients.service import PatientService
    from clinic_desktop.services.practitioners.service import PractitionerService
    from clinic_desktop.services.scheduling.changes import HoursChangeService
    from clinic_desktop.services.scheduling.hours import HoursService
    from clinic_desktop.services.scheduling.lateness import LatenessService
    from clinic_desktop.services.series.service import SeriesService
    from clinic_desktop.services.till.service import TillService
    from clinic_desktop.services.waiting.service import WaitingListService


@dataclass(frozen=True)
class Services:
    """One use case is one verb of one of these, and one transaction. Those that are not needed to open the day are
    imported and made when they are first asked for."""

    database: Database
    clock: Clock
    pictures: ClinicPictures
    sign_in: SignInService
    locations: LocationService
    days: DayService
    settings: SettingsService

    @cached_property
    def patients(self) -> "PatientService":
        from clinic_desktop.services.patients.service import PatientService

        return PatientService(self.database, self.clock)

    @cached_property
    def slots(self) -> "SlotService":
        from clinic_desktop.services.appointments.slots import SlotService

        return SlotService(self.database, self.clock)

    @cached_property
    def holds(self) -> "HoldService":
        from clinic_desktop.services.appointments.holds import HoldService

        return HoldService(self.database, self.clock)

    @cached_property
    def booking(self) -> "BookingService":
        from clinic_desktop.services.appointments.booking import BookingService

        return BookingService(self.database, self.clock)

    @cached_property
    def walk_in(self) -> "WalkInService":
        from clinic_desktop.services.appointments.walk_in import WalkInService

        return WalkInService(self.database, self.clock)

    @cached_property
    def visits(self) -> "VisitService":
        from clinic_desktop.services.appointments.visits import VisitService

        return VisitService(self.database, self.clock)

    @cached_property
    def first_start(self) -> "FirstStartService":
        from clinic_desktop.services.accounts.first_start import FirstStartService

        return FirstStartService(self.database, self.clock)

    @cached_property
    def staff(self) -> "StaffService":
        from clinic_desktop.services.accounts.staff import StaffService

        return StaffService(self.database, self.clock)

    @cached_property
    def practitioners(self) -> "PractitionerService":
        from clinic_desktop.services.practitioners.service import PractitionerService

        return PractitionerService(self.database, self.clock)

    @cached_property
    def hours(self) -> "HoursService":
        from clinic_desktop.services.scheduling.hours import HoursService

        return HoursService(self.database, self.clock)

    @cached_property
    def hours_changes(self) -> "HoursChangeService":
        from clinic_desktop.services.scheduling.changes import HoursChangeService

        return HoursChangeService(self.database, self.clock)

    @cached_property
    def lateness(self) -> "LatenessService":
        from clinic_desktop.services.scheduling.lateness import LatenessService

        return LatenessService(self.database, self.clock)

    @cached_property
    def slips(self) -> "SlipService":
        from clinic_desktop.services.appointments.slips import SlipService

        return SlipService(self.database, self.clock)

    @cached_property
    def payments(self) -> "PaymentService":
        from clinic_desktop.services.billing.payments import PaymentService

        return PaymentService(self.database, self.clock)

    @cached_property
    def gateways(self) -> "GatewayAccounts":
        from clinic_desktop.services.checkout.accounts import GatewayAccounts

        return GatewayAccounts(self.database, os.environ, self.clock)

    @cached_property
    def checkout(self) -> "CheckoutService":
        from clinic_desktop.services.checkout.service import CheckoutService

        return CheckoutService(self.database, self.clock, self.gateways)

    @cached_property
    def refunds(self) -> "RefundService":
        from clinic_desktop.services.billing.refund_service import RefundService

        return RefundService(self.database, self.clock, self.gateways)

    def payment_worker(self, desk: str) -> "PaymentWorker":
        """What does the payments from this desk."""
        from clinic_desktop.services.checkout.worker import PaymentWorker

        return PaymentWorker(self.database, self.clock, self.gateways, desk)

    @cached_property
    def findings(self) -> "FindingService":
        from clinic_desktop.services.billing.findings import FindingService

        return FindingService(self.database, self.clock, self.gateways, self.checkout)

    @cached_property
    def reconciliation(self) -> "ReconciliationService":
        from clinic_desktop.services.billing.reconciliation import ReconciliationService

        return ReconciliationService(self.database, self.clock, self.gateways)

    @cached_property
    def earnings(self) -> "EarningsService":
        from clinic_desktop.services.billing.earnings import EarningsService

        return EarningsService(self.database, self.clock)

    @cached_property
    def tills(self) -> "TillService":
        from clinic_desktop.services.till.service import TillService

        return TillService(self.database, self.clock)

    @cached_property
    def books(self) -> "BookService":
        from clinic_desktop.services.billing.books import BookService

        return BookService(self.database, self.clock)

    @cached_property
    def payouts(self) -> "PayoutService":
        from clinic_desktop.services.billing.payouts import PayoutService

        return PayoutService(self.database, self.clock)

    @cached_property
    def overview(self) -> "OverviewService":
        from clinic_desktop.services.overview import OverviewService

        return OverviewService(self.database, self.clock)

    @cached_property
    def series(self) -> "SeriesService":
        from clinic_desktop.services.series.service import SeriesService

        return SeriesService(self.database, self.clock)

    @cached_property
    def waiting_list(self) -> "WaitingListService":
        from clinic_desktop.services.waiting.service import WaitingListService

        return WaitingListService(self.database, self.clock)

    @cached_property
    def mail_account(self) -> "MailAccount":
        from clinic_desktop.services.messages.mail_account import MailAccount

        return MailAccount(self.database, os.environ)

    @cached_property
    def messages(self) -> "MessageService":
        from clinic_desktop.services.messages.service import MessageService

        return MessageService(self.database, self.clock, self.mail_account)

    @cached_property
    def wordings(self) -> "WordingService":
        from clinic_desktop.services.messages.wording_service import WordingService

        return WordingService(self.database, self.clock)

    def message_worker(self, desk: str, draw: "DrawReceipt") -> "MessageWorker":
        """What sends the messages from this desk; ``draw`` makes the papers that go with them."""
        from clinic_desktop.services.messages.running import message_worker

        return message_worker(self.database, self.clock, self.mail_account, desk, draw)

    @cached_property
    def history(self) -> "HistoryService":
        from clinic_desktop.services.history import HistoryService

        return HistoryService(self.database, self.clock)

    def get_ready(self) -> None:
        """Imports what the first keys of a front desk ask for: F2 would hold the window up with it. For a worker, once
        the board is there."""
        # Makes it for a twin: from Python 3.12 on, the window could make the same at this moment, and there were two.
        twin = replace(self)
        for name in _FIRST:
            getattr(twin, name)

    def stop_asking(self) -> None:
        """The program ends: nobody waits for a payment gateway any more."""
        if "gateways" in self.__dict__:
            self.gateways.stop()


def build_services(database: Database, clock: Clock, pictures: PictureFiles) -> Services:
    """Every service on that database. The store of pictures decodes with Qt, so whoever may know Qt makes it."""
    settings = SettingsService(database, clock)
    return Services(
        database=database,
        clock=clock,
        pictures=ClinicPictures(pictures, settings),
        sign_in=SignInService(database, clock),
        locations=LocationService(database, clock),
        days=DayService(database, clock),
        settings=settings,
    )
