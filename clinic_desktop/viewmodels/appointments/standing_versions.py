"""Which version of a visit stands as an earlier one did, so that one Undo or Redo may follow another."""


class StandingVersions:
    """Undo names the version that its step made, and is refused where the visit has another: somebody changed it. When
    the steps since were taken back at this desk, the visit has a later version and stands as it did then.

    Asked and told on the database worker, which does one thing after another: also who presses Undo twice at once has
    the first taken back before the second is looked at."""

    def __init__(self) -> None:
        self._stands_as: dict[tuple[int, int], int] = {}

    def note_taken_back(self, appointment_id: int, undone: int, version: int) -> None:
        """The step that made the version ``undone``, one above that before it, was taken back as ``version``."""
        self._stands_as[appointment_id, undone - 1] = version

    def note_done_again(self, appointment_id: int, done: int, version: int) -> None:
        """The step that had made the version ``done`` was done again as ``version``."""
        self._stands_as[appointment_id, done] = version

    def now(self, appointment_id: int, version: int) -> int:
        """The version as which the visit stands again as it did in that one; else the same."""
        while (appointment_id, version) in self._stands_as:
            # Always a later one: this comes to an end.
            version = self._stands_as[appointment_id, version]
        return version
