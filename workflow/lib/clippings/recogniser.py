"""PP-OCR's text recogniser: texts of lines and, from the same pass, soft characters for an image tower.

rapidocr scales, batches and decodes. A line becomes a short sequence of slots, one for each character that
the network sees: the mean of its features there, and its few best characters with their probabilities. Lines
of like width share a batch, padded to the widest and to no less than 160 pixels: the features of a wide line
depend a little on the others.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from clippings.images import Pixels, bears_ink
from clippings.running import atomic, progress, say

FEATURES = "p2o.pd_op.transpose.8.0"
LONGEST = 128  # A batch is as wide as its longest line, which is read to this many times its height.
HEIGHT, STRIDE = 48, 8  # pixels: of a scaled line, and of one frame of the network
CHOICES, BLANK, SURE_BLANK = 6, 0, 0.95
SLICE, BATCH = 512, 8
# Names are short: padded to 160 pixels instead of rapidocr's 320 they cost a third less and read no worse.
# Larger batches pad more and are slower on a CPU.
PARAMS = {
    "Global.log_level": "error",
    "Rec.rec_batch_num": BATCH,
    "Rec.rec_img_shape": [3, HEIGHT, 160],
}
Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]


class Slots(NamedTuple):
    """Soft characters of one line: features (n, width), code points and probabilities (n, choices)."""

    features: NDArray[np.float16]
    codes: NDArray[np.int32]
    weights: NDArray[np.float16]


class Reading(NamedTuple):
    """The text of the line at `place`, its confidence from 0 to 1, and what the network gave for its frames.

    The outputs are probabilities (t, classes), then features (t, width) where the recogniser keeps them.
    """

    place: int
    text: str
    confidence: float
    outputs: tuple[Floats, ...]


class Recogniser:
    """A text recogniser of rapidocr that also returns the network's outputs.

    `codes` holds the code point of each class, `width` the number of features of a frame.
    """

    def __init__(self, session: "Session", *, codes: NDArray[np.int32], width: int) -> None:
        # Imported here, since it takes seconds, and most steps need a recogniser's file alone.
        from rapidocr.ch_ppocr_rec import TextRecognizer

        settings = _Settings(_read_config(), session=session, font_path=None)
        self._reader = TextRecognizer(settings)
        self._session, self.codes, self.width = session, codes, width

    def read(self, lines: Sequence[Pixels]) -> Iterator[Reading]:
        """Read grey lines (h, w) that run from left to right, some hundred at a time, narrow ones first."""
        cut = [line[:, : LONGEST * line.shape[0]] for line in lines]
        if count := sum(short.size < line.size for short, line in zip(cut, lines, strict=True)):
            say(f"{count} lines are read to {LONGEST} times their height, since they are longer")
        lines = cut
        for start in progress(range(0, len(lines), SLICE), what="ppocr"):
            order = start + np.argsort(_ratios(lines[start : start + SLICE]))
            for first in range(0, len(order), BATCH):
                yield from self._read_batch(lines, order[first : first + BATCH])

    def _read_batch(self, lines: Sequence[Pixels], places: NDArray[np.int64]) -> Iterator[Reading]:
        from rapidocr.ch_ppocr_rec import TextRecInput

        some = [lines[place] for place in places]
        colour = [np.repeat(line[:, :, None], 3, axis=2) for line in some]
        result = self._reader(TextRecInput(img=colour, return_word_box=False))
        texts = result.txts or (), result.scores or ()
        # rapidocr sorts the lines of a batch once more before they enter the network.
        rows = np.argsort(np.argsort(_ratios(some)))
        for place, row, text, confidence in zip(places, rows, *texts, strict=True):
            frames = -(-math.ceil(HEIGHT * _ratios([lines[place]])[0]) // STRIDE)
            outputs = tuple(output[row, :frames] for output in self._session.outputs)
            yield Reading(int(place), text, float(confidence), outputs)


class _Settings(dict[str, Any]):
    """Settings in the form that rapidocr takes: by key and by attribute."""

    __getattr__ = dict.__getitem__


@cache
def _read_config() -> Mapping[str, Any]:
    """Read rapidocr's settings of a recogniser, for which it loads all its networks, once."""
    from rapidocr import RapidOCR

    return cast(Mapping[str, Any], RapidOCR(params=PARAMS).cfg.Rec)


class Session(onnxruntime.InferenceSession):  # type: ignore[misc]
    """A session that keeps all outputs of its last run, of which rapidocr uses the first."""

    outputs: Sequence[Floats] = ()

    def run(self, output_names: Any, input_feed: Any, run_options: Any = None) -> Sequence[Floats]:
        """Run the network."""
        self.outputs = super().run(output_names, input_feed, run_options)
        return self.outputs


def load_reader(path: str | Path) -> Recogniser:
    """Load a recogniser that rapidocr reads (ONNX), for texts alone."""
    return Recogniser(_session(_read(path)), codes=np.zeros(0, np.int32), width=0)


