"""Lines of a straight page: detected by PP-OCRv6, joined, split, and fitted tightly to their ink."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock
from numpy.typing import NDArray
from rapidocr import RapidOCR

from clippings.images import Pixels, to_reading
from clippings.layout.roles import assign_roles, running_heads
from clippings.layout.spans import (
    BOTTOM,
    END,
    START,
    TOP,
    Spans,
    bands,
    sizes,
    to_boxes,
    to_spans,
)
from clippings.layout.tilt import Detector, Sheet, type_ink
from clippings.layout.trimming import Ink, part_at_gaps, tighten
from clippings.overlaps import Boxes

Scores = NDArray[np.float64]
LineFinder = Callable[[Pixels], tuple[Boxes, Scores]]
# Bare paper as wide as this, in line thicknesses, parts a label or a name in a list from the next;
# where there are no lists, only much wider gaps part two lines.
WORD_GAP, LINE_GAP = 1.1, 2.5
# A detector may miss a faint character: pieces this near to each other are tried as one line.
PIECE_GAP = 1.6


def line_detector(*, model: str | Path, longest_side: int, threads: int) -> Detector:
    """Return the detector that finds lines with PP-OCRv6 and knows their roles from geometry."""
    find = line_finder(model, longest_side=longest_side, threads=threads)

    def detect(sheet: Sheet) -> Layout:
        lists = "partner" in sheet.roles
        spans, scores = find_lines(sheet.image, find=find, orientation=sheet.orientation, lists=lists)
        roles = assign_roles(spans, lists=lists)
        return _blocks(spans, roles, scores, sheet)

    return detect


def whole_line_detector(*, model: str | Path, longest_side: int, threads: int) -> Detector:
    """Return the detector that finds lines with PP-OCRv6, each of them `other` until its role is learned."""
    find = line_finder(model, longest_side=longest_side, threads=threads)

    def detect(sheet: Sheet) -> Layout:
        spans, scores = find_whole_lines(sheet.image, find=find, orientation=sheet.orientation)
        return _blocks(spans, ["other"] * len(spans), scores, sheet)

    return detect


def line_finder(model: str | Path, *, longest_side: int, threads: int) -> LineFinder:
    """Load the detector `model` (ONNX) and return the function that finds lines (n, 4) with confidences (n,).

    Pages are shrunk to `longest_side` pixels before detection; boxes are in pixels of the page given.
    """
    if not Path(model).is_file():
        raise ValueError(f"{model}: no such file; expected the PP-OCRv6 line detector (ONNX)")
    engine: Any = RapidOCR(
        params={
            "Det.model_path": str(model),
            "Global.max_side_len": longest_side,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )

    def find(image: Pixels) -> tuple[Boxes, Scores]:
        lines = engine(image, use_det=True, use_cls=False, use_rec=False)
        if len(lines) == 0:
            return np.zeros((0, 4)), np.zeros(0)
        corners = np.asarray(lines.boxes, dtype=float)
        return np.hstack([corners.min(axis=1), corners.max(axis=1)]), np.asarray(lines.scores)

    return find


def find_lines(image: Pixels, *, find: LineFinder, orientation: str, lists: bool) -> tuple[Spans, Scores]:
    """Find the lines of a straight page as spans (n, 4) tight round their ink, with confidences (n,).

    Running heads and page numbers belong to no entry and are left out. With `lists`, names and labels that
    stand side by side are lines of their own.
    """
    spans, scores, ink = _pieces(image, find, orientation)
    printed = ~running_heads(spans)
    spans, scores = spans[printed], scores[printed]
    gap = WORD_GAP if lists else LINE_GAP
    spans, scores = join_pieces(spans, scores, gap=max(gap, PIECE_GAP))
    parts = [list(part_at_gaps(span, ink, gap=gap)) for span in spans]
    tight = tighten(np.array([piece for pieces in parts for piece in pieces]).reshape(-1, 4), ink)
    inked = _inked(tight)
    return tight[inked], np.repeat(scores, [len(pieces) for pieces in parts])[inked]


def find_whole_lines(image: Pixels, *, find: LineFinder, orientation: str) -> tuple[Spans, Scores]:
    """Find all lines of a straight page, running heads too, as spans (n, 4) with confidences (n,).

    Only pieces near to each other are joined: what a line is, its role learned from labels will say.
    """
    spans, scores, _ = _pieces(image, find, orientation)
    return join_pieces(spans, scores, gap=PIECE_GAP)


def join_pieces(spans: Spans, scores: Scores, *, gap: float) -> tuple[Spans, Scores]:
    """Join spans (n, 4) of one line that overlap or stand less than `gap` thicknesses apart.

    Lines of different columns or tiers stay apart; a joined line keeps the lowest score.
    """
    band = bands(spans)
    joined: list[tuple[NDArray[np.float64], float, int]] = []
    for index in np.lexsort((spans[:, TOP], spans[:, START], band)):
        span, score, here = spans[index], float(scores[index]), int(band[index])
        for number, (line, lowest, where) in enumerate(joined):
            if where == here and _same_line(line, span, gap):
                whole = np.concatenate([np.minimum(line[:2], span[:2]), np.maximum(line[2:], span[2:])])
                joined[number] = (whole, min(lowest, score), here)
                break
        else:
            joined.append((span, score, here))
    return np.array([line for line, _, _ in joined]).reshape(-1, 4), np.array([s for _, s, _ in joined])


def _blocks(spans: Spans, roles: Iterable[str], scores: Scores, sheet: Sheet) -> Layout:
    boxes = to_boxes(spans, orientation=sheet.orientation, width=sheet.image.shape[1])
    rows = zip(boxes.tolist(), roles, scores, strict=True)
    return Layout([TextBlock(Rectangle(*box), type=str(r), score=float(score)) for box, r, score in rows])


def _pieces(image: Pixels, find: LineFinder, orientation: str) -> tuple[Spans, Scores, Ink]:
    """Return what the detector finds, tight round its ink, where it has any, and the ink of the page."""
    boxes, scores = find(image)
    ink = to_reading(type_ink(image), orientation)
    spans = tighten(to_spans(boxes, orientation=orientation, width=image.shape[1]), ink)
    inked = _inked(spans)
    return spans[inked], scores[inked], ink


def _same_line(line: NDArray[np.float64], span: NDArray[np.float64], gap: float) -> bool:
    thinner = float(sizes(np.stack([line, span])).min())
    shared = min(line[BOTTOM], span[BOTTOM]) - max(line[TOP], span[TOP])
    apart = max(line[START], span[START]) - min(line[END], span[END])
    return bool(shared > 0.6 * thinner and apart < gap * thinner)


def _inked(spans: Spans) -> NDArray[np.bool_]:
    return (spans[:, END] > spans[:, START]) & (spans[:, BOTTOM] > spans[:, TOP])
