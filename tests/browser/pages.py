"""Records, links and crops made by hand, and the review page that the workflow's script writes of them."""

import runpy
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
from PIL import Image, ImageDraw

from clippings import frames, tables

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "workflow/lib/clippings/review/templates"
NAMES = (
    "review.html",
    "shared.css",
    "waterfall.css",
    "review.css",
    "shared.js",
    "search.js",
    "waterfall.js",
    "review.js",
)
TEMPLATES = [str(FOLDER / name) for name in NAMES]
# What build_records is given besides the items and their labels, where nothing else is asked of it.
NO_FILES = ("crops", "published", "mentions", "annotations", "pairs", "noisy", "clean", "index", "withdrawn")
BUILDING = {
    "shares": {"train": 0.4, "val": 0.3, "test": 0.3},
    "seed": 0,
    "columns": {},
    "extra": [],
    "task": "link",
    "fields": [],
    "block": None,
    "blocking": [],
    "folds": 0,
    "index": [],
}
SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"partner": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}
INPUTS = {"links": "links.parquet", "records": "records.parquet"}
CANDIDATES = 6
MOST_TARGETS = 500
CAPTION = "ANY TOWN, June 14 (AP) — " + "The mayor of the town opens the new bridge before a crowd. " * 4


def run_script(name, folder, *, input, output, **params):
    """Run a script of the workflow as a rule would."""
    given = SimpleNamespace(
        input=SimpleNamespace(**input),
        output=SimpleNamespace(**output),
        params=SimpleNamespace(**params),
        wildcards=SimpleNamespace(dataset="firms"),
        log=[str(folder / f"{name}.log")],
    )
    runpy.run_path(str(ROOT / f"workflow/scripts/{name}.py"), init_globals={"snakemake": given})


def build_records(folder, labels, *, queries):
    """Build records of the items of `write_items` with a file of labels, as the workflow does."""
    run_script(
        "build_records",
        folder,
        input={
            **{name: [] for name in NO_FILES},
            "item_tables": [str(write_items(folder, queries))],
            "labels": [str(labels)],
        },
        output={"records": str(folder / "labelled.parquet")},
        sources=SOURCES,
        **BUILDING,
    )
    return frames.read(folder / "labelled.parquet", tables.RECORDS).set_index("record")


def write_items(folder, queries):
    """Write a table of queries and their targets, as a user would, and return its path."""
    rows = [("pr", "partner", f"pr-{n:04d}", f"社{n}") for n in range(queries)]
    rows += [("tk", "name", f"tk-{n:04d}", f"社{n} 株式會社") for n in range(_targets(queries))]
    items = pd.DataFrame(rows, columns=["source", "role", "record", "clean"]).assign(page="p-1")
    items["orientation"] = items["source"].map({"pr": "horizontal", "tk": "vertical"})
    frames.write(items, folder / "items.csv", tables.ITEMS)
    return folder / "items.csv"


WATERFALL = ("explain.html", "shared.css", "waterfall.css", "explain.css", "shared.js", "waterfall.js")
EXPLAINING = [str(FOLDER / name) for name in (*WATERFALL, "explain.js")]
COMPARED = {
    "levenshtein_clean": ("text", "clean"),
    "tfidf_clean": ("text", "clean"),
    "sup_visual": ("picture", "none"),
}
# What each comparison adds to the first candidate of a query and to the next, and its values.
TERMS = {
    "intercept": (-4.0, -4.0, None, None),
    "levenshtein_clean": (2.5, 1.5, 0.8, 0.6),
    "tfidf_clean": (3.0, -0.5, 0.9, 0.1),
    "sup_visual": (-0.5, 0.25, 0.4, 0.7),
}


def write_explained(folder, queries, **more):
    """Write the tables that explain the links of `_links`, `more` terms among them; return their paths."""
    row = {"method": "levenshtein", "ocr": "clean", "seed": 0, "fold": 0}
    compared = pd.DataFrame.from_dict(COMPARED, orient="index", columns=["part", "ocr"])
    compared = compared.rename_axis("comparison").reset_index()
    terms = [
        {
            "query": f"pr-{query:04d}",
            "target": f"tk-{(query + place) % _targets(queries):04d}",
            "rank": place + 1,
            "comparison": name,
            "term": numbers[place],
            "value": numbers[2 + place],
        }
        for query in range(queries)
        for place in (0, 1)
        for name, numbers in (TERMS | more).items()
    ]
    weights = compared.drop(columns="ocr").assign(form="value", weight=[1.5, -0.5, 0.25], **row)
    weights = weights.assign(low=[1.0, -1.0, None], high=[2.0, 0.0, None])
    made = {"terms.parquet": pd.DataFrame(terms).assign(**row), "weights.csv": weights}
    made["comparisons.csv"] = compared.assign(measure="m", learned=False)
    for name, frame in made.items():
        frames.write(frame, folder / name, getattr(tables, name.partition(".")[0].upper()))
    return [str(folder / name) for name in ("terms.parquet", "comparisons.csv", "weights.csv")]


