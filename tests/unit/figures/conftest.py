"""Small scores for the tests of figures."""

import pandas as pd
import pytest

from clippings import frames, tables


@pytest.fixture
def make_scores():
    """Build scores from rows (method, ocr, top1), or with a seed as fourth."""

    def make(*rows, dataset="firms"):
        scores = pd.DataFrame(
            {
                "dataset": dataset,
                "method": method,
                "supervision": "none",
                "modality": "string",
                "ocr": ocr,
                "n": 640,
                "top1": top1,
                "top1_low": top1 - 0.03,
                "top1_high": top1 + 0.02,
                "top1_any_tie": top1,
                "top1_strict": top1,
                "recall_at_10": 0.9,
                "seed": seed[0] if seed else None,
            }
            for method, ocr, top1, *seed in rows
        )
        return frames.check(scores, tables.SCORES, where="test")

    return make
