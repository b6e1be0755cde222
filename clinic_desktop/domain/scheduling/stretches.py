"""Arithmetic of stretches: half-open ranges of whole seconds, kept as pairs because the slot search is hot."""

from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time as few stretches in order: those that touch become one, empty ones go."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def without(stretches: Iterable[Stretch], cuts: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the stretches when the cuts are taken out; ``cuts`` are merged ones."""
    if not cuts:
        return list(stretches)
    result: list[Stretch] = []
    for start, end in stretches:
        for cut_start, cut_end in cuts:
            if cut_end <= start or cut_start >= end:
                continue
            if start < cut_start:
                result.append((start, cut_start))
            start = cut_end
        if start < end:
            result.append((start, end))
    return result


def within(stretches: Iterable[Stretch], bounds: Sequence[Stretch]) -> list[Stretch]:
    """The parts of the stretches that lie in the bounds."""
    return [
        (max(start, low), min(end, high))
        for start, end in stretches
        for low, high in bounds
        if start < high and low < end
    ]
