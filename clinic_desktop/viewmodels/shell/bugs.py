"""Work that goes on in rounds has to hear of a bug in one: the dialog tells the person, and calls nobody back."""

from collections.abc import Callable
from typing import TypeVar

from clinic_desktop.domain.errors import Refused

T = TypeVar("T")


def telling_of_a_bug(work: Callable[[], T], broke: Callable[[], None]) -> T:
    """What ``work`` gives. Where it ends with neither an answer nor a refusal, calls ``broke``, on this thread, before
    the bug goes its way."""
    told = False
    try:
        answer = work()
        told = True
        return answer
    except Refused:
        told = True
        raise
    finally:
        if not told:
            broke()
