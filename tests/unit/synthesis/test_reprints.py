"""The plan of reprints, the captions of papers, and how reprints look."""

import re
import runpy
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clippings import declarations, frames, tables
from clippings.images import decode_png, encode_png
from clippings.photographs import list_photographs
from clippings.synthesis.cuttings import break_lines, draw_reprints, print_caption
from clippings.synthesis.halftone import DOTS, print_photograph
from clippings.synthesis.reprints import components, compose_reprints, deal_pages, draw_counts, rewrite
from clippings.synthesis.stories import SENTENCES, write_stories
from clippings.synthesis.words import vocabulary

ROOT = Path(__file__).resolve().parents[3]
FACE = "/usr/share/fonts/truetype/liberation2/LiberationSerif-{}.ttf"
NAME = r"\w+ [A-Z]\. \w+"
SETTINGS = {
    "seed": 0,
    "singletons": 0.4,
    "per_page": 5,
    "wordings": {"wire": 0.5, "edited": 0.3, "local": 0.1, "bare": 0.1},
    "strength": 0.8,
    "ageing": {"strength": 0.6, "skew": 0.5},
    "faces": {"roman": FACE.format("Regular"), "bold": FACE.format("Bold")},
}


def test_tables_without_photographs_are_refused(photographs):
    with pytest.raises(
        ValueError, match="photographs: the tables have no rows, expected a photograph or more"
    ):
        compose_reprints(photographs.head(0), source="n", settings=SETTINGS)


@pytest.fixture
def photographs():
    """Twenty photographs of five kinds; the first two are scenes of one file and have their own captions."""
    kinds = ["animal", "tool", "monument", "music", "fish"]
    found = pd.DataFrame(
        {
            "photograph": [f"p{n:02d}" for n in range(20)],
            "path": ["a.png", "a.png", *(f"{n}.png" for n in range(2, 20))],
            "kind": [kinds[n % 5] for n in range(20)],
            "subject": [f"subject{n}" for n in range(20)],
            "place": ["Paris" if n % 5 == 2 else None for n in range(20)],
        }
    ).reindex(columns=tables.PHOTOGRAPHS.names)
    captions = ["Parade, Taos, New Mexico", "Wheat stubble. Entrance to town, Akron, Ohio"]
    return found.assign(caption=pd.Series(captions, dtype=object).reindex(found.index))


def test_a_plan_keeps_singletons_pages_and_components(photographs):
    plan = compose_reprints(photographs, source="paper", settings=SETTINGS)
    plan = frames.check(plan, tables.REPRINTS, where="plan")
    counts = plan["photograph"].value_counts()
    assert set(counts.index) == set(photographs["photograph"])
    assert counts.between(1, 7).all() and (counts == 1).sum() == 8
    assert not plan.duplicated(["page", "photograph"]).any()
    assert plan["page"].value_counts().between(1, 5).all() and plan["page"].value_counts().max() > 1
    assert plan.groupby("photograph")["component"].nunique().eq(1).all()
    assert components(photographs).nunique() == 19
    assert plan.equals(compose_reprints(photographs, source="paper", settings=SETTINGS))


def test_counts_and_pages_by_themselves():
    rng = np.random.default_rng(0)
    counts = draw_counts(30, singletons=1 / 3, rng=rng)
    assert counts.count(1) == 10 and set(counts) <= set(range(1, 8))
    names = ["a"] * 4 + ["b"] * 3
    pages = deal_pages(names, per_page=3, rng=rng)
    assert len({*zip(names, pages, strict=True)}) == 7
    assert sorted(set(pages)) == list(range(max(pages) + 1))


def test_photographs_of_one_event_share_place_people_and_day(photographs):
    rng = np.random.default_rng(1)
    stories = write_stories(photographs, rng)
    of_paris = [stories[p] for p in photographs.loc[photographs["place"] == "Paris", "photograph"]]
    shared = {(s.place, s.day, s.date, s.sentences[2]) for s in of_paris}
    assert len(shared) < len(of_paris)
    assert len({s.sentences[0] for s in of_paris}) == len(of_paris)


