"""Characters that an OCR confuses, learned from pairs of texts that name the same entity."""

from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

# Pairs that differ in more than half of their characters are abbreviations or errors of the truth:
# their alignment teaches chance, not look-alikes.
LEAST_SIMILARITY = 0.5


def learn_lookalikes(
    pairs: Iterable[tuple[str, str]], *, least_count: int = 2, least_share: float = 0.1
) -> dict[int, str]:
    """Learn which characters the OCR confuses from pairs of texts that name the same entity.

    Two characters look alike if aligned pairs swap them `least_count` times and in `least_share` of the
    places of the rarer one; the defaults were chosen on pairs that the table was not learned from. Returns a
    table for `str.translate` onto the commonest character of each group.
    """
    swaps, seen = _count_swaps(pairs)
    group: dict[str, str] = {}
    for (one, other), count in sorted(swaps.items(), key=lambda item: (-item[1], item[0])):
        if count >= least_count and count >= least_share * min(seen[one], seen[other]):
            group[_leader(group, other)] = _leader(group, one)
    members: dict[str, list[str]] = {}
    for character in sorted(group):
        members.setdefault(_leader(group, character), []).append(character)
    return {
        ord(character): max(alike, key=lambda c: (seen[c], c))
        for alike in members.values()
        for character in alike
    }


def _count_swaps(
    pairs: Iterable[tuple[str, str]],
) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count how often aligned characters are swapped, and in how many places each stands."""
    swaps: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    for one, other in pairs:
        if Levenshtein.normalized_similarity(one, other) < LEAST_SIMILARITY:
            continue
        seen.update(one)
        seen.update(other)
        for edit in Levenshtein.editops(one, other):
            if edit.tag == "replace":
                low, high = sorted((one[edit.src_pos], other[edit.dest_pos]))
                swaps[low, high] += 1
    return swaps, seen


def _leader(group: dict[str, str], character: str) -> str:
    """Follow a character to the head of its group, entering it as its own head if it is new."""
    while group.setdefault(character, character) != character:
        character = group[character]
    return character
