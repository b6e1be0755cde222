"""Signing in, unlocking the screen and changing one's password."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


class SignInService:
    """Answers the same, after about the same time, for a wrong password, an inactive account and an unknown person.

    Tries are counted in the database before the password is looked at, so desks that try together count together.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def sign_in(self, login: str, password: str, desk: str = "") -> Actor:
        """The person with that email, username or phone. Refuses with WrongCredentials or TooManyTries."""
        raise NotImplementedError

    def unlock(self, actor: Actor | None, password: str) -> Actor:
        """The same person again, with the role and centres that they have now."""
        raise NotImplementedError

    def change_password(self, actor: Actor | None, old: str, new: str) -> None:
        """Sets a new password; wrong old ones count as tries."""
        raise NotImplementedError

    def must_change_password(self, actor: Actor | None) -> bool:
        """Whether the password is a one-time one that has to be changed before anything else."""
        raise NotImplementedError

    def actor_for(self, account_id: int, desk: str = "") -> Actor:
        """The person as they are now, without a password: for the program itself. SessionEnded where they left."""
        raise NotImplementedError
