"""What a picture of a person is to the rest of the program: how it is cropped, what storing one gives back, and the
store's promises. Knows nothing of Qt, so services may import it and be given an ``ImageStore`` by the composition root.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

SIZES: Final[Sequence[int]] = (1024, 256, 96)
"""The edges, in pixels, of the squares that are kept of each picture, largest first."""

MEGABYTE: Final = 1024 * 1024
LIMIT_BYTES: Final = 5 * MEGABYTE
"""The largest file taken when the clinic sets nothing else."""
MOST_BYTES: Final = 50 * MEGABYTE
"""The largest file taken whatever the clinic sets."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of the upright picture: ``left`` and ``top`` as shares of its width and height, ``side`` as a share of
    its shorter edge, so that one crop fits a preview and the full picture alike. All lie between 0 and 1."""

    left: float
    top: float
    side: float

    def square(self, width: int, height: int) -> tuple[int, int, int]:
        """Left, top and side in pixels of an upright picture of that size; always inside it and at least one pixel."""
        side = max(1, min(round(self.side * min(width, height)), width, height))
        left = max(0, min(round(self.left * width), width - side))
        top = max(0, min(round(self.top * height), height - side))
        return left, top, side

    @classmethod
    def centred(cls, width: int, height: int) -> "Crop":
        """The largest square in the middle of a picture of that size."""
        side = min(width, height)
        return cls((width - side) / (2 * width), (height - side) / (2 * height), 1.0)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture in the store. ``key`` goes into the person's row; it is random, such as ``profiles/2026/11/3f…``."""

    key: str


class PictureStore(Protocol):
    """Keeps pictures of people as files."""

    def store(self, source: bytes | Path, crop: Crop | None = None) -> StoredImage:
        """Keep the picture; raises ``FileNotAllowed``, ``FileTooLarge``, ``FileDamaged`` or ``Unreachable``."""

    def path(self, key: str, size: int) -> Path:
        """Where the square of that size lies; ``NotFound`` if ``key`` is not one of the store's."""

    def forget(self, key: str) -> None:
        """Let the picture go once its time of grace is over. Call it after the commit that dropped the key."""


class PictureFiles(PictureStore, Protocol):
    """A store that can be tidied. ``ImageStore`` is the one that does it."""

    def sweep(self, now: datetime, keep: timedelta) -> int:
        """Delete the pictures that were forgotten at least that long ago; answers how many."""
