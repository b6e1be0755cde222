"""All that the clinic does with patients, in one place for screens and the command line."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.patients.card import PatientRecords
from clinic_desktop.services.patients.duplicates import DuplicateFinder
from clinic_desktop.services.patients.listing import PatientLists
from clinic_desktop.services.patients.merging import PatientMerging
from clinic_desktop.services.patients.registration import Registration
from clinic_desktop.services.patients.search import PatientSearch


class PatientService(PatientLists, Registration, PatientRecords, DuplicateFinder, PatientMerging):
    """Finds, registers, changes, shows and merges patients; each part is described where it is written."""

    def __init__(self, database: Database, clock: Clock) -> None:
        PatientSearch.__init__(self, database, clock)
