"""Reading the history: who did what to what, when and from which desk."""

from dataclasses import dataclass
from datetime import datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """Which events to list; what is None filters nothing. ``first`` is included, ``before`` is not."""

    account_id: int | None = None
    action: str | None = None
    entity: str | None = None
    entity_id: int | None = None
    location_id: int | None = None
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that somebody did. ``detail`` holds ids, codes and numbers."""

    id: int
    at: datetime
    account_id: int | None
    actor_name: str
    desk: str
    action: str
    entity: str
    entity_id: int | None
    location_id: int | None
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of events, newest first. ``number`` counts from 0."""

    number: int
    events: tuple[HistoryEvent, ...]
    has_more: bool


class HistoryService:
    """Lists what happened. A centre manager sees what happened at their own centres."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def events(
        self, actor: Actor | None, filters: HistoryFilters = HistoryFilters(), page: int = 0, size: int = 50
    ) -> HistoryPage:
        """A page of the events that pass the filters, newest first."""
        raise NotImplementedError

    def actions(self, actor: Actor | None) -> tuple[str, ...]:
        """The actions that occur, for a filter's list."""
        raise NotImplementedError
