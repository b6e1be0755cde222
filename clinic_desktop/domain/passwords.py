"""Which passwords are good enough (domain page, section 9), and what of a password is hashed."""

import base64
import hashlib
import re
import unicodedata

from clinic_desktop.domain.common_passwords import COMMON_WORDS

LEAST_LENGTH = 8
MOST_LENGTH = 1000
_ROWS = (
    "1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p 1q2w3e4r5t6y7u8i9o0p йцукенгшщзхъ фывапролджэ ячсмитьбю",
)
_WALKS = tuple(walk for row in " ".join(_ROWS).split() for walk in (row * 2, row[::-1] * 2))
_LEET = str.maketrans("@4301!|5$7+8", "aaeoiiissttb")
_LEET_L = str.maketrans("@4301!|5$7+8", "aaeolllssttb")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_WALK_LENGTH = 4


def hashed_part(password: str) -> bytes:
    """What bcrypt gets: the base64 of the SHA-256 of the password in NFKC.

    bcrypt reads 72 bytes at most and stops at a NUL; so nothing of a long password is cut off.
    """
    digest = hashlib.sha256(_normal(password).encode("utf-8", "surrogatepass")).digest()
    return base64.b64encode(digest)


def problem_with(password: str, names: tuple[str, ...] = ()) -> str | None:
    """Why the password cannot be taken: "too_short", "too_long", "too_common", "contains_name"; None if it can.

    ``names`` are the person's name, username and email.
    """
    plain = _normal(password)
    if len(plain) < LEAST_LENGTH:
        return "too_short"
    if len(plain) > MOST_LENGTH:
        return "too_long"
    if is_common(plain):
        return "too_common"
    folded = plain.casefold()
    return "contains_name" if any(name in folded for name in _telling(names)) else None


def is_common(password: str) -> bool:
    """Whether it is among the first that somebody else would try.

    That is: a well-known word also with digits and signs around it or in place of letters, digits alone, one short unit
    again and again, or nothing but walks over the keyboard and the alphabet.
    """
    folded = _normal(password).casefold()
    if folded.isdigit() and len(folded) <= 12:
        return True
    spellings = {folded, folded.translate(_LEET), folded.translate(_LEET_L)}
    spellings |= {_EDGES.sub("", folded).translate(_LEET), _EDGES.sub("", folded).translate(_LEET_L)}
    spellings |= {_EDGES.sub("", spelling) for spelling in spellings}
    return any(_is_known(spelling) for spelling in spellings) or _only_walks(folded)


def _is_known(spelling: str) -> bool:
    unit = _unit(spelling)
    return unit in COMMON_WORDS or spelling in COMMON_WORDS or (len(unit) <= _WALK_LENGTH and unit != spelling)


def _unit(text: str) -> str:
    """The shortest text that gives this one when it is repeated."""
    return text[: (text + text).find(text, 1)] if text else text


def _only_walks(text: str) -> bool:
    """Whether the text falls into pieces of at least four neighbours each, or of one character repeated."""
    position = 0
    while position < len(text):
        end = position + _WALK_LENGTH
        if end > len(text) or not _is_walk(text[position:end]):
            return False
        while end < len(text) and _is_walk(text[position : end + 1]):
            end += 1
        position = end
    return True


def _is_walk(text: str) -> bool:
    return len(set(text)) == 1 or any(text in walk for walk in _WALKS)


def _telling(names: tuple[str, ...]) -> set[str]:
    """What of the names must not be in the password: each as a whole, and their words of four letters or more."""
    telling = set()
    for name in names:
        folded = _normal(name).casefold().partition("@")[0]
        words = re.findall(r"[^\W_]+", folded)
        telling |= {word for word in words if len(word) >= 4}
        telling |= {whole for whole in (folded, "".join(words)) if len(whole) >= 3}
    return telling


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
