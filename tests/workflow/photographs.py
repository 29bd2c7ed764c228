"""A user's own photographs: drawn pictures and captions, a table of them, and verdicts of people."""

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

ALBUM = ["config/toy.yaml", "config/album.yaml"]
REPRINTS = ["config/toy.yaml", "config/reprinted.yaml"]
CONFIG = """
datasets: [album]
records: {shares: {train: 0.5, val: 0.25, test: 0.25}}
"""
DATASET = """
task: cluster
input: crops
crops: [album/captions.csv]
columns: {path: image, noisy: caption, page: scan, entity: photo}
texts: [noisy]
sources: {paper: {orientation: horizontal, sides: {photograph: member}}}
truth: table
pairs: [album/verdicts.json, album/verdicts.csv]
measures: [jaccard_words]
hashes: [phash]
export: [sup_multimodal/noisy, jaccard_words/noisy]
encoder: {name: tiny, models: [selfsup, sup_multimodal]}
"""
REPRINTED = """
task: cluster
input: crops
crops: reprinted
photographs: [album/photographs.csv]
texts: [noisy]
sources: {paper: {orientation: horizontal, sides: {photograph: member}}}
ocr: {noisy: tesseract_english}
truth: drawn
export: [sup_multimodal/noisy]
"""
# Made beside the album, by rules that its run has no use for: reprints of its photographs.
BESIDE = "results/reprinted/synthesis/captions/paper-000.parquet"
PLACES = ("Zürich", "São Paulo", "Łódź", "Malmö", "Oslo", "Quebec", "Ghent", "Porto", "Trieste", "Kraków")
THINGS = ("ferry", "bridge", "market", "parade", "locomotive", "orchard", "harbour", "stadium", "mill")
SIZES = [4, 3, 2, 3, 4, 2, 3, 2, 3, 4, 2, 3] + [1] * 8  # Records of each photograph: twelve are reprinted.
PAIRED = 2  # Photographs whose truth stands in verdicts instead of the table.


def lay_out_album(folder, seed=0):
    """Draw the photographs of a user in a copy of the project, with the declarations that name them."""
    rows = list(_draw_prints(folder / "album", np.random.default_rng(seed)))
    with open(folder / "album/captions.csv", "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "caption", "scan", "photo"])
        writer.writerows(rows)
    _list_photographs(folder / "album", rows)
    _write_verdicts(folder / "album")
    Path(folder, "config/album.yaml").write_text(CONFIG, encoding="utf-8")
    Path(folder, "config/datasets/album.yaml").write_text(DATASET, encoding="utf-8")
    Path(folder, "config/datasets/reprinted.yaml").write_text(REPRINTED, encoding="utf-8")
    Path(folder, "config/reprinted.yaml").write_text("datasets: [reprinted]\n", encoding="utf-8")
    return folder / "album/captions.csv"


def _draw_prints(folder, draw):
    """Draw the prints of each photograph, no two of one photograph on a scan; the last has no caption."""
    folder.mkdir()
    for photo, size in enumerate(SIZES):
        scene = draw.uniform(0, 255, (5, 7)).astype(np.uint8)
        subject = f"{THINGS[photo % len(THINGS)]} of {PLACES[photo % len(PLACES)]}"
        for copy in range(size):
            image = folder / f"p{photo:02d}-{copy}.png"
            _reprint(scene, draw).save(image)
            caption = (
                f"{draw.choice(PLACES)}, May {draw.integers(1, 31)}. – The {subject}, seen “{copy + 1}” times"
            )
            name = "" if photo < PAIRED else f"photo {photo}"
            yield (
                f"album/{image.name}",
                caption if photo < len(SIZES) - 1 else "",
                f"{copy}-{photo % 5}",
                name,
            )


def _list_photographs(folder, rows):
    """Write a table of photographs to reprint: one print of each that has a caption."""
    chosen = [(Path(path).name, caption) for path, caption, *_ in rows if "-0." in path and caption]
    with open(folder / "photographs.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("path", "caption"), *chosen])


def _reprint(scene, draw):
    """Enlarge a scene of a few pixels, cut its edges, and change its tones, its sharpness and its grain."""
    picture = Image.fromarray(scene).resize((112, 80), Image.Resampling.BICUBIC)
    left, upper = draw.integers(0, 10, 2)
    picture = picture.crop((left, upper, 112 - draw.integers(0, 10), 80 - draw.integers(0, 8)))
    picture = picture.filter(ImageFilter.GaussianBlur(draw.uniform(0, 1.5)))
    tones = np.asarray(picture, float) * draw.uniform(0.7, 1.1) + draw.normal(0, 8, picture.size[::-1])
    return Image.fromarray(tones.clip(0, 255).astype(np.uint8))


def _write_verdicts(folder):
    """Say which prints that the table does not name are the same: exported tasks, and a table of pairs."""
    tasks = [
        {
            "id": copy,
            "data": {"record": "p00-0", "other": f"p00-{copy}"},
            "annotations": [
                {
                    "id": copy,
                    "completed_by": 1,
                    "was_cancelled": False,
                    "result": [
                        {
                            "from_name": "verdict",
                            "to_name": "left",
                            "type": "choices",
                            "value": {"choices": ["Same"]},
                        }
                    ],
                }
            ],
        }
        for copy in range(1, SIZES[0])
    ]
    (folder / "verdicts.json").write_text(json.dumps(tasks), encoding="utf-8")
    rows = ["record,other,verdict", "p01-0,p01-1,same", "p01-2,p01-1,Same", "p00-0,p01-0,Different"]
    (folder / "verdicts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
