"""The pages of a source from where they are: every kind of entry, odd names, and what is refused."""

import shutil
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from clippings.plan import load_plan, read_config
from clippings.plan.pages import NotFetchedError, list_pages

DATASET = """
task: link
input: pages
sources:
  pr: {orientation: horizontal, sides: {partner: query}, pages: [scans]}
  tk: {orientation: vertical, sides: {name: target}, pages: other.png}
ocr: {noisy: tesseract, clean: ppocr}
encoder: {models: []}
export: [levenshtein/noisy]
"""


class Declared:
    """What `list_pages` asks of a dataset."""

    where = "config/datasets/own.yaml"

    def __init__(self, *entries):
        self.pages = {"pr": list(entries)}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names):
    """Make files; only TIFF and PDF are ever opened by the plan."""
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def write_frames(name, count):
    frames = [Image.fromarray(np.full((8, 8), shade, np.uint8)) for shade in range(count)]
    frames[0].save(name, save_all=True, append_images=frames[1:])


def listed(*entries, skip_bad=False):
    return list_pages(Declared(*entries), "pr", skip_bad=skip_bad)


def paths(*entries):
    return [row["path"] for row in listed(*entries)]


def refusal(*entries):
    with pytest.raises(ValueError) as caught:
        listed(*entries)
    line = str(caught.value)
    assert line.startswith("config/datasets/own.yaml: sources/pr/pages: ") and "\n" not in line
    return line.removeprefix("config/datasets/own.yaml: sources/pr/pages: ")


def test_a_folder_holds_its_images_in_natural_order():
    touch("scans/page_10.png", "scans/page_2.JPG", "scans/page_2.xml", "scans/.hidden.png", "scans/notes.txt")
    touch("scans/inner/page_1.png")
    assert listed("scans") == [
        {"page": f"pr-{Path(name).stem}", "path": name, "source": "pr", "frame": 0}
        for name in ("scans/page_2.JPG", "scans/page_10.png")
    ]


def test_globs_match_files_and_folders_in_natural_order():
    touch("v10/a.png", "v2/b.png", "v2/deep/c.jp2", "v2/b.xml")
    assert paths("v*/*") == ["v2/b.png", "v10/a.png"]
    assert paths("v2/**/*.jp2", "v1[0-9]/?.png") == ["v2/deep/c.jp2", "v10/a.png"]


@pytest.mark.parametrize("suffix", ["tif", "pdf"])
def test_frames_of_a_file_are_pages_of_their_own(suffix):
    write_frames(f"book.{suffix}", 12)
    rows = listed(f"book.{suffix}")
    assert [row["page"] for row in rows][::11] == ["pr-book-0001", "pr-book-0012"]
    assert [row["frame"] for row in rows] == list(range(12))
    assert [row["frame"] for row in listed(f"book.{suffix}[3-5, 12,1]")] == [2, 3, 4, 11, 0]


def test_a_file_of_one_frame_has_no_number():
    write_frames("sheet.tif", 1)
    assert [row["page"] for row in listed("sheet.tif[1]")] == ["pr-sheet"]


@pytest.mark.parametrize("name", ["{0001}.png", "plate [1].png", "plate[1-2].png", "what?.png", "a*.png"])
def test_a_path_that_is_there_is_no_pattern(name):
    touch(name, "plate1.png", "plate2.png", "whata.png", "ab.png")
    assert paths(name) == [name]


def test_folders_at_the_start_of_a_pattern_keep_their_brackets():
    touch("box [3]/{a}/1.png", "box 3/{a}/2.png")
    assert paths("box [3]/{a}/*.png") == ["box [3]/{a}/1.png"]


def test_separators_of_windows_are_read_where_no_name_holds_them():
    touch("scans/a.png")
    assert paths("scans\\a.png") == paths("scans\\*.png") == paths("scans\\") == ["scans/a.png"]
    touch("odd\\name.png")
    assert paths("odd\\name.png") == ["odd\\name.png"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_names_are_one(form):
    touch(unicodedata.normalize("NFD", "ガス/ド.png"))
    entry = unicodedata.normalize(form, "ガス/ド.png")
    assert [row["page"] for row in listed(entry)] == [unicodedata.normalize("NFC", "pr-ド")]
    assert len(paths(unicodedata.normalize(form, "ガ*/*ド.png"))) == 1


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("lost", "lost: no such file or folder below "),
        ("lost/*.png", "lost/*.png: found no image, expected files that end in .png, "),
        ("texts", "texts: found no image, expected files that end in .png, "),
        ("texts/a.xml", "texts/a.xml: found no image, expected files that end in .png, "),
        ("book.tif[3-5]", "book.tif[3-5]: found the range 3-5, expected pages from 1 to 4"),
        ("book.tif[0]", "book.tif[0]: found the range 0, expected pages from 1 to 4"),
        ("book.tif[3-2]", "book.tif[3-2]: found the range 3-2, expected pages from 1 to 4"),
        ("empty.tif", "empty.tif: the file is empty (0 bytes); expected a PNG"),
    ],
)
def test_an_entry_without_pages_is_refused_in_one_line(entry, line):
    touch("texts/a.xml", "empty.tif")
    write_frames("book.tif", 4)
    assert refusal(entry).startswith(line)


