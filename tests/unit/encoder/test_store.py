"""The store of vectors: what was embedded before is found, what changed is embedded, nothing else changes."""

import errno
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from made_names import TINY, made_corpus

from clippings import frames, tables
from clippings.encoder import dual, jobs, parallel
from clippings.encoder.building import build_encoder, write_encoder
from clippings.encoder.encoding import embed
from clippings.encoder.launching import run_job
from clippings.encoder.pixels import lay_out
from clippings.encoder.prepared import Features, SlotImages, read_prepared, write_prepared
from clippings.encoder.store import VectorStore, key_of, model_digest, text_key

FIRMS = 12


@pytest.fixture
def counted(monkeypatch):
    """Count what the towers encode: images and texts."""
    counts = {"images": 0, "texts": 0}
    for kind, name in (("images", "encode_image"), ("texts", "encode_text")):
        plain = getattr(dual.DualEncoder, name)

        def encode(model, given, normalize=False, kind=kind, plain=plain):
            counts[kind] += len(given[0] if kind == "images" else given)
            return plain(model, given, normalize)

        monkeypatch.setattr(dual.DualEncoder, name, encode)
    return counts


@pytest.fixture
def folder(tmp_path):
    """Records, prepared images and a model in files."""
    corpus = made_corpus(FIRMS, seed=3)
    write_records(corpus.records, tmp_path)
    write_prepared(corpus.images, tmp_path / "i.npz")
    write_encoder(build_encoder(TINY, seed=0), TINY, tmp_path / "m.safetensors")
    return tmp_path


def write_records(records, folder):
    frames.write(records.reindex(columns=tables.RECORDS.names), folder / "r.parquet", tables.RECORDS)


def embedded(folder, counted=None, *, kinds=("selfsup",), code="1", name="v.parquet", model="m.safetensors"):
    """Run the job on the files of a folder; return the vectors and what was encoded."""
    before = dict(counted or {})
    jobs.embed_files(
        torch.device("cpu"),
        records=folder / "r.parquet",
        images=[folder / "i.npz"],
        models=[("selfsup", 0, folder / model)],
        encoder=TINY,
        stored=jobs.StoreSettings(kinds, str(folder / "store"), [], code),
        portion=1,
        portions=1,
        output=folder / name,
    )
    encoded = {kind: number - before[kind] for kind, number in (counted or {}).items()}
    return frames.read(folder / name, tables.VECTORS), encoded


def expect_near(found, expected):
    """Two tables of vectors agree to 1e-6, and in what is empty."""
    assert found["record"].equals(expected["record"])
    for part in ("visual", "noisy", "clean"):
        assert found[part].notna().equals(expected[part].notna())
        one, other = (np.stack(table[part].dropna()) for table in (found, expected))
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)


def with_image(folder, row, features):
    """Replace the features of one image, in its file."""
    images = read_prepared([folder / "i.npz"])
    changed = images.features.copy()
    changed[images.starts[row] : images.starts[row + 1]] = features
    write_prepared(replace(images, features=changed), folder / "i.npz")


def test_the_first_run_writes_what_a_run_without_a_store_writes(folder):
    embedded(folder, kinds=(), name="without.parquet")
    assert not (folder / "store").exists()
    embedded(folder, name="with.parquet")
    assert (folder / "with.parquet").read_bytes() == (folder / "without.parquet").read_bytes()
    assert len(list((folder / "store").glob("*/*.parquet"))) == 2, "a part of images, a part of texts"


def test_a_second_run_embeds_nothing_and_says_so(folder, counted, caplog):
    first, encoded = embedded(folder, counted)
    texts = first_texts(folder)
    # A text that both OCRs read is embedded with each of them, as without a store.
    assert encoded == {"images": 2 * FIRMS, "texts": len(texts)}
    caplog.set_level("INFO", logger="clippings")
    again, encoded = embedded(folder, counted)
    assert encoded == {"images": 0, "texts": 0} and again.equals(first)
    line = f"selfsup: 0 texts embedded, {len(texts)} found in the store; 0 images embedded, {2 * FIRMS} found"
    assert line in caplog.text


def first_texts(folder):
    records = frames.read(folder / "r.parquet", tables.RECORDS)
    return [*records["noisy"].unique(), *records["clean"].unique()]


def test_only_a_changed_crop_a_changed_text_and_a_new_record_are_embedded(folder, counted):
    embedded(folder)
    records = frames.read(folder / "r.parquet", tables.RECORDS)
    with_image(folder, 3, 1.5)
    assert embedded(folder, counted)[1] == {"images": 1, "texts": 0}
    records.loc[0, "noisy"] = "新日本工業"
    write_records(records, folder)
    assert embedded(folder, counted)[1] == {"images": 0, "texts": 1}
    added = records.tail(1).assign(record="new", noisy="別", clean="別", entity=None, homonym=None)
    write_records(pd.concat([records, added], ignore_index=True), folder)
    found, encoded = embedded(folder, counted)
    assert encoded == {"images": 0, "texts": 2}, "one by either OCR"
    assert found["visual"].isna().tolist() == [False] * 2 * FIRMS + [True]
    expect_near(found, embedded(folder, kinds=(), name="without.parquet")[0])


def test_another_model_or_other_code_finds_nothing(folder, counted):
    embedded(folder)
    write_encoder(build_encoder(TINY, seed=1), TINY, folder / "other.safetensors")
    assert embedded(folder, counted, model="other.safetensors")[1]["images"] == 2 * FIRMS
    assert embedded(folder, counted, code="2")[1]["images"] == 2 * FIRMS
    assert embedded(folder, counted)[1]["images"] == 0