def load_recogniser(path: str | Path) -> Recogniser:
    """Load a PP-OCRv6 recogniser (ONNX) that also returns features; raise ValueError if it is not one."""
    model = _read(path)
    weights = _classifier(model, path)
    model.graph.output.append(onnx.helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None))
    return Recogniser(_session(model), codes=_codes(model), width=len(weights))


def read_glyphs(path: str | Path) -> tuple[NDArray[np.int32], Floats]:
    """Read what a recogniser knows of the looks of n characters: code points, classifier rows (n, width)."""
    model = _read(path)
    weights = _classifier(model, path)
    return _codes(model)[1:-1], weights.T[1:-1]


def see_lines(lines: Sequence[Pixels], recogniser: Recogniser) -> tuple[list[tuple[str, float]], list[Slots]]:
    """Return text and confidence, and the slots, of each grey line (h, w) that runs from left to right.

    A blank line has no text; it still has a slot, from a pass after that of the others.
    """
    inked = [bears_ink(line) for line in lines]
    texts: dict[int, tuple[str, float]] = {}
    slots: dict[int, Slots] = {}
    for ink in (True, False):
        places = [place for place, inky in enumerate(inked) if inky is ink]
        for reading in recogniser.read([lines[place] for place in places]):
            place = places[reading.place]
            texts[place] = (reading.text, reading.confidence) if ink else ("", 0.0)
            slots[place] = soft_characters(reading, recogniser.codes)
    return [texts[place] for place in range(len(lines))], [slots[place] for place in range(len(lines))]


def soft_characters(reading: Reading, codes: NDArray[np.int32]) -> Slots:
    """Merge neighbouring frames of a line with the same best character into slots."""
    chances, frames = reading.outputs
    inked = 1 - chances[:, BLANK]
    sure = inked > 1 - SURE_BLANK
    kept = np.flatnonzero(sure) if sure.any() else inked.argmax(axis=0, keepdims=True)
    chances = chances[kept]
    chances[:, BLANK] = 0
    best = chances.argmax(axis=1)
    fresh = np.flatnonzero((np.diff(best, prepend=-1) != 0) | (np.diff(kept, prepend=-1) != 1))
    mass = chances.sum(axis=1, keepdims=True)
    sizes = np.diff(fresh, append=len(kept))[:, None]
    means = np.add.reduceat(chances, fresh) / sizes
    top = np.sort(np.argpartition(-means, CHOICES - 1, axis=1)[:, :CHOICES], axis=1)
    falling = np.argsort(-np.take_along_axis(means, top, axis=1), axis=1, kind="stable")
    top = np.take_along_axis(top, falling, axis=1)
    pooled = np.add.reduceat(mass * frames[kept], fresh) / np.add.reduceat(mass, fresh)
    weights = np.take_along_axis(means, top, axis=1)
    return Slots(pooled.astype(np.float16), codes[top], weights.astype(np.float16))


def join_slots(records: Iterable[str], slots: Sequence[Slots], *, width: int) -> Arrays:
    """Lay the slots of n records end to end, those of record i between starts[i] and starts[i + 1].

    Returns the arrays `records`, `starts`, `features`, `codes` and `weights`, the last three a row per slot.
    """
    none = Slots(*(np.zeros((0, w), t) for w, t in ((width, "f2"), (CHOICES, "i4"), (CHOICES, "f2"))))
    starts = np.cumsum([0, *(len(line.codes) for line in slots)]).astype(np.int64)
    joined = (np.concatenate(parts) for parts in zip(none, *slots, strict=True))
    return {"records": np.array([*records], dtype=str), "starts": starts} | dict(
        zip(Slots._fields, joined, strict=True)
    )


def write_arrays(arrays: Mapping[str, NDArray[Any]], path: str | Path) -> None:
    """Write arrays to one .npz file, whole or not at all."""
    with atomic(path) as temporary:
        np.savez(temporary, allow_pickle=False, **arrays)


def _read(path: str | Path) -> onnx.ModelProto:
    if not Path(path).is_file():
        raise ValueError(f"{path}: no such file; expected PP-OCR's text recogniser as ONNX")
    return onnx.load(path)


def _session(model: onnx.ModelProto) -> Session:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # shards already run side by side
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return Session(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _classifier(model: onnx.ModelProto, path: str | Path) -> Floats:
    """Return the weights (width, classes) behind the features."""
    heads = [node for node in model.graph.node if FEATURES in node.input and node.op_type == "MatMul"]
    if len(heads) != 1:
        raise ValueError(f"{path}: {len(heads)} classifiers after {FEATURES}, expected the one of PP-OCRv6")
    weights = next(entry for entry in model.graph.initializer if entry.name == heads[0].input[1])
    return np.asarray(onnx.numpy_helper.to_array(weights))


def _codes(model: onnx.ModelProto) -> NDArray[np.int32]:
    """List the code point of each class: blank, the characters, space."""
    characters = next(p.value for p in model.metadata_props if p.key == "character").split("\n")
    return np.array([0, *map(ord, characters), ord(" ")], np.int32)


def _ratios(lines: Sequence[Pixels]) -> NDArray[np.float64]:
    """Return width by height of each line (n,)."""
    return np.array([line.shape[1] / float(line.shape[0]) for line in lines])
