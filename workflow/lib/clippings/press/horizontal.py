"""The directory of 1956: horizontal lines in two columns, one block an entry."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clippings.press.faces import Typecase
from clippings.press.sheets import WIDTH, Line, Setting, running_head

MARGIN, HEAD, FOOT, GUTTER = 112, 150, 2290, 52
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) // 2
RULES = [
    (MARGIN, HEAD - 32, WIDTH - MARGIN, HEAD - 29),
    (WIDTH // 2 - 1, HEAD, WIDTH // 2 + 1, FOOT),
]
TITLE = "会社要覧　仕入先・販売先"
LABELS = {
    "address": "所在地",
    "products": "営業品目",
    "founded": "設立",
    "capital": "資本金",
    "banks": "取引銀行",
    "shareholders": "大株主",
}
RELATIONS = {"supplier": "仕入先", "customer": "販売先"}
# A broken name leaves at least this many characters on either line.
SMALLEST_PART = 2
# Partners are letter-spaced, so that names stand apart from fields.
SPACING = 1.12


@dataclass(frozen=True)
class Type:
    """Faces and sizes (pixels) of one page, and how many lines a field may take."""

    name_face: str
    label_face: str
    body_face: str
    name: int
    body: int
    partner: int
    field_lines: int
    leading: float

    @property
    def pitch(self) -> int:
        """Give the distance between two lines of body text, in pixels."""
        return round(self.body * self.leading)

    @property
    def list_left(self) -> int:
        """Give where partners start, right of their label, in pixels."""
        return self.body + 4 * self.partner + self.partner // 2

    @property
    def list_pitch(self) -> int:
        """Give the distance between two lines of partners, in pixels."""
        return round(self.partner * (self.leading + 0.08))


Block = tuple[list[Line], int]


def set_page(
    entries: list[dict[str, Any]],
    *,
    partners: dict[str, list[dict[str, Any]]],
    typecase: Typecase,
    broken: float,
    rng: np.random.Generator,
) -> Setting:
    """Set a page of entries, in the roomiest type that fits; raise ValueError where none does.

    `partners` lists the partners of each entry; a share `broken` of those that meet a line end is broken.
    """
    seeds = rng.integers(2**32, size=len(entries))
    faces = _choose_faces(typecase, rng)
    for type_ in _sizes(faces, rng):
        blocks = [
            _set_entry(
                entry,
                partners=partners.get(entry["entry"], []),
                type_=type_,
                typecase=typecase,
                broken=broken,
                rng=np.random.default_rng(seed),
            )
            for entry, seed in zip(entries, seeds, strict=True)
        ]
        if (cut := _column_break([height for _, height in blocks])) is not None:
            lines = _place(blocks[:cut], MARGIN) + _place(blocks[cut:], MARGIN + COLUMN + GUTTER)
            head = running_head(TITLE, entries[0]["page"], margin=MARGIN, face=type_.label_face)
            return head + lines, RULES
    raise ValueError(
        f"page {entries[0]['page']}: {len(entries)} entries do not fit in the smallest type; expected 8 to 12"
    )


def _choose_faces(typecase: Typecase, rng: np.random.Generator) -> tuple[str, str, str]:
    mincho, gothic = typecase.named("mincho"), typecase.named("gothic")
    body = str(rng.choice(mincho if rng.random() < 0.75 else gothic))
    name = str(rng.choice(gothic if rng.random() < 0.5 else mincho))
    return name, str(rng.choice(gothic)), body


def _sizes(faces: tuple[str, str, str], rng: np.random.Generator) -> list[Type]:
    """List the types to try, roomiest first."""
    name = int(rng.integers(44, 49))
    steps = (
        (25, 33, 2, 1.32),
        (24, 32, 2, 1.28),
        (23, 31, 2, 1.25),
        (22, 30, 1, 1.25),
        (21, 28, 1, 1.22),
        (20, 25, 1, 1.18),
    )
    return [
        Type(*faces, name=name, body=body, partner=partner, field_lines=lines, leading=leading)
        for body, partner, lines, leading in steps
    ]


def _set_entry(
    entry: dict[str, Any],
    *,
    partners: list[dict[str, Any]],
    type_: Type,
    typecase: Typecase,
    broken: float,
    rng: np.random.Generator,
) -> Block:
    """Set one entry at the origin; give its lines and its height."""
    key = entry["entry"]
    lines, y = _set_name(entry, type_, typecase)
    for columns in (("address",), ("products",), ("founded", "capital"), ("banks",), ("shareholders",)):
        fields = [(LABELS[column], entry[column]) for column in columns if entry[column]]
        set_, y = _set_fields(fields, y, type_=type_, typecase=typecase)
        lines += set_
    for relation, label in RELATIONS.items():
        names = [partner for partner in partners if partner["relation"] == relation]
        if names:
            set_, y = _set_partners(names, label, y, type_=type_, typecase=typecase, broken=broken, rng=rng)
            lines += set_
    return [replace(line, entry=key) for line in lines], y


def _set_name(entry: dict[str, Any], type_: Type, typecase: Typecase) -> Block:
    size = type_.name
    while typecase.length(entry["name"], face=type_.name_face, size=size) > COLUMN:
        size -= 1
    pitch = 1.12 if typecase.length(entry["name"], face=type_.name_face, size=size) < 0.6 * COLUMN else 1.0
    line = Line(entry["name"], 0, 0, type_.name_face, size, pitch=pitch, role="name", mention=entry["entry"])
    return [line], round(1.45 * type_.name)


def _set_fields(fields: list[tuple[str, str]], y: int, *, type_: Type, typecase: Typecase) -> Block:
    """Set labelled fields on one line; a field alone wraps, is indented under its text, and is cut."""
    lines: list[Line] = []
    x = type_.body
    for label, text in fields:
        lines.append(Line(label, x, y, type_.label_face, type_.body - 2, role="field"))
        x += typecase.length(label, face=type_.label_face, size=type_.body - 2) + type_.body
        room = COLUMN - x if len(fields) == 1 or label == fields[-1][0] else COLUMN // 3
        rows = _wrap(text, room, type_=type_, typecase=typecase)[
            : type_.field_lines if len(fields) == 1 else 1
        ]
        for number, row in enumerate(rows):
            lines.append(Line(row, x, y + number * type_.pitch, type_.body_face, type_.body, role="field"))
        x += typecase.length(rows[0], face=type_.body_face, size=type_.body) + 2 * type_.body
    last = max((line.y for line in lines), default=y - type_.pitch)
    return lines, last + type_.pitch


def _wrap(text: str, room: int, *, type_: Type, typecase: Typecase) -> list[str]:
    rows, used = [""], 0
    for character in " ".join(text.split()):
        advance = typecase.glyph(character, face=type_.body_face, size=type_.body).advance
        if used + advance > room and rows[-1]:
            rows, used = [*rows, ""], 0
        rows[-1], used = rows[-1] + character, used + advance
    return rows


def _set_partners(
    partners: list[dict[str, Any]],
    label: str,
    y: int,
    *,
    type_: Type,
    typecase: Typecase,
    broken: float,
    rng: np.random.Generator,
) -> Block:
    """Set names at tab stops; one that meets the line end is broken, its rest indented, or moved down."""
    size, face = type_.partner, type_.body_face
    left, x, y = type_.list_left, type_.list_left, y + size // 4
    lines = [Line(label, type_.body, y, type_.label_face, size - 2, role="field")]
    for partner in partners:
        x = _tab_stop(x, type_=type_)
        rest, part = partner["text"], 0
        while rest:
            ends = SPACING * np.cumsum([typecase.length(c, face=face, size=size) for c in rest])
            head = int((x + ends <= COLUMN).sum())
            if head < len(rest):
                head = _break(head, len(rest), may_move=x > left, broken=broken, rng=rng)
            if head:
                line = Line(rest[:head], x, y, face, size, pitch=SPACING, role="partner", part=part)
                lines.append(replace(line, mention=partner["partner"]))
                x, part = x + round(ends[head - 1]), part + 1
            rest = rest[head:]
            if rest:
                x, y = left + (round(1.5 * size) if part else 0), y + type_.list_pitch
    return lines, y + type_.list_pitch


def _tab_stop(x: int, *, type_: Type) -> int:
    """Give the tab stop that leaves a clear gap after a name that ends at `x`."""
    if x == type_.list_left:
        return x
    stop, gap = (COLUMN - type_.list_left) / 6, 1.3 * type_.partner
    return type_.list_left + round(np.ceil((x + gap - type_.list_left) / stop) * stop)


def _break(fitting: int, length: int, *, may_move: bool, broken: float, rng: np.random.Generator) -> int:
    """Decide how many characters of a name stay on a line that holds only `fitting`; 0 moves it down."""
    head = min(fitting, length - SMALLEST_PART)
    if may_move and (head < SMALLEST_PART or rng.random() >= broken):
        return 0
    return max(1, head)


def _column_break(heights: list[int]) -> int | None:
    """Find where the second column starts so that both are as even as can be, or None if one is too long."""
    room, gap = FOOT - HEAD, 22
    tallest = {
        cut: max(sum(heights[:cut]) + gap * cut, sum(heights[cut:]) + gap * (len(heights) - cut))
        for cut in range(1, len(heights) + 1)
    }
    cut = min(tallest, key=lambda cut: (tallest[cut], cut))
    return cut if tallest[cut] <= room else None


def _place(blocks: list[Block], x: int) -> list[Line]:
    """Stack blocks down a column, the free space shared between them."""
    free = FOOT - HEAD - sum(height for _, height in blocks)
    gap = min(60, free // max(1, len(blocks)))
    placed, y = [], HEAD
    for lines, height in blocks:
        placed += [line.moved(x, y) for line in lines]
        y += height + gap
    return placed
