"""Decodes given pictures in a child process with little memory and little time. There is no way round the child: where
it cannot be started nothing is decoded. Call it off the interface thread.

Pixels are all that is taken from the child, and exactly as many as were asked for. The files of the store are encoded
on this side: the program opens them later with nothing in between, so no decoder that went wrong may have written them.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter
from threading import Timer
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed, Unreachable
from clinic_desktop.integrations.image_decode import preview, square
from clinic_desktop.integrations.image_headers import ImageHeader
from clinic_desktop.integrations.image_reading import Reading
from clinic_desktop.integrations.pictures import Crop

SECONDS: Final = 5.0
_ARGUMENT: Final = "--decode-picture"


def decode_square(data: bytes, header: ImageHeader, crop: Crop | None, edge: int) -> QImage:
    """What ``image_decode.square`` asks for. ``FileDamaged`` where it cannot be decoded, or the child ran out of memory
    or time; ``FileNotAllowed`` where all of it is white or transparent; ``Unreachable`` where no child starts."""
    return decode(data, square(header, crop, edge))


def decode_preview(data: bytes, header: ImageHeader, longest_edge: int) -> QImage:
    """What ``image_decode.preview`` asks for, with the same refusals as ``decode_square``."""
    return decode(data, preview(header, longest_edge))


def decode(data: bytes, wanted: Reading) -> QImage:
    """As ``image_reading.read``, but never null: with the refusals of ``decode_square``."""
    with _child() as child:
        white = QImage(*wanted.upright_size, QImage.Format.Format_RGB32)
        white.fill(Qt.GlobalColor.white)
        image = white.copy()  # now, while the child starts: new memory takes a millisecond or two to come
        assert isinstance(child.stdin, BufferedWriter) and isinstance(child.stdout, BufferedReader)
        with suppress(OSError), child.stdin:  # one that has died is known by its status
            child.stdin.write(json.dumps(wanted).encode() + b"\n" + data)
        told = child.stdout.readinto(image.bits())
        is_exact = told == image.sizeInBytes() and not child.stdout.read(1)
    if child.returncode != 0 or not is_exact:
        raise FileDamaged
    if image == white:
        # Transparency was laid on white: of a picture that is nothing else, a face would be an empty disc.
        raise FileNotAllowed("blank")
    return image


def command() -> list[str]:
    """How this program starts itself as the child, from a checkout, a wheel or a frozen build."""
    if getattr(sys, "frozen", False):
        return [sys.executable, _ARGUMENT]
    return [sys.executable, "-m", "clinic_desktop.integrations.image_worker"]


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """A child with pipes to it, which has ended when the block is left: by itself, or because its time is up."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has it, and would flash a console
    try:
        child = subprocess.Popen(  # noqa: S603 (our own program)
            command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=flags
        )
    except OSError as error:
        raise Unreachable("pictures", "missing") from error
    watch = Timer(SECONDS, child.kill)
    watch.start()
    try:
        with child:
            yield child
    finally:
        watch.cancel()
