"""Scanned pages made by hand, their guessed lines, and the label page that the workflow writes of them."""

import pandas as pd
from pages import FOLDER, run_script
from PIL import Image, ImageDraw, ImageFont

from clippings import frames, tables

NAMES = ("labelling.html", "shared.css", "labelling.css", "shared.js", "sheet.js", "labelling.js")
TEMPLATES = [str(FOLDER / name) for name in NAMES]
WIDTH, HEIGHT = 1240, 1754
LEFT, TOP, STEP, TALL = 120, 140, 62, 34
# Text, role as guessed, probability, indent and width: what an exhibition catalogue or a directory prints.
PRINTED = [
    ("CATALOGUE OF THE EXHIBITION", "other", 0.97, 220, 560),
    ("Aoki, Taro. Yokohama.", "name", 0.95, 0, 420),
    ("12  View of the harbour, oil . . . . 250", "field", 0.9, 60, 700),
    ("13  The old mill . . . . . . . . . . 120", "field", 0.88, 60, 690),
    ("Mueller & Cie, Basel", "name", 0.52, 0, 390),
    ("agents: Smith Brothers, London", "partner", 0.71, 60, 560),
    ("14  Portrait of a lady . . . . . . 1,000", "name", 0.41, 60, 700),
]
BLOCKS = 3


def draw_page(path, *, number):
    """Draw a page of short lines on aged paper; return its lines, a line of which the detector missed."""
    image = Image.effect_noise((WIDTH, HEIGHT), 14).point(lambda value: min(255, value + 92))
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(30)
    rows = []
    for place, (text, role, probability, indent, width) in enumerate(PRINTED * BLOCKS):
        x0, y0 = LEFT + indent, TOP + STEP * place
        pen.text((x0 + 4, y0 - 2), text, fill=35, font=font)
        box = dict(zip(tables.CORNERS, (x0, y0, x0 + width, y0 + TALL), strict=True))
        line = {"line": f"p{number}-{place:03d}", "page": f"p{number}", "text": text if number < 2 else None}
        rows.append({**line, **box, "role": role, "probability": probability})
    pen.text((LEFT + 4, missed_at() - 2), "Ono Shoten, Kobe", fill=35, font=font)
    image.save(path)
    return rows


def missed_at():
    """Return the upper edge of the line that is printed below the others and was not detected."""
    return TOP + STEP * len(PRINTED) * BLOCKS + 20


def write_label_page(folder, *, count=3, drawn=3, labels=()):
    """Write the inputs of the rule write_label_page and run its script; return the page."""
    paths = [folder / f"p{number}.png" for number in range(drawn)]
    rows = [row for number, path in enumerate(paths) for row in draw_page(path, number=number)]
    lines = pd.DataFrame(rows).assign(source="catalogue", orientation="horizontal")
    frames.write(lines, folder / "guesses.parquet", tables.LINE_GUESSES)
    reasons = [(f"p{number}", f"{9 - number} lines of which the model is unsure") for number in range(drawn)]
    suggestions = pd.DataFrame(reasons[::-1], columns=["page", "reason"])
    frames.write(suggestions, folder / "suggestions.csv", tables.PAGE_SUGGESTIONS)
    run_script(
        "write_label_page",
        folder,
        input={
            "guesses": [str(folder / "guesses.parquet")],
            "suggestions": str(folder / "suggestions.csv"),
            "labels": [str(label) for label in labels],
            "templates": TEMPLATES,
        },
        output={"page": str(folder / "label.html")},
        pages=[{"page": path.stem, "path": str(path), "source": "catalogue"} for path in paths],
        most=count,
        most_pixels=10**8,
    )
    return folder / "label.html"