def test_the_digest_of_a_model_covers_its_files_and_its_precision(tmp_path):
    for name in ("model", "recogniser"):
        (tmp_path / name).write_text(name)
    given = {"settings": {"width": 8}, "files": [str(tmp_path / "recogniser")], "code": "1", "half": False}
    digest = partial(model_digest, tmp_path / "model")
    first = digest(**given)
    changed = ({"settings": {"width": 9}}, {"code": "2"}, {"half": True}, {"files": []})
    assert len({first, *(digest(**given | change) for change in changed)}) == 5
    (tmp_path / "recogniser").write_text("another")
    assert digest(**given) != first


@pytest.mark.parametrize("harm", ["cut", "changed", "other"])
def test_a_damaged_part_is_named_and_embedded_anew(harm, folder, counted, caplog):
    first, _ = embedded(folder)
    (part,) = (folder / "store").glob("*/images-*.parquet")
    data = part.read_bytes()
    harmed = {"cut": data[: len(data) // 2], "changed": data[:2000] + b"\0" * 64 + data[2064:], "other": b"?"}
    part.write_bytes(harmed[harm])
    caplog.set_level("INFO", logger="clippings")
    again, encoded = embedded(folder, counted)
    assert encoded == {"images": 2 * FIRMS, "texts": 0} and again.equals(first)
    said = [record.message for record in caplog.records if str(part) in record.message]
    assert len(said) == 1 and "cut or changed" in said[0] and "\n" not in said[0]
    assert part.read_bytes() == data and embedded(folder, counted)[1]["images"] == 0


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.EACCES])
def test_an_error_of_the_system_removes_no_part(number, tmp_path, monkeypatch):
    keys = np.array([text_key("a")], object)
    store = VectorStore(tmp_path)
    store.complete("texts", keys, lambda rows: np.ones((len(rows), 2), np.float32))
    store.save()

    def fail(*given, **settings):
        raise OSError(number, "of the system")

    monkeypatch.setattr("pyarrow.parquet.read_table", fail)
    with pytest.raises(OSError, match="of the system"):
        VectorStore(tmp_path).complete("texts", keys, lambda rows: np.ones((len(rows), 2), np.float32))
    assert len([*tmp_path.glob("texts-*.parquet")]) == 1


def test_jobs_that_overlap_share_a_store(tmp_path):
    """Each looks before the other has written; afterwards what either embedded is found once."""
    jobs_now = [VectorStore(tmp_path) for _ in range(2)]
    vectors = {"a": [1, 0], "b": [0, 1], "c": [1, 1]}
    for store, names in zip(jobs_now, ("ab", "bc"), strict=True):
        keys = np.array([text_key(name) for name in names], object)
        wanted = np.array([vectors[name] for name in names], np.float32)
        assert np.array_equal(store.complete("texts", keys, lambda rows, given=wanted: given[rows]), wanted)
    for store in jobs_now:
        store.save()
    keys = np.array([text_key(name) for name in ("c", "", "a", "b", "d")], object)
    later = VectorStore(tmp_path)
    found = later.complete("texts", keys, lambda rows: np.full((len(rows), 2), len(rows), np.float32))
    assert found.tolist() == [[1, 1], [2, 2], [1, 0], [0, 1], [2, 2]]
    assert later.told() == "1 texts embedded, 3 found in the store"


def embed_twice(device, *, folder):
    """Embed half of a corpus, then all of it, with one store; keep what was embedded last."""
    corpus, model = made_corpus(FIRMS, seed=3), build_encoder(TINY, seed=0)
    for rows in (np.arange(FIRMS), np.arange(2 * FIRMS)):
        store = VectorStore(folder / "store")
        vectors = embed(model, corpus, rows=rows, store=store)
        store.save()
    if parallel.leads():
        np.savez(folder / "all.npz", told=store.told(), **vectors)


def test_two_processes_find_and_embed_what_one_does(tmp_path):
    run_job(partial(embed_twice, folder=tmp_path), processes=2, threads=1)
    corpus, model = made_corpus(FIRMS, seed=3), build_encoder(TINY, seed=0)
    expected = embed(model, corpus, rows=np.arange(2 * FIRMS))
    found = np.load(tmp_path / "all.npz")
    for part, vectors in expected.items():
        np.testing.assert_allclose(found[part], vectors, rtol=0, atol=1e-6)
    assert f"{FIRMS} images embedded, {FIRMS} found" in str(found["told"])


def test_a_key_hangs_on_what_is_seen_and_not_on_where_it_lies():
    generator = np.random.default_rng(0)
    pictures = generator.integers(0, 256, (3, 1, 8, 8), dtype=np.uint8)
    views = generator.normal(size=(3, 5, 4)).astype(np.float16)
    names, twice = np.array(["x", "y", "z"]), [0, 1, 0]
    features, codes = views.reshape(15, 4), np.arange(15, dtype=np.int32)[:, None]
    places = [*range(5), *range(5, 9), *range(5)]  # The second has one slot less.
    kinds = (
        lay_out(names, pictures[twice], shape=(1, 8, 8)),
        Features(names, views[twice]),
        SlotImages(names, np.array([0, 5, 9, 14]), features[places], codes[places], features[places]),
    )
    for images in kinds:
        first, second, third = (key_of(*images.content(row)) for row in range(3))
        assert first == third != second
    shifted = np.roll(pictures[0], 1, axis=2)
    white = np.full((1, 12, 12), 255, np.uint8)
    boxes = [white.copy(), white.copy()]
    boxes[0][:, :8, :8], boxes[1][:, 2:10, 2:10] = shifted, shifted
    moved = lay_out(names[:2], boxes, shape=(1, 12, 12))
    assert key_of(*moved.content(0)) != key_of(*moved.content(1)), "a box elsewhere is another picture"
