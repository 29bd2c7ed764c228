"""How much boxes overlap, and which of two sets belong together."""

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]


def overlaps(boxes: Boxes, others: Boxes) -> NDArray[np.float64]:
    """Return the intersection over union (n, m) of boxes (n, 4) and (m, 4), edges x0, y0, x1, y1."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas, other_areas = ((b[:, 2:] - b[:, :2]).prod(axis=1) for b in (boxes, others))
    together = areas[:, None] + other_areas[None, :] - shared
    scores: Boxes = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    return scores


def match_boxes(boxes: Boxes, others: Boxes, *, least: float = 0.5) -> list[tuple[int, int]]:
    """Pair boxes (n, 4) and (m, 4) by row, each at most once, best overlap first, down to IoU `least`.

    Of equal overlaps the first rows are paired. Printed lines do not overlap, so that at an IoU of one half
    hardly any box has two candidates.
    """
    scores = overlaps(boxes, others)
    return best_pairs(np.where(scores >= least, scores, 0))


def best_pairs(scores: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pair rows and columns of scores (n, m), each at most once, best score first; none with a score of 0.

    Of equal scores the first rows are paired.
    """
    rows, columns = np.nonzero(scores)
    pairs: list[tuple[int, int]] = []
    free, others_free = (np.ones(count, dtype=bool) for count in scores.shape)
    for place in np.argsort(-scores[rows, columns], kind="stable"):
        row, column = int(rows[place]), int(columns[place])
        if free[row] and others_free[column]:
            pairs.append((row, column))
            free[row] = others_free[column] = False
    return sorted(pairs)
