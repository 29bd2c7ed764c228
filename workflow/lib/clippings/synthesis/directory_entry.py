"""One entry of the directory: the firm's name, its labelled fields, its suppliers and customers."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from clippings.synthesis.faces import Typecase
from clippings.synthesis.sheets import Line

COLUMN = 712
LABELS = {
    "address": "所在地",
    "products": "営業品目",
    "founded": "設立",
    "capital": "資本金",
    "banks": "取引銀行",
    "shareholders": "大株主",
}
# Fields that stand on one line together.
ROWS = (("address",), ("products",), ("founded", "capital"), ("banks",), ("shareholders",))
RELATIONS = {"supplier": "仕入先", "customer": "販売先"}
# Partners are letter-spaced, so that names stand apart from fields.
SPACING = 1.12
# A broken name leaves at least this many characters on either line.
SMALLEST_PART = 2

Block = tuple[list[Line], int]


@dataclass(frozen=True)
class Type:
    """Faces and sizes (pixels) of one page, how many lines a field may take, and the leading."""

    typecase: Typecase
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
        """Return the distance between two lines of fields, in pixels."""
        return round(self.body * self.leading)

    @property
    def list_pitch(self) -> int:
        """Return the distance between two lines of partners, in pixels."""
        return round(self.partner * (self.leading + 0.2))

    @property
    def list_left(self) -> int:
        """Return where partners start, right of their label, in pixels."""
        return round(self.body + 4.5 * self.partner)

    def ends(self, text: str, *, face: str, size: int) -> np.ndarray:
        """Return where each character of `text` ends, in pixels from its start."""
        return np.cumsum([self.typecase.length(character, face=face, size=size) for character in text])


def set_entry(
    entry: dict[str, Any],
    *,
    partners: list[dict[str, Any]],
    type_: Type,
    broken: float,
    rng: np.random.Generator,
) -> Block:
    """Set one entry at the origin; return its lines and its height."""
    lines, y = _set_name(entry, type_)
    for row in ROWS:
        fields = {LABELS[field]: entry[field] for field in row if entry[field]}
        lines += _set_fields(fields, y, type_)
        y = max((line.y + type_.pitch for line in lines[1:]), default=y)
    for relation, label in RELATIONS.items():
        names = [partner for partner in partners if partner["relation"] == relation]
        if names:
            y += type_.partner // 4
            lines.append(Line(label, type_.body, y, type_.label_face, type_.partner - 2, role="field"))
            lines += _set_partners(names, y, type_=type_, broken=broken, rng=rng)
            y = lines[-1].y + type_.list_pitch
    return [replace(line, entry=entry["entry"]) for line in lines], y


def _set_name(entry: dict[str, Any], type_: Type) -> Block:
    """Set the name, spaced where short, in smaller type where it is wider than the column."""
    length = type_.typecase.length(entry["name"], face=type_.name_face, size=type_.name)
    size = min(type_.name, type_.name * COLUMN // max(length, 1))
    pitch = SPACING if length < 0.6 * COLUMN else 1.0
    name = Line(entry["name"], 0, 0, type_.name_face, size, pitch=pitch, role="name")
    return [replace(name, mention=entry["entry"])], round(1.45 * type_.name)


def _set_fields(fields: dict[str, str], y: int, type_: Type) -> list[Line]:
    """Set labelled fields side by side; one alone is wrapped, indented under its text, and cut."""
    lines: list[Line] = []
    x, most = type_.body, type_.field_lines if len(fields) == 1 else 1
    for number, (label, text) in enumerate(fields.items(), start=1):
        size = type_.body - 2
        lines.append(Line(label, x, y, type_.label_face, size, role="field"))
        x += type_.typecase.length(label, face=type_.label_face, size=size) + type_.body
        width = COLUMN - x if number == len(fields) else COLUMN // 3
        rows = _wrap(text, width, type_)[:most]
        for place, row in enumerate(rows):
            lines.append(Line(row, x, y + place * type_.pitch, type_.body_face, type_.body, role="field"))
        x += type_.typecase.length(rows[0], face=type_.body_face, size=type_.body) + 2 * type_.body
    return lines


def _wrap(text: str, width: int, type_: Type) -> list[str]:
    """Cut `text` into lines of at most `width` pixels."""
    rest, rows = " ".join(text.split()), []
    while rest:
        ends = type_.ends(rest, face=type_.body_face, size=type_.body)
        fitting = max(1, int((ends <= width).sum()))
        rows.append(rest[:fitting])
        rest = rest[fitting:].lstrip()
    return rows


def _set_partners(
    partners: list[dict[str, Any]], y: int, *, type_: Type, broken: float, rng: np.random.Generator
) -> list[Line]:
    """Set names at tab stops; one that meets the line end is broken, its rest indented, or moved down."""
    lines: list[Line] = []
    size, face, x = type_.partner, type_.body_face, type_.list_left
    for partner in partners:
        x = _tab_stop(x, type_)
        rest, part = partner["text"], 0
        while rest:
            ends = SPACING * type_.ends(rest, face=face, size=size)
            head = int((x + ends <= COLUMN).sum())
            if head < len(rest):
                may_move = x > type_.list_left and not part
                head = _break(head, len(rest), may_move=may_move, broken=broken, rng=rng)
            if head:
                line = Line(rest[:head], x, y, face, size, pitch=SPACING, role="partner", part=part)
                lines.append(replace(line, mention=partner["partner"]))
                x, part, rest = x + round(ends[head - 1]), part + 1, rest[head:]
            if rest:
                x, y = type_.list_left + (round(1.5 * size) if part else 0), y + type_.list_pitch
    return lines


def _tab_stop(x: int, type_: Type) -> int:
    """Return the tab stop that leaves a clear gap after a name that ends at `x`."""
    if x == type_.list_left:
        return x
    stop, gap = (COLUMN - type_.list_left) / 6, 1.7 * type_.partner
    return type_.list_left + round(float(np.ceil((x + gap - type_.list_left) / stop) * stop))


def _break(fitting: int, length: int, *, may_move: bool, broken: float, rng: np.random.Generator) -> int:
    """Decide how many characters of a name stay on a line that holds only `fitting`; 0 moves it down."""
    head = min(fitting, length - SMALLEST_PART)
    if may_move and (head < SMALLEST_PART or rng.random() >= broken):
        return 0
    return max(1, head)
