"""Print how well and how fast roles of lines are learned from a few labelled pages of real catalogues.

Artist lines are to be told from all others, on the lines of the transcriptions and on those that the detector
finds. Every score is of pages that were not labelled.
"""

import argparse
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from clippings.images import open_page
from clippings.layout.features import line_features
from clippings.layout.ink import measure_ink
from clippings.layout.labelling import attach_labels
from clippings.layout.learning import fit_roles, predict_roles
from clippings.layout.lines import LineFinder, find_whole_lines, line_finder
from clippings.layout.novelty import UNLIKE, page_novelty
from clippings.layout.spans import to_boxes, to_spans
from clippings.layout.tilt import measure_tilt
from clippings.tables import CORNERS

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data")) / "catalogues"
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
ARCHIVE = 5_000  # pages


def main(arguments: list[str] | None = None) -> None:
    """Measure and print; lines are detected once and kept in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=20, help="random choices of labelled pages")
    parser.add_argument("--model", default=ROOT / "resources/ppocr/PP-OCRv6_det_small.onnx")
    parser.add_argument("--cache", type=Path, default=Path("results/bench/roles"))
    given = parser.parse_args(arguments)
    given.cache.mkdir(parents=True, exist_ok=True)
    labels = read_labels()
    for kind in ("transcribed", "detected"):
        lines = cached(kind, given)
        scores = pd.concat(score_choices(lines, labels, tries=given.tries), ignore_index=True)
        print(f"\n{kind} lines, {given.tries} choices of labelled pages: median (5th percentile)")
        print(summary(scores).to_string(), "\n", summary(scores, "source").to_string(), sep="\n")
        print_novelty(lines, labels, tries=given.tries)
    print_times(lines, labels)


def read_labels() -> pd.DataFrame:
    """Read the artist lines as labels: page, line, box and role."""
    artists = pd.read_csv(CATALOGUES / "artists.csv")
    x, y, width, height = artists[["hpos", "vpos", "width", "height"]].to_numpy().T
    boxes = pd.DataFrame(np.stack([x, y, x + width, y + height], axis=1), columns=CORNERS)
    page = artists["catalogue"] + "/" + artists["page"].str.removesuffix(".png")
    return boxes.assign(page=page, line=artists["line"], role="name", text=None)


def cached(kind: str, given: argparse.Namespace) -> pd.DataFrame:
    """Return the lines of all pages, read from the cache where they were found before."""
    path = given.cache / f"{kind}.parquet"
    if not path.exists():
        find = line_finder(given.model, longest_side=2048, threads=1)
        pages = [page for folder in sorted(CATALOGUES.glob("*/")) for page in pages_of(folder.name)]
        pd.concat([lines_of(p, kind, find=find) for p in pages], ignore_index=True).to_parquet(path)
    return pd.read_parquet(path)


def pages_of(catalogue: str) -> list[Path]:
    """Return the images of a catalogue in the order of its pages."""
    return sorted((CATALOGUES / catalogue).glob("*.png"), key=lambda path: int(path.stem.rpartition("_")[2]))


def lines_of(path: Path, kind: str, *, find: LineFinder | None) -> pd.DataFrame:
    """Return the lines of one page with their ink, and the seconds that finding and measuring took."""
    image = open_page(path)
    height, width = image.shape[:2]
    began = perf_counter()
    tilt = measure_tilt(image, orientation="horizontal")
    straight = tilt.straighten_image(image)
    if kind == "transcribed":
        lines = read_alto(path.with_suffix(".xml"))
        upright = tilt.straighten_boxes(lines[CORNERS].to_numpy(float))
        spans = to_spans(upright, orientation="horizontal", width=width)
    else:
        spans, _ = find_whole_lines(straight, find=find, orientation="horizontal")
        boxes = tilt.tilt_boxes(to_boxes(spans, orientation="horizontal", width=width))
        lines = pd.DataFrame(boxes, columns=CORNERS).assign(given=None)
    found = perf_counter()
    lines = lines.join(measure_ink(straight, spans, orientation="horizontal"))
    page, source = f"{path.parent.name}/{path.stem}", path.parent.name
    lines = lines.assign(page=page, source=source, orientation="horizontal", width=width, height=height)
    lines = lines.assign(
        tilt=tilt.angle, transcribed=None, line=[f"{page}-{number}" for number in range(len(lines))]
    )
    return lines.assign(finding=found - began, measuring=perf_counter() - found)


def read_alto(path: Path) -> pd.DataFrame:
    """Read the ids and boxes of the lines of an ALTO file."""
    lines = [line.attrib for line in ElementTree.parse(path).iter(f"{ALTO}TextLine")]
    x, y, w, h = (
        np.array([float(line[key]) for line in lines]) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    )
    boxes = pd.DataFrame(np.stack([x, y, x + w, y + h], axis=1), columns=CORNERS)
    return boxes.assign(given=[line["ID"] for line in lines])


def with_truth(lines: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the pages with artist lines, each line with its role: by id where there are ids, else by box."""
    known = attach_labels(lines, labels if lines["given"].notna().all() else labels.assign(line=None))
    # A label's box has replaced that of its line, or become a line: scored are lines as they were found.
    found = lines[lines["page"].isin(known["page"])]
    roles = known.set_index("line")["role"]
    return found.assign(role=found["line"].map(roles)).reset_index(drop=True)