@pytest.mark.parametrize(
    "entry", ["resources/cat", "resources/cat/", "resources/c*/*.png", "resources/cat/b.pdf[2]"]
)
def test_files_that_are_still_to_be_fetched_are_told_from_those_that_are_lost(entry):
    awaited = ["resources/cat/b.pdf", "resources/cat/1.png"]
    touch("resources/cat/2.png", "scans/1.png")
    with pytest.raises(
        NotFetchedError, match=r"not fetched yet, run `snakemake fetch` first with this config$"
    ):
        list_pages(Declared(entry), "pr", skip_bad=False, awaited=awaited)
    assert list_pages(Declared("scans"), "pr", skip_bad=False, awaited=awaited)
    assert list_pages(Declared("*/1.png"), "pr", skip_bad=False, awaited=awaited)
    assert list_pages(Declared("resources/cat/2.png"), "pr", skip_bad=False, awaited=awaited)


def test_pages_of_one_name_are_refused():
    touch("a/1.png", "b/1.png")
    assert refusal("a", "b").startswith("a/1.png and b/1.png are both called pr-1, expected each page once;")
    assert refusal("a", "a/*.png").startswith("a/1.png is listed twice, expected each page once;")


def test_a_damaged_file_is_a_page_of_a_run_that_skips_bad_pages():
    touch("empty.pdf")
    assert [row["page"] for row in listed("empty.pdf", skip_bad=True)] == ["pr-empty"]


@pytest.fixture
def planned(folder, pytestconfig):
    """Return a function that plans the dataset `own`, of which a few words may be replaced."""
    shutil.copytree(pytestconfig.rootpath / "config", folder / "config")
    touch("scans/1.png", "scans/2.png", "other.png")

    def planned(old="", new=""):
        (folder / "config/datasets/own.yaml").write_text(DATASET.replace(old, new), encoding="utf-8")
        return load_plan(read_config("config/config.yaml") | {"datasets": ["own"]})

    return planned


def test_pages_of_all_sources_need_none_of_the_dataset(planned):
    plan = planned()
    assert list(plan.shards_of["own"]) == ["pr-000", "tk-000"]
    assert plan.shards_of["own"]["pr-000"].files == ["scans/1.png", "scans/2.png"]
    # Else a file added to one source would rerun the layout of all.
    assert "pages" not in plan.datasets["own"].sources["pr"]


def test_names_with_braces_are_read_but_are_no_inputs_of_rules(planned):
    """Snakemake would take them for wildcards."""
    touch("scans/{3}.png")
    plan = planned()
    wildcards = SimpleNamespace(dataset="own", shard="pr-000")
    assert [row["path"] for row in plan.shard_rows(wildcards)][-1] == "scans/{3}.png"
    files = [plan.shard_files(wildcards), plan.first_files(wildcards), plan.all_outside_files()]
    assert all("scans/2.png" in found and "scans/{3}.png" not in found for found in files)


def test_some_sources_may_come_from_a_table(planned, folder):
    (folder / "own.tsv").write_text("page\tpath\tsource\nt1\tother.png\ttk\n", encoding="utf-8")
    plan = planned(", pages: other.png}", "}\npages: [own.tsv]")
    assert [shard.rows[0]["page"] for shard in plan.shards_of["own"].values()] == ["pr-1", "t1"]
    (folder / "own.tsv").write_text("page\tpath\tsource\npr-1\tother.png\ttk\n", encoding="utf-8")
    with pytest.raises(ValueError, match="own: 2 pages are called 'pr-1', expected a name each"):
        planned(", pages: other.png}", "}\npages: [own.tsv]")


def fetched_from(folder, text):
    (folder / "config/own.tsv").write_text(text, encoding="utf-8")
    return {"tables": ["config/own.tsv"], "delay": 1}


HEADER = "target\tindex\tpackage\tversion\tmember\tsha256\n"


def test_further_tables_are_fetched_and_their_files_awaited(planned, folder):
    (folder / "resources/own").mkdir(parents=True)
    touch("resources/own/0.png")
    planned("[scans]", "resources/own")
    line = f"own/1.png\turl\town\thttps://example.org/\ta/1.png\t{'0' * 64}\n"
    config = read_config("config/config.yaml") | {"datasets": ["own"]}
    plan = load_plan(config | {"fetch": fetched_from(folder, HEADER + line)})
    assert plan.packages["own"].targets == ("own/1.png",) and "resources/own/1.png" in plan.resources()
    unfetched = plan.unfetched["own"]
    assert unfetched.startswith("config/datasets/own.yaml: sources/pr/pages: resources/own: 1 files such as")
    with pytest.raises(ValueError, match=r"resources/own/1.png: listed 2 times in the tables to fetch"):
        load_plan(config | {"fetch": fetched_from(folder, HEADER + line * 2)})
    with pytest.raises(
        ValueError, match=r"config/own.tsv: column 'sha256' is missing, expected target, index"
    ):
        load_plan(config | {"fetch": fetched_from(folder, HEADER.replace("sha256", "sha"))})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (", pages: other.png", "", "no page of the source 'tk' is listed, expected at least one, in the"),
        ("task: link", "task: link\npages: drawn", "own.yaml: sources: found `pages` of pr, tk"),
        ("input: pages", "input: crops\ncrops: drawn", "own.yaml: sources: found `pages` of pr, tk"),
        ("pages: [scans]", "pages: []", "own.yaml: sources/pr/pages: "),
        ("pages: [scans]", "pages: scns", "own.yaml: sources/pr/pages: scns: no such file or folder below"),
    ],
)
def test_pages_that_contradict_the_dataset_are_refused(planned, old, new, line):
    with pytest.raises(ValueError) as caught:
        planned(old, new)
    assert line in str(caught.value) and "\n" not in str(caught.value)
