"""Characters that an OCR confuses, learned from pairs of texts that name the same entity."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd
from rapidfuzz.distance import Levenshtein

from clippings import running
from clippings.components import connect
from clippings.sides import MEMBER, is_query, is_target
from clippings.truth import group_of

# Pairs that differ in more than half of their characters are abbreviations or errors of the truth:
# their alignment teaches chance, not look-alikes.
LEAST_SIMILARITY = 0.5


def fold_lookalikes(texts: pd.Series, records: pd.DataFrame) -> pd.Series:
    """Fold look-alikes in the texts (n,) of records (n,), learned from pairs of the training split."""
    lookalikes = learn_lookalikes(training_pairs(texts, records))
    groups: dict[str, str] = {}
    for code, commonest in sorted(lookalikes.items()):
        groups[commonest] = groups.get(commonest, "") + chr(code)
    running.say(f"{len(lookalikes)} look-alikes: {' '.join(groups.values())}")
    return texts.str.translate(lookalikes)


def training_pairs(texts: pd.Series, records: pd.DataFrame) -> list[tuple[str, str]]:
    """Pair the texts of training queries with those of their acceptable targets, each pair once."""
    train = records[["record", "side", "split"]].assign(text=texts, group=group_of(records))
    train = train[(train["split"] == "train") & train["group"].notna() & (train["text"] != "")]
    pairs = train[is_query(train)].merge(train[is_target(train)], on="group")
    # Members pair in both directions, and with themselves: once is enough.
    once = (pairs["side_x"] != MEMBER) | (pairs["record_x"] < pairs["record_y"])
    pairs = pairs.loc[once, ["text_x", "text_y"]].drop_duplicates()
    return list(pairs.itertuples(index=False, name=None))


def learn_lookalikes(
    pairs: Iterable[tuple[str, str]], *, least_count: int = 2, least_share: float = 0.1
) -> dict[int, str]:
    """Learn which characters the OCR confuses from pairs of texts that name the same entity.

    Two characters look alike if aligned pairs swap them `least_count` times and in `least_share` of the
    places of the rarer one; the defaults were chosen on pairs that the table was not learned from. Returns a
    table for `str.translate` onto the commonest character of each group.
    """
    swaps, seen = _count_swaps(pairs)
    alike = [
        swapped
        for swapped, count in swaps.items()
        if count >= max(least_count, least_share * min(map(seen.__getitem__, swapped)))
    ]
    groups: dict[str, list[str]] = {}
    for character, first in connect(alike).items():
        groups.setdefault(first, []).append(character)
    return {
        ord(character): max(group, key=lambda c: (seen[c], c))
        for group in groups.values()
        for character in group
    }


def _count_swaps(pairs: Iterable[tuple[str, str]]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
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
                swaps[low, high] += low != " "  # A space that looked like a letter would join words.
    return swaps, seen