def test_people_come_back_to_a_place_with_another_picture(photographs):
    """Of stories that no picture ties to a place, three in ten are of people who were seen there before."""
    free = photographs[photographs["caption"].isna() & photographs["place"].isna()]
    many = [free.assign(photograph=free["photograph"] + f"-{n}") for n in range(9)]
    stories = write_stories(pd.concat(many), np.random.default_rng(0)).values()
    told = {(s.place, frozenset(re.findall(NAME, str(s.sentences))), s.day, s.date) for s in stories}
    seen = Counter((place, people) for place, people, *_ in told)
    assert all(len(people) == 2 for _, people in seen)
    assert 0.2 < 1 - len(seen) / len(told) < 0.4


def test_a_third_of_the_listed_photographs_are_printed_once():
    settings = declarations.load(ROOT / "config/config.yaml")["synthesis"]["reprints"]
    listed = list_photographs([ROOT / "config/photographs.tsv"])
    plan = compose_reprints(listed, source="paper", settings={**SETTINGS, **settings})
    counts = plan["photograph"].value_counts()
    assert len(counts) > 60 and (counts == 1).mean() >= 1 / 3


def test_the_wire_keeps_its_words_and_a_local_paper_none_of_them(photographs):
    stories = write_stories(photographs, np.random.default_rng(1))
    story = stories["p05"]
    sent = [words[place] for words, place in zip(story.sentences, story.sent, strict=True)]
    for seed in range(20):
        _, text = rewrite(story, "wire", np.random.default_rng(seed))
        assert sent[0].replace("..", ".") in text
        _, text = rewrite(story, "local", np.random.default_rng(seed))
        assert not any(words in text for wordings in story.sentences for words in wordings)
    assert rewrite(story, "bare", np.random.default_rng(0)) == (None, story.credit)
    first = {rewrite(story, "edited", np.random.default_rng(seed))[1] for seed in range(20)}
    assert len(first) > 10


def test_a_real_caption_is_kept_cut_and_turned(photographs):
    story = write_stories(photographs, np.random.default_rng(0))["p00"]
    assert story.place == "Taos, New Mexico"
    assert story.sentences == (("Parade, Taos, New Mexico.", "In Taos, New Mexico: Parade.", "Parade."),)
    other = write_stories(photographs, np.random.default_rng(0))["p01"]
    assert [words[0] for words in other.sentences] == ["Wheat stubble.", "Entrance to town, Akron, Ohio."]


def test_a_photograph_without_caption_needs_kind_and_subject(photographs):
    photographs.loc[5, "kind"] = "cloud"
    with pytest.raises(ValueError, match="photograph p05: kind 'cloud' and subject 'subject5', expected"):
        write_stories(photographs, np.random.default_rng(0))


def test_every_event_can_be_told_in_three_wordings():
    facts = dict.fromkeys(
        ["subject", "place", "day", "person", "other", "role", "number", "sum", "carrier"], "x"
    )
    events = vocabulary("captions")["events"]
    assert {event for kinds in vocabulary("captions")["kinds"].values() for event in kinds} == set(events)
    for event in events.values():
        assert set(event) == {"headlines", *SENTENCES}
        for part in SENTENCES:
            assert len({text.format(**facts) for text in event[part]}) == 3
        assert all(text.format(**facts) for text in event["headlines"])


def test_listed_kinds_have_events():
    found = list_photographs([ROOT / "config/photographs.tsv"])
    assert set(found["kind"]) <= set(vocabulary("captions")["kinds"]) and found["subject"].notna().all()


def cells(picture):
    """Return the mean tone of each of 8 × 8 cells."""
    rows = np.array_split(picture.astype(float), 8, axis=0)
    return np.array([part.mean() for row in rows for part in np.array_split(row, 8, axis=1)])


def test_a_reprint_is_the_photograph_still_and_never_the_same_twice():
    y, x = np.mgrid[0:300, 0:400]
    image = (128 + 60 * (x / 200 - 1) + 50 * np.sin(y / 70)).astype(np.uint8)
    prints = [print_photograph(image, strength=0.8, rng=np.random.default_rng(n)) for n in range(6)]
    assert all(max(picture.shape) == 336 and picture.dtype == np.uint8 for picture in prints)
    assert len({picture.tobytes() for picture in prints}) == 6
    for picture in prints:
        likeness = [np.corrcoef(cells(picture), cells(i))[0, 1] for i in (image, image[:, ::-1])]
        assert likeness[0] > max(0.5, likeness[1] + 0.2)


