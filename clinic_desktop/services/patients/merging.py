"""Making one patient of two records of the same person, and taking that back."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


class PatientMerging:
    """Merges two records of one person: everything of the one moves to the other, and can be moved back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def merge(self, actor: Actor, keep_id: int, merge_id: int, choose: dict[str, object] | None = None) -> int:
        """Moves what belongs to ``merge_id`` to ``keep_id`` and gives the merge's number.

        ``choose`` sets fields of the kept patient, by the names of PatientDraft. Refuses with NotFound and Invalid.
        """
        raise NotImplementedError

    def undo_merge(self, actor: Actor, merge_number: int) -> None:
        """Moves everything back to where it was. Refuses with NotFound what was undone before."""
        raise NotImplementedError