def outputs(folder):
    """What the rule write_review_page writes."""
    files = {"page": "index.html", "sample": "sample.csv", "explain": "explain.html"}
    return {name: str(folder / file) for name, file in files.items()}


def write_explain_page(folder, queries):
    """Write the page that explains the links of a review page, beside that page."""
    explained = write_explained(folder, queries)
    write_review_page(folder, queries, explained=explained)
    return folder / "explain.html"


def write_review_page(folder, queries, *, labels=(), pages=(), explained=(), **sizes):
    """Write the inputs of the rule write_review_page and run its script; return the page."""
    items = frames.read(write_items(folder, queries), tables.ITEMS)
    sides = items["source"].map({"pr": "query", "tk": "target"})
    frames.write(items.assign(side=sides, split="none"), folder / "records.parquet", tables.RECORDS)
    frames.write(pd.DataFrame(_links(queries)), folder / "links.parquet", tables.LINKS)
    places = items.rename(columns={"record": "crop"}).assign(parts=1, x0=100, x1=320)
    places["y0"] = 60.0 + places.groupby("source").cumcount() % 10 * 80
    places["y1"] = places["y0"] + 48
    places["image"] = [
        _crop(text, place) for text, place in zip(items["clean"], items["orientation"], strict=True)
    ]
    frames.write(places, folder / "all-000.parquet", tables.CROPS)
    given = {"labels": [str(label) for label in labels], "explained": list(explained)}
    sizes = {"uncertain": queries, "random": 0, **sizes}
    return _write_page(folder, "levenshtein/clean", sizes, pages=list(pages), **given)


def write_photograph_page(folder, count):
    """Write the review page of photographs with long captions, each of which has all others as candidates."""
    names = [f"print-{n:02d}" for n in range(count)]
    places = {"source": "paper", "role": "photograph", "orientation": "horizontal"}
    records = pd.DataFrame({"record": names, "page": names, "noisy": CAPTION}).assign(
        side="member", split="test"
    )
    frames.write(records.assign(**places), folder / "records.parquet", tables.RECORDS)
    crops = pd.DataFrame({"crop": names, "page": names, "image": _photograph(), "parts": 1}).assign(**places)
    frames.write(crops, folder / "all-000.parquet", tables.CROPS)
    links = [
        {"query_id": name, "target_id": names[(n + rank) % count], "rank": rank, "score": 1 / rank}
        for n, name in enumerate(names)
        for rank in range(1, CANDIDATES + 1)
    ]
    method = {"method": "sup_multimodal/noisy", "decision": "link"}
    frames.write(pd.DataFrame(links).assign(**method), folder / "links.parquet", tables.LINKS)
    return _write_page(folder, method["method"], {"uncertain": count, "random": 0})


def _write_page(folder, method, sizes, *, pages=(), labels=(), explained=()):
    run_script(
        "write_review_page",
        folder,
        input={
            **{name: str(folder / file) for name, file in INPUTS.items()},
            "crops": [str(folder / "all-000.parquet")],
            "labels": labels,
            "explained": explained,
            "templates": TEMPLATES,
            "explaining": EXPLAINING,
        },
        output=outputs(folder),
        method=method,
        links_per_kind=2,
        candidates=CANDIDATES,
        sizes=sizes,
        pages=pages,
        seed=0,
        most_pixels=10**8,
    )
    return folder / "index.html"


def choose_true(browser):
    """Press the number of the candidate that the query is."""
    query = browser.value("items[kept.place].id")
    shown = browser.value("items[kept.place].candidates.map(([id]) => id)")
    browser.press(str(shown.index(query.replace("pr", "tk")) + 1))


def _photograph():
    buffer = BytesIO()
    Image.effect_noise((600, 440), 40).save(buffer, "PNG")
    return buffer.getvalue()


def _targets(queries):
    return min(queries, MOST_TARGETS)


def _links(queries):
    for query in range(queries):
        for rank in range(1, CANDIDATES + 1):
            yield {
                "query_id": f"pr-{query:04d}",
                "target_id": f"tk-{(query + rank - 1) % _targets(queries):04d}",
                "rank": rank,
                "score": 1 - rank / 10,
                "decision": "link" if rank == 1 else "no match",
                "method": "levenshtein/clean",
                "probability": 0.5 + query / (2 * queries) if rank == 1 else None,
            }


def _crop(text, orientation):
    """Draw something of the size of a name and not two alike, PNG bytes."""
    image = Image.effect_noise((220, 48) if orientation == "horizontal" else (48, 220), 12)
    ImageDraw.Draw(image).text((4, 4), text.encode("ascii", "replace").decode(), fill=0)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
