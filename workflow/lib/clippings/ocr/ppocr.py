"""PP-OCR's text recogniser: the clean OCR."""

from clippings.images import Pixels, to_reading
from clippings.recogniser import load_reader


def read(images: list[Pixels], orientations: list[str], *, model: str) -> list[tuple[str, float]]:
    """Read grey crops (h, w) with the recogniser in the ONNX file `model`: (text, confidence 0 to 1) each."""
    lines = [to_reading(image, turn) for image, turn in zip(images, orientations, strict=True)]
    # The network's outputs are large: they go as soon as their text is known.
    texts = {reading.place: (reading.text, reading.confidence) for reading in load_reader(model).read(lines)}
    return [texts[place] for place in range(len(lines))]
