"""The index of 1957: vertical lines from right to left, in tiers one above the other."""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from clippings.synthesis.faces import Typecase
from clippings.synthesis.sheets import VERTICAL, WIDTH, Line, Setting, running_head

MARGIN, HEAD, FOOT = 100, 150, 2300
TIER_GAP = 30
TITLE = "全國會社索引"
FIELDS = ("address", "products", "founded", "capital", "banks", "shareholders")
# How far the characters of short names are spaced.
LOOSEST = 1.35
SMALLEST, NAME_GAP, ENTRY_GAP, MOST_GAP = 24, 12, 18, 34

Block = tuple[list[Line], int]


@dataclass(frozen=True)
class Type:
    """Faces and sizes (pixels) of one page, and how many small columns an entry may take."""

    name_face: str
    body_face: str
    name: int
    body: int
    columns: int
    tiers: int

    @property
    def depth(self) -> int:
        """Return the length of a line in a tier, in pixels."""
        return (FOOT - HEAD - TIER_GAP * (self.tiers - 1)) // self.tiers

    @property
    def column(self) -> int:
        """Return the distance between two small columns, in pixels."""
        return round(1.42 * self.body)


def set_page(entries: list[dict[str, Any]], *, typecase: Typecase, rng: np.random.Generator) -> Setting:
    """Set a page of entries with as many fields as fit; return its lines and the rules between tiers.

    Raise ValueError where not even the names fit.
    """
    faces = _choose_faces(typecase, rng)
    name = int(rng.integers(33, 37))
    for columns, tiers in product((4, 3, 2, 1), (4, 5, 6)):
        type_ = Type(*faces, name=name, body=20, columns=columns, tiers=tiers)
        blocks = [_set_entry(entry, type_=type_) for entry in entries]
        rows = _fill([width for _, width in blocks])
        if len(rows) <= tiers:
            starts = [HEAD + number * (type_.depth + TIER_GAP) for number in range(tiers)]
            placed = [_place([blocks[i] for i in row], y) for row, y in zip(rows, starts, strict=False)]
            head = running_head(TITLE, entries[0]["page"], margin=MARGIN, face=type_.body_face)
            rules = [(MARGIN, y - TIER_GAP // 2 - 1, WIDTH - MARGIN, y - TIER_GAP // 2 + 2) for y in starts]
            return head + sum(placed, []), rules
    raise ValueError(
        f"page {entries[0]['page']}: {len(entries)} entries do not fit in six tiers; expected 40 to 80"
    )


def _choose_faces(typecase: Typecase, rng: np.random.Generator) -> tuple[str, str]:
    mincho, gothic = typecase.named("mincho", vertical=True), typecase.named("gothic", vertical=True)
    name = str(rng.choice(gothic if rng.random() < 0.35 else mincho))
    return name, str(rng.choice(mincho))


def _set_entry(entry: dict[str, Any], *, type_: Type) -> Block:
    """Set one entry to the left of the origin; return its lines and its width."""
    lines, width = _set_name(entry["name"], entry["entry"], type_=type_)
    text = "\u3000".join(entry[field] for field in FIELDS if entry[field])
    text = "\u3000".join(text.split())
    length = (type_.depth - type_.body) // type_.body
    pieces = [text[start : start + length] for start in range(0, len(text), length)]
    for number, piece in enumerate(pieces[: type_.columns]):
        x = -width - type_.body - number * type_.column
        y = type_.body if number else 0
        lines.append(Line(piece, x, y, type_.body_face, type_.body, VERTICAL, role="field"))
    width += type_.column * min(len(pieces), type_.columns)
    return [replace(line, entry=entry["entry"]) for line in lines], width


def _set_name(name: str, mention: str, *, type_: Type) -> Block:
    """Set the name: spaced where short, in smaller type or in two columns where long."""
    size = max(SMALLEST, min(type_.name, type_.depth // len(name)))
    pitch = min(LOOSEST, max(1.0, 0.8 * type_.depth / (len(name) * size)))
    fits = len(name) <= type_.depth // size
    half = len(name) if fits else (len(name) + 1) // 2
    line = Line(name[:half], -size, 0, type_.name_face, size, VERTICAL, pitch, role="name", mention=mention)
    if fits:
        return [line], size + NAME_GAP
    rest = replace(line, text=name[half:], x=-2 * size - NAME_GAP, y=size, part=1)
    return [line, rest], 2 * (size + NAME_GAP)


def _fill(widths: list[int]) -> list[list[int]]:
    """Share entries among tiers, in order, as many as each holds."""
    rows: list[list[int]] = []
    used = WIDTH
    for number, width in enumerate(widths):
        if used + width + ENTRY_GAP > WIDTH - 2 * MARGIN:
            rows, used = [*rows, []], 0
        rows[-1].append(number)
        used += width + ENTRY_GAP
    return rows


def _place(blocks: list[Block], y: int) -> list[Line]:
    """Set blocks side by side from the right, the free space shared between them."""
    free = WIDTH - 2 * MARGIN - sum(width for _, width in blocks)
    gap = min(MOST_GAP, free // max(1, len(blocks)))
    placed, x = [], WIDTH - MARGIN
    for lines, width in blocks:
        placed += [line.moved(x, y) for line in lines]
        x -= width + gap
    return placed
