"""Character error rates against a hand-counted table, a naive oracle and jiwer."""

import runpy
from pathlib import Path
from types import SimpleNamespace
from unicodedata import normalize

import jiwer
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.ocr.scoring import count_edits, score_readings

SCRIPT = Path(__file__).resolve().parents[3] / "workflow/scripts/score_readings.py"


def record(place, source, printed, noisy, clean):
    return {
        "record": f"r{place}",
        "source": source,
        "side": "target",
        "role": "name",
        "orientation": "vertical",
        "split": "train",
        "printed": printed,
        "noisy": noisy,
        "clean": clean,
    }


RECORDS = pd.DataFrame(
    [
        record(1, "pr", "三菱電機", "三変電", "三菱電機"),
        record(2, "pr", "㈱大倉", "(株)大倉", None),
        record(3, "tk", "神戸", "神戸", "神戸港"),
        record(4, "tk", None, "誰も知らない", "読めない"),
    ]
).reindex(columns=tables.RECORDS.names)


def naive_distance(left, right):
    if not left or not right:
        return len(left) + len(right)
    change = naive_distance(left[1:], right[1:]) + (left[0] != right[0])
    return min(change, naive_distance(left[1:], right) + 1, naive_distance(left, right[1:]) + 1)


@given(st.text("ABｱア", max_size=5), st.text("ABｱア", max_size=5))
def test_edits_agree_with_a_naive_count_after_nfkc(printed, read):
    edits, lengths = count_edits(pd.Series([printed]), pd.Series([read]))
    folded = [text.replace("ｱ", "ア") for text in (printed, read)]
    assert (edits[0], lengths[0]) == (naive_distance(*folded), len(printed))


PRINTED = st.text("日本工業會社Ａ㈱ア", min_size=1, max_size=30)
READ = st.text("日本エ業会社A㈱ｱ", max_size=30)


@settings(deadline=None)
@given(st.lists(st.tuples(PRINTED, READ), min_size=1, max_size=12))
def test_rates_are_those_of_jiwer(readings):
    rows = [record(place, "pr", *texts, None) for place, texts in enumerate(readings)]
    records = pd.DataFrame(rows).reindex(columns=tables.RECORDS.names)
    scores = score_readings(records, {"noisy": "tesseract"}).set_index("source")
    printed, read = ([normalize("NFKC", text) for text in side] for side in zip(*readings, strict=True))
    assert scores["cer"].tolist() == [pytest.approx(jiwer.cer(printed, read))] * 2


def test_rates_are_edits_per_printed_character_by_source_and_over_all():
    scores = score_readings(RECORDS, {"noisy": "tesseract", "clean": "ppocr"})
    scores = frames.check(scores, tables.READING_SCORES, where="scores").set_index(["ocr", "source"])
    assert scores["cer"].to_dict() == {
        ("noisy", "pr"): pytest.approx(2 / 9),
        ("noisy", "tk"): 0,
        ("noisy", "all"): pytest.approx(2 / 11),
        ("clean", "pr"): pytest.approx(5 / 9),
        ("clean", "tk"): pytest.approx(1 / 2),
        ("clean", "all"): pytest.approx(6 / 11),
    }
    assert scores["crops"].to_dict()["noisy", "all"] == 3
    assert scores["exact"].to_dict()["noisy", "pr"] == 0.5
    assert scores["engine"].to_dict()["clean", "tk"] == "ppocr"


def test_fields_that_join_the_texts_do_not_count():
    known = RECORDS[RECORDS["printed"].notna()]
    joined = known.assign(**{ocr: known[ocr] + tables.SEPARATOR + "Bern" for ocr in tables.OCRS})
    engines = {"noisy": "tesseract", "clean": "ppocr"}
    pd.testing.assert_frame_equal(score_readings(joined, engines), score_readings(known, engines))


def test_without_known_names_there_is_no_score():
    unknown = RECORDS.assign(printed=None)
    assert score_readings(unknown, {"noisy": "tesseract", "clean": "ppocr"}).empty


def test_the_script_writes_the_scores(tmp_path):
    frames.write(RECORDS, tmp_path / "records.parquet", tables.RECORDS)
    step = SimpleNamespace(
        input=SimpleNamespace(records=tmp_path / "records.parquet"),
        output=SimpleNamespace(scores=tmp_path / "ocr.csv"),
        params=SimpleNamespace(engines={"noisy": "tesseract", "clean": "ppocr"}),
        log=[str(tmp_path / "score_readings.log")],
    )
    runpy.run_path(str(SCRIPT), init_globals={"snakemake": step})
    assert len(frames.read(tmp_path / "ocr.csv", tables.READING_SCORES)) == 6
