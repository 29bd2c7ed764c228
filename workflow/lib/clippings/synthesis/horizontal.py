"""The directory of 1956: horizontal lines in two columns, one block an entry."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from clippings.synthesis.directory_entry import COLUMN, Block, Type, set_entry
from clippings.synthesis.faces import Typecase
from clippings.synthesis.sheets import WIDTH, Line, Setting, running_head

MARGIN, HEAD, FOOT = 112, 150, 2290
GUTTER = WIDTH - 2 * MARGIN - 2 * COLUMN
LEAST_GAP, MOST_GAP = 22, 60
TITLE = "会社要覧　仕入先・販売先"
RULES = [
    (MARGIN, HEAD - 32, WIDTH - MARGIN, HEAD - 29),
    (WIDTH // 2 - 1, HEAD, WIDTH // 2 + 1, FOOT),
]
# Body, partner, lines a field may take, leading: the roomiest first.
SIZES = (
    (25, 33, 2, 1.32),
    (24, 32, 2, 1.28),
    (23, 31, 2, 1.25),
    (22, 30, 1, 1.25),
    (21, 28, 1, 1.22),
    (20, 25, 1, 1.18),
)


def set_page(
    entries: list[dict[str, Any]],
    *,
    partners: Mapping[str, list[dict[str, Any]]],
    typecase: Typecase,
    broken: float,
    rng: np.random.Generator,
) -> Setting:
    """Set a page of entries, in the roomiest type that fits; raise ValueError where none does.

    `partners` lists the partners of each entry; a share `broken` of those that meet a line end is broken.
    """
    seeds = rng.integers(2**32, size=len(entries))
    for type_ in _list_types(typecase, rng):
        blocks = [
            set_entry(
                entry,
                partners=partners.get(entry["entry"], []),
                type_=type_,
                broken=broken,
                rng=np.random.default_rng(seed),
            )
            for entry, seed in zip(entries, seeds, strict=True)
        ]
        if (cut := _cut_columns([height for _, height in blocks])) is not None:
            lines = _place(blocks[:cut], MARGIN) + _place(blocks[cut:], MARGIN + COLUMN + GUTTER)
            head = running_head(TITLE, entries[0]["page"], margin=MARGIN, face=type_.label_face)
            return head + lines, RULES
    raise ValueError(
        f"page {entries[0]['page']}: {len(entries)} entries do not fit in the smallest type; expected 8 to 12"
    )


def _list_types(typecase: Typecase, rng: np.random.Generator) -> list[Type]:
    """Choose the faces of a page and list the sizes to try, roomiest first."""
    mincho, gothic = typecase.named("mincho"), typecase.named("gothic")
    body = str(rng.choice(mincho if rng.random() < 0.75 else gothic))
    name = str(rng.choice(gothic if rng.random() < 0.5 else mincho))
    label, size = str(rng.choice(gothic)), int(rng.integers(44, 49))
    return [Type(typecase, name, label, body, size, *sizes) for sizes in SIZES]


def _cut_columns(heights: list[int]) -> int | None:
    """Find where the second column starts so that both are as even as can be, or None if one is too long."""
    tallest = {
        cut: max(sum(part) + LEAST_GAP * len(part) for part in (heights[:cut], heights[cut:]))
        for cut in range(1, len(heights) + 1)
    }
    cut = min(tallest, key=lambda cut: (tallest[cut], cut))
    return cut if tallest[cut] <= FOOT - HEAD else None


def _place(blocks: list[Block], x: int) -> list[Line]:
    """Stack blocks down a column, the free space shared between them."""
    free = FOOT - HEAD - sum(height for _, height in blocks)
    gap = min(MOST_GAP, free // max(1, len(blocks)))
    placed, y = [], HEAD
    for lines, height in blocks:
        placed += [line.moved(x, y) for line in lines]
        y += height + gap
    return placed
