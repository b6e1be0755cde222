"""One patient whom a screen knows already, as a search would show them, and how many patients there are."""

from sqlalchemy import func, select

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.patients.hit_rows import hits_of
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.services.patients.lookup import Among, Lookup
from clinic_desktop.services.patients.search import PatientSearch


class KnownPatients(PatientSearch):
    """Looks patients up without a text."""

    def hit(self, actor: Actor, patient_id: int, location_id: int | None = None) -> PatientHit:
        """The patient as a search at that centre shows them. Refuses with NotFound whom the actor may not see."""
        require(actor, Permission.SEE_PATIENTS)
        with self._database.read() as session:
            seen = Lookup(session.connection()).allowed(patient_id, Among.seen_by(actor))
            board = self._today.board(session, location_id, self._clock())
            hits = hits_of(session, {patient_id: Why.NUMBER}, board) if seen else []
        if not hits:
            raise NotFound("patient", patient_id)
        return hits[0]

    def count(self, actor: Actor) -> int:
        """About how many patients there are: the number of the latest, which costs nothing at any size."""
        require(actor, Permission.SEE_PATIENTS)
        with self._database.read() as session:
            return session.execute(select(func.max(Patient.id))).scalar_one() or 0
