"""The program's child that decodes one picture and ends: what a hostile file does to a decoder, it does to a process
that may use little memory and has nothing to lose (safety page, T3).

It reads a line of JSON, a ``Reading``, and the file from standard input, and writes nothing but the pixels (RGB32) to
standard output. Exit status 1 says that there is no picture in it.
"""

import contextlib
import json
import os
import sys
from typing import BinaryIO, Final, NoReturn

from clinic_desktop.integrations.image_reading import Reading, read

MEMORY_BYTES: Final = 1024**3


def main() -> NoReturn:
    """Does the one task on standard input and ends the process."""
    _limit_memory()
    try:
        found = answer(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        found = False
    # Nothing is left to tidy up, and taking Python and Qt down in good order takes as long as a small picture.
    os._exit(0 if found else 1)


def answer(given: BinaryIO, told: BinaryIO) -> bool:
    """Decodes what was given; False if it cannot be decoded."""
    wanted = Reading(*json.loads(given.readline()))
    image = read(given.read(), wanted)
    if image.isNull():
        return False
    told.write(image.constBits())
    told.flush()
    return True


def _limit_memory() -> None:
    """Windows has no such limit; there the pixel limit and the time must do."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
