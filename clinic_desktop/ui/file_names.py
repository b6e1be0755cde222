"""What files that leave the program are called at first: a word in the program's language, and what tells it apart."""

from datetime import date


def file_stem(word: str, *marks: date | str | None) -> str:
    """A name without its ending, such as "payments-2026-11-01-2026-11-30". What is None is left out, and a day that is
    both first and last stands there once."""
    return "-".join([word, *dict.fromkeys(str(mark) for mark in marks if mark)])
