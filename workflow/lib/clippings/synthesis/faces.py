"""Typefaces: glyphs as ink, with other faces to fall back on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import ImageFont

# Glyphs that turn or move in vertical lines; a face without vertical forms cannot set them.
TURNING = frozenset("ー―—…‥～〜＝－（）「」『』〔〕［］【】〈〉、。，．")
# Vertical forms exist only of wide characters.
WIDE = str.maketrans("()-,.=[]", "（）－，．＝［］")
# The em square of Japanese faces reaches this far above the baseline, whatever their metrics say.
ASCENT = 0.88


@dataclass(frozen=True)
class Glyph:
    """The ink (h, w) of one character, where it stands in its em square, and its advance, in pixels."""

    ink: NDArray[np.uint8]
    dx: int
    dy: int
    advance: int


@dataclass(frozen=True)
class Face:
    """One font file: the characters it has, and those that it can set in a vertical line."""

    name: str
    path: str
    style: str
    characters: frozenset[str]
    upright: frozenset[str]


class Typecase:
    """All faces that print; a character that one face lacks is taken from the next that has it."""

    def __init__(self, faces: Iterable[Face]) -> None:
        """Keep `faces` in the order in which they stand in for one another."""
        self.faces = {face.name: face for face in faces}
        self._glyphs: dict[tuple[str, str, int, bool], Glyph] = {}

    def named(self, style: str, *, vertical: bool = False) -> list[str]:
        """List the faces of one style; for vertical lines only those with vertical forms."""
        return [
            face.name
            for face in self.faces.values()
            if face.style == style and (not vertical or "ー" in face.upright)
        ]

    def glyph(self, character: str, *, face: str, size: int, vertical: bool = False) -> Glyph:
        """Return the glyph of `character`; raise ValueError where no face has it.

        In vertical lines a mark that no face turns lies flat.
        """
        character = character.translate(WIDE) if vertical else character
        key = (character, face, size, vertical)
        if key not in self._glyphs:
            self._glyphs[key] = self._set(character, face, size, vertical)
        return self._glyphs[key]

    def length(self, text: str, *, face: str, size: int) -> int:
        """Measure `text` in a horizontal line, in pixels."""
        return sum(self.glyph(character, face=face, size=size).advance for character in text)

    def _set(self, character: str, face: str, size: int, vertical: bool) -> Glyph:
        faces = (self.faces[face], *self.faces.values())
        upright = [candidate for candidate in faces if vertical and character in candidate.upright]
        for candidate in (*upright, *faces):
            if character.isspace() or character in candidate.characters:
                glyph = _draw(character, candidate.path, size, vertical)
                # Some faces list a character and draw nothing: they do not have it.
                if character.isspace() or glyph.ink.size:
                    return glyph
        raise ValueError(
            f"font {self.faces[face].path}: no glyph for {character!r} (U+{ord(character):04X}),"
            f" nor in the other {len(self.faces) - 1} fonts; expected one that has it"
        )


def load_typecase(fonts: Iterable[Mapping[str, str]]) -> Typecase:
    """Open `fonts` (name, path, package, style); raise ValueError naming the package of a missing file."""
    return Typecase([_load(font) for font in fonts])


def _load(font: Mapping[str, str]) -> Face:
    if not Path(font["path"]).is_file():
        raise ValueError(f"font {font['path']}: no such file, expected it from {font['package']}")
    characters, turned = _coverage(font["path"])
    upright = (characters - TURNING) | turned
    return Face(font["name"], font["path"], font["style"], characters, upright)


@cache
def _coverage(path: str) -> tuple[frozenset[str], frozenset[str]]:
    """List the characters of a font, and those to which its feature `vert` gives another glyph."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        glyphs = font.getBestCmap()
        turned: set[str] = set()
        if "GSUB" in font:
            gsub = font["GSUB"].table
            features = [
                record.Feature for record in gsub.FeatureList.FeatureRecord if record.FeatureTag == "vert"
            ]
            for number in {number for feature in features for number in feature.LookupListIndex}:
                for table in gsub.LookupList.Lookup[number].SubTable:
                    turned.update(getattr(table, "ExtSubTable", table).mapping)
        return frozenset(map(chr, glyphs)), frozenset(chr(c) for c, name in glyphs.items() if name in turned)


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)


def _draw(character: str, path: str, size: int, vertical: bool) -> Glyph:
    font = _font(path, size)
    advance = size if vertical else round(font.getlength(character))
    if character.isspace():
        return Glyph(np.zeros((0, 0), np.uint8), 0, 0, size if character == "\u3000" else size // 2)
    if vertical and character in TURNING:
        # In a line from top to bottom a mark turns whatever script its font files the feature `vert` under.
        mask, (dx, dy) = font.getmask2(character, "L", direction="ttb", anchor="mt")
        ink = np.asarray(mask, np.uint8).reshape(mask.size[::-1])
        return _trimmed(ink, dx + size // 2, dy, advance)
    features = ["vert"] if vertical else None
    mask, (dx, dy) = font.getmask2(character, "L", features=features, anchor="ls")
    ink = np.asarray(mask, np.uint8).reshape(mask.size[::-1])
    if vertical:
        dx += (size - round(font.getlength(character, features=features))) // 2
    return _trimmed(ink, dx, dy + round(ASCENT * size), advance)


def _trimmed(ink: NDArray[np.uint8], dx: int, dy: int, advance: int) -> Glyph:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return Glyph(np.zeros((0, 0), np.uint8), 0, 0, advance)
    top, left = int(rows[0]), int(columns[0])
    inked = ink[top : rows[-1] + 1, left : columns[-1] + 1]
    return Glyph(inked, dx + left, dy + top, advance)
