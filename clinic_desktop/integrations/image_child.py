"""Decodes given pictures in a child process with little memory and little time. There is no way round the child: where
it cannot be started nothing is decoded. Call it off the interface thread.
"""

import json
import subprocess
import sys
from typing import Any, Final

from PySide6.QtGui import QImage

from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed, Unreachable
from clinic_desktop.integrations.image_headers import ImageHeader
from clinic_desktop.integrations.pictures import Crop

SECONDS: Final = 5.0
_ARGUMENT: Final = "--decode-picture"


def decode_square(data: bytes, header: ImageHeader, crop: Crop | None, edge: int) -> QImage:
    """As ``image_decode.decode_square``; also ``FileDamaged`` where the child ran out of memory or time,
    ``FileNotAllowed`` where all of it is white or transparent, and ``Unreachable`` where it could not be started."""
    shares = None if crop is None else (crop.left, crop.top, crop.side)
    return _ask({"crop": shares, "edge": edge}, data)


def decode_preview(data: bytes, header: ImageHeader, longest_edge: int) -> QImage:
    """As ``image_decode.decode_preview``, with the same refusals as ``decode_square``."""
    return _ask({"longest": longest_edge}, data)


def command() -> list[str]:
    """How this program starts itself as the child, from a checkout, a wheel or a frozen build."""
    if getattr(sys, "frozen", False):
        return [sys.executable, _ARGUMENT]
    return [sys.executable, "-m", "clinic_desktop.integrations.image_worker"]


def _ask(task: dict[str, Any], data: bytes) -> QImage:
    given = json.dumps(task).encode() + b"\n" + data
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has it, and would flash a console
    try:
        ended = subprocess.run(  # noqa: S603 (our own program)
            command(), input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
            creationflags=flags,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileDamaged from error
    except OSError as error:
        raise Unreachable("pictures", "missing") from error
    if ended.returncode != 0:
        raise FileDamaged
    return _image(ended.stdout)


def _image(told: bytes) -> QImage:
    size, _, pixels = told.partition(b"\n")
    width, _, height = size.partition(b" ")
    if not (width.isdigit() and height.isdigit()) or len(pixels) != int(width) * int(height) * 4:
        raise FileDamaged
    if pixels == b"\xff" * len(pixels):
        # Transparency was laid on white: of a picture that is nothing else, a face would be an empty disc.
        raise FileNotAllowed("blank")
    # Copied: the picture must not point into bytes that go away.
    return QImage(pixels, int(width), int(height), QImage.Format.Format_RGB32).copy()