def choices(lines: pd.DataFrame, *, tries: int) -> Iterator[tuple[str, int, list[str]]]:
    """Choose pages to label: one or two at random, and the second and the middle one."""
    by_source = [source["page"].unique() for _, source in lines.groupby("source", sort=False)]
    for count in (1, 2):
        for seed in range(tries):
            chance = np.random.default_rng(seed)
            chosen = [page for pages in by_source for page in chance.choice(pages, count, replace=False)]
            yield f"{count} at random", seed, chosen
    yield "second and middle", 0, [pages[place] for pages in by_source for place in (1, len(pages) // 2)]


def score_choices(lines: pd.DataFrame, labels: pd.DataFrame, *, tries: int) -> Iterator[pd.DataFrame]:
    """Count, for each choice of pages and catalogue, artist lines, those found, and lines taken for such."""
    known = with_truth(lines, labels)
    index = lines[~lines["page"].isin(known["page"])].assign(role="index")
    for choice, seed, chosen in choices(known, tries=tries):
        labelled = known["page"].isin(chosen)
        rest = pd.concat([known[~labelled], index], ignore_index=True)
        named = predict_roles(fit_roles(known[labelled], seed=seed), rest)["role"] == "name"
        actual = labels[~labels["page"].isin(chosen)]["page"].str.partition("/")[0].value_counts()
        counts = pd.DataFrame(
            {
                "artists": actual,
                "found": (named & (rest["role"] == "name")).groupby(rest["source"]).sum(),
                "named": (named & (rest["role"] != "index")).groupby(rest["source"]).sum(),
                "named on other pages": (named & (rest["role"] == "index")).sum(),
            }
        )
        yield counts.rename_axis("source").reset_index().assign(choice=choice, seed=seed)


def summary(scores: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Return the median and 5th percentile of recall and precision over the choices of pages."""
    counts = ["artists", "found", "named"]
    sums = scores.groupby(["choice", *by, "seed"])[counts].sum()
    sums["recall"], sums["precision"] = sums["found"] / sums["artists"], sums["found"] / sums["named"]
    groups = sums.groupby(["choice", *by])[["recall", "precision"]]
    middle, low = groups.median(), groups.quantile(0.05)
    table = middle.map("{:.3f}".format) + low.map(" ({:.3f})".format)
    if not by:
        first = scores.drop_duplicates(["choice", "seed"])
        table["named on other pages"] = first.groupby("choice")["named on other pages"].median()
    return table


def print_novelty(lines: pd.DataFrame, labels: pd.DataFrame, *, tries: int) -> None:
    """Print the share of pages that look unlike the labelled ones: artist pages, and the other pages."""
    known = with_truth(lines, labels)
    rounds = pd.DataFrame(choices(known, tries=tries), columns=["choice", "seed", "pages"])
    for choice, chosen in rounds.groupby("choice")["pages"]:
        novelty = pd.concat(page_novelty(known[known["page"].isin(pages)], lines) for pages in chosen)
        unlike, artists = novelty >= UNLIKE, novelty.index.isin(known["page"])
        shares = f"{unlike[artists].mean():.3f} of artist pages, {unlike[~artists].mean():.3f} of others"
        print(f"unlike, {choice}: {shares}")


def print_times(lines: pd.DataFrame, labels: pd.DataFrame) -> None:
    """Print the seconds of finding lines, and of measuring, learning and applying, for a large archive."""
    known = with_truth(lines, labels)
    pages = [known] * (ARCHIVE // known["page"].nunique() + 1)
    many = pd.concat(
        [p.assign(page=p["page"] + f"#{number}") for number, p in enumerate(pages)], ignore_index=True
    )
    labelled = known[known["page"].isin(next(choices(known, tries=1))[2])]
    model = fit_roles(labelled, seed=0)
    steps = {
        "learning": partial(fit_roles, labelled, seed=0),
        "features (part of applying)": partial(line_features, many),
        "applying": partial(predict_roles, model, many),
        "novelty": partial(page_novelty, labelled, many),
    }
    count, once = many["page"].nunique(), lines.drop_duplicates("page")
    print(f"\nseconds for {count} pages, {len(many)} lines; finding and ink from {len(once)} pages")
    print(f"finding lines: {once['finding'].mean() * count:.0f}\nink: {once['measuring'].mean() * count:.0f}")
    for name, step in steps.items():
        began = perf_counter()
        step()
        print(f"{name}: {perf_counter() - began:.1f}")


if __name__ == "__main__":
    main()
