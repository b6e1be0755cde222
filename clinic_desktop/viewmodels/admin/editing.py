"""What every form of the admin's pages keeps: the draft, what is stored, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from clinic_desktop.domain.errors import Invalid, Refused

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Editing(Generic[D]):
    """``row_id`` is None for something new; ``version`` goes back with the save.

    ``problems`` came from the last save; ``faults`` are fields whose text cannot be read at all. ``refusal`` is the
    whole answer of a save that was refused.
    """

    draft: D
    stored: D
    row_id: int | None = None
    version: int = 0
    problems: Mapping[str, str] = field(default_factory=dict)
    faults: frozenset[str] = frozenset()
    busy: bool = False
    refusal: Refused | None = None

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return self.draft != self.stored or bool(self.faults)

    def edited(self, **changes: Any) -> "Editing[D]":
        """Fields of the draft replaced; what was wrong with them is forgotten."""
        kept = {name: code for name, code in self.problems.items() if name not in changes}
        return replace(self, draft=replace(self.draft, **changes), problems=kept, refusal=None)  # type: ignore[type-var]

    def faulty(self, name: str, wrong: bool) -> "Editing[D]":
        """The field's text can, or cannot, be read."""
        return replace(self, faults=self.faults | {name} if wrong else self.faults - {name})

    def refused(self, refusal: Refused) -> "Editing[D]":
        """The save was refused: by field where the refusal names fields."""
        problems = refusal.problems if isinstance(refusal, Invalid) else {}
        return replace(self, busy=False, problems=problems, refusal=refusal)

    def discarded(self) -> "Editing[D]":
        """Back to what is stored."""
        return replace(self, draft=self.stored, problems={}, faults=frozenset(), refusal=None)
