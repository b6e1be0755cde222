"""The program's child that decodes one picture and ends: what a hostile file does to a decoder, it does to a process
that may use little memory and has nothing to lose (safety page, T3).

It reads a line of JSON and the file from standard input, and writes a line with the size and the pixels (RGB32) to
standard output. Exit status 1 says that there is no picture in it.
"""

import contextlib
import json
import sys
from typing import BinaryIO, Final

from PySide6.QtGui import QImage

from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed
from clinic_desktop.integrations.image_check import inspect
from clinic_desktop.integrations.image_decode import decode_preview, decode_square
from clinic_desktop.integrations.pictures import Crop

MEMORY_BYTES: Final = 1024**3


def main() -> int:
    """Does the one task on standard input; gives the exit status."""
    _limit_memory()
    try:
        answer(sys.stdin.buffer, sys.stdout.buffer)
    except (FileDamaged, FileNotAllowed, MemoryError):
        return 1
    return 0


def answer(given: BinaryIO, told: BinaryIO) -> None:
    """Decodes what was given: ``edge`` and ``crop`` for a square, ``longest`` for a preview. Refuses as
    ``image_decode`` does."""
    task = json.loads(given.readline())
    data = given.read()
    header = inspect(data)
    if "longest" in task:
        image = decode_preview(data, header, task["longest"])
    else:
        crop = Crop(*task["crop"]) if task["crop"] is not None else None
        image = decode_square(data, header, crop, task["edge"])
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    told.write(f"{pixels.width()} {pixels.height()}\n".encode())
    told.write(bytes(pixels.constBits()))
    told.flush()


def _limit_memory() -> None:
    """Windows has no such limit; there the pixel limit and the time must do."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
