"""How names and phones become words that a search can compare, in any script.

What is typed and what is stored go through the same functions, so only equality and beginnings have to be looked up.
"""

import re
import unicodedata
from datetime import date

LONGEST_HEAD = 3
LONGEST_IN_PAIR = 2
LONGEST_WORD = 60
TYPO_LENGTHS = range(2, 41)
"""A single letter is one edit away from all others, and longer words are nobody's name."""

_LAST = "\U0010ffff"
# Written inside a word without dividing it, such as in O'Brien: apostrophes and accents of all kinds, the hamza-like
# half rings, the Arabic long stroke, joiners and the soft hyphen.
_INSIDE = "'`\u00b4\u2018\u2019\u02b9\u02bb\u02bc\u02be\u02bf\u2032\u0640\u200c\u200d\u00ad"
_DROP = dict.fromkeys(map(ord, _INSIDE))
# Arabic, Persian and Urdu write these letters differently for the same name.
_SAME_LETTER = {
    0x0649: "\u064a", 0x06CC: "\u064a", 0x06A9: "\u0643",
    0x0629: "\u0647", 0x06C1: "\u0647", 0x06BE: "\u0647", 0x06D5: "\u0647",
}  # fmt: skip
_NUKTA = 7
_HEBREW_AND_ARABIC_POINTS = range(10, 37)
_FAR_DAY = date(2200, 1, 1).toordinal()
_CALLING_CODES_OF_TWO = frozenset(
    str(code) for code in (20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67))
) | frozenset(("81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"))
_EXTENSION = re.compile(r"(?<=\d)\s*(?:x|ext\.?|extension)\s*\d{1,7}\s*$", re.IGNORECASE)
_PATIENT_NUMBER = re.compile(r"\s*p[\s-]*0*([1-9][0-9]{0,11})\s*", re.IGNORECASE | re.ASCII)


def fold(text: str) -> str:
    """The text without what people leave out when they type: case, accents, width, vowel points, long strokes.

    Signs that make another letter of it stay: the vowels of Indic and Thai scripts, the voice marks of kana.
    """
    text = unicodedata.normalize("NFKD", text.translate(_DROP)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_accent(c))
    return unicodedata.normalize("NFC", bare).translate(_SAME_LETTER)


def name_words(text: str) -> list[str]:
    """The folded words of a name in their order. A name of nothing but signs is one word, so that it too is found."""
    folded = fold(text)
    words = "".join(c if _belongs_to_word(c) else " " for c in folded).split()
    if not words:
        signs = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "PS")
        words = [signs] if signs else []
    return [word[:LONGEST_WORD] for word in words]


def heads(word: str) -> list[str]:
    """The first one, two and three letters of the word."""
    return [word[:length] for length in range(1, min(LONGEST_HEAD, len(word)) + 1)]


def pair_of(one: str, other: str) -> str:
    """What the words of a pair begin with, two letters of each, in one order whichever comes first: "ma si"."""
    return " ".join(sorted((one[:LONGEST_IN_PAIR], other[:LONGEST_IN_PAIR])))


def inner_parts(word: str) -> list[str]:
    """What the word ends with from each later letter on: every part of the word begins one of them.

    Single letters are left out, except where one letter is a syllable or a word.
    """
    return [word[start:] for start in range(1, len(word)) if start < len(word) - 1 or tells_alone(word[start])]


def gaps(word: str) -> set[str]:
    """The word with each one of its letters left out. Two words one edit apart share a gap, or one is the other's."""
    return {word[:index] + word[index + 1 :] for index in range(len(word))}


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out or changed, or two neighbours swapped, turns the one into the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        return rest[1:] == other_rest or rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def split_places(text: str) -> list[tuple[str, str]]:
    """The text as two words for each place where the space may be missing, or have become another letter."""
    missing = [(text[:index], text[index:]) for index in range(1, len(text))]
    replaced = [(text[:index], text[index + 1 :]) for index in range(1, len(text) - 1)]
    return missing + replaced


def swapped_spaces(first: str, second: str) -> list[tuple[str, str]]:
    """The two words with the space between them moved by one letter."""
    moved = [(first + second[0], second[1:]), (first[:-1], first[-1] + second)]
    return [(left, right) for left, right in moved if left and right]


def after_all_with(prefix: str) -> str:
    """An upper bound: every text that begins with the prefix sorts before it, byte by byte."""
    return prefix + _LAST


def digits_of(text: str) -> str:
    """The digits of any script in the text, as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) for c in text if unicodedata.category(c) == "Nd")


def national_digits(phone: str) -> str:
    """The digits of an E.164 number after its calling code. The codes are ITU-T's, which never begin one another."""
    digits = digits_of(phone)
    if digits[:1] in ("1", "7"):
        return digits[1:]
    return digits[2 if digits[:2] in _CALLING_CODES_OF_TWO else 3 :]


def phone_part(text: str) -> str:
    """The digits of what was typed, if it is a phone or a part of one: digits and what people write between them. An
    extension, and the "(0)" that is left out from abroad, do not count. "" for anything else."""
    number = _EXTENSION.sub("", text).replace("(0)", "")
    return "" if any(c.isalpha() for c in number) else digits_of(number)


def patient_id_of(text: str) -> int | None:
    """The id that a patient number names: "P-02217", "p 2217" and "P2217" are all patient 2217."""
    match = _PATIENT_NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def patient_number(patient_id: int) -> str:
    """The number on the patient's card."""
    return f"P-{patient_id:05d}"


def staleness(day: date) -> int:
    """A number that is smaller the later the day is: lists sorted by it begin with who was here last."""
    return _FAR_DAY - day.toordinal()


def _is_accent(character: str) -> bool:
    if unicodedata.category(character) != "Mn":
        return False
    kind = unicodedata.combining(character)
    return kind == _NUKTA or kind in _HEBREW_AND_ARABIC_POINTS or kind >= 200


def _belongs_to_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "So"


def tells_alone(character: str) -> bool:
    """Whether the one letter is a syllable or a word, as those of scripts without upper and lower case may be."""
    return unicodedata.category(character) in ("Lo", "So")