def test_the_screen_has_65_to_85_lines_an_inch():
    from clippings.synthesis import halftone

    for seed in range(4):
        dots = halftone._screen(np.full((512, 512), 0.5, np.float32), np.random.default_rng(seed))
        power = np.abs(np.fft.fftshift(np.fft.fft2(dots - dots.mean())))
        v, u = np.unravel_index(power.argmax(), power.shape)
        lines = np.hypot(v - 256, u - 256) / 512 * DOTS
        assert 63 <= lines <= 87
        assert abs(dots.mean() - 0.5) < 0.05


def test_lines_break_at_the_measure_and_lose_no_word():
    font = SimpleNamespace(getlength=len)
    assert list(break_lines("one two three extraordinarily long", font, 9)) == [
        "one two",
        "three",
        "extraordinarily",
        "long",
    ]
    assert list(break_lines("", font, 9)) == []


def test_a_missing_face_names_where_it_comes_from():
    faces = SETTINGS["faces"] | {"bold": "/nowhere/bold.ttf"}
    with pytest.raises(ValueError, match=r"/nowhere/bold.ttf: no such file, expected it from a package"):
        print_caption("A", "b", faces=faces, ageing=SETTINGS["ageing"], rng=np.random.default_rng(0))


def test_crops_and_mentions_of_a_shard(photographs, tmp_path):
    if not Path(SETTINGS["faces"]["roman"]).is_file():
        pytest.skip("no Liberation Serif here")
    some = photographs.iloc[2:5].copy()
    some["path"] = [str(tmp_path / name) for name in some["path"]]
    for path in some["path"]:
        Path(path).write_bytes(encode_png(np.random.default_rng(0).integers(70, 200, (90, 120), np.uint8)))
    plan = compose_reprints(photographs, source="paper", settings=SETTINGS)
    crops, mentions = draw_reprints(plan, some, settings=SETTINGS)
    crops = frames.check(crops, tables.CROPS, where="crops")
    mentions = frames.check(mentions, tables.MENTIONS, where="mentions")
    assert crops["crop"].tolist() == mentions["mention"].tolist()
    assert set(mentions["entity"]) == set(some["photograph"]) and mentions["component"].notna().all()
    printed = plan.set_index("reprint").loc[crops["crop"]]
    assert crops["page"].tolist() == printed["page"].tolist()
    for head, caption, text in zip(printed["headline"], printed["caption"], mentions["text"], strict=True):
        assert text == (caption if pd.isna(head) else f"{head} {caption}")
    assert max(decode_png(crops["image"].iloc[0]).shape) == 336
    assert decode_png(crops["caption"].iloc[0]).ndim == 2


def test_scripts_plan_and_draw(tmp_path):
    if not Path(SETTINGS["faces"]["roman"]).is_file():
        pytest.skip("no Liberation Serif here")
    for name in ("one", "two"):
        image = np.random.default_rng(0).integers(70, 200, (90, 120), np.uint8)
        (tmp_path / f"{name}.png").write_bytes(encode_png(image))
    table = tmp_path / "captions.csv"
    table.write_text('file,caption\none.png,"Parade, Taos, New Mexico"\ntwo.png,"Street, Akron, Ohio"\n')
    outputs = {key: str(tmp_path / f"{key}.parquet") for key in ("reprints", "crops", "mentions")}
    snakemake = SimpleNamespace(
        input=SimpleNamespace(photographs=[str(table)], reprints=outputs["reprints"]),
        output=SimpleNamespace(**outputs),
        log=[str(tmp_path / "log")],
        params=SimpleNamespace(source="paper", settings=SETTINGS, rows=[{"photograph": "one"}]),
    )
    for script in ("compose_reprints", "draw_reprints"):
        runpy.run_path(str(ROOT / f"workflow/scripts/{script}.py"), init_globals={"snakemake": snakemake})
    plan = frames.read(outputs["reprints"], tables.REPRINTS)
    assert set(plan["photograph"]) == {"one", "two"}
    assert set(frames.read(outputs["mentions"], tables.MENTIONS)["entity"]) == {"one"}
