"""Shapes, unit vectors, and what cannot be built."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from open_clip.loss import ClipLoss

from clippings.encoder import jobs
from clippings.encoder.building import build_encoder, starting_encoder
from clippings.encoder.corpus import build_corpus
from clippings.encoder.encoding import FIELD_WEIGHT, SHIFT, embed, embed_records, encode_texts
from clippings.encoder.openclip import load_open_clip
from clippings.encoder.pixels import lay_out
from clippings.encoder.preparation import padded_square
from clippings.encoder.prepared import SlotImages, read_prepared, write_prepared
from clippings.encoder.training import Recipe
from clippings.tables import SEPARATOR


def test_vectors_are_unit_vectors_of_one_width(tiny, corpus):
    found = embed(build_encoder(tiny, seed=0), corpus, rows=np.arange(10))
    assert {name: vectors.shape for name, vectors in found.items()} == dict.fromkeys(found, (10, 32))
    for vectors in found.values():
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(10), abs=1e-5)


def test_no_image_and_no_text_give_no_vector(tiny, corpus):
    corpus.image_rows[0] = -1
    corpus.records.loc[1, "noisy"] = None
    vectors = embed_records(build_encoder(tiny, seed=0), corpus)
    assert vectors["visual"].isna().tolist() == [True] + [False] * 119
    assert vectors["noisy"].isna().tolist() == [False, True] + [False] * 118
    assert vectors["clean"].notna().all()


def test_a_vector_does_not_depend_on_its_company(tiny):
    model = build_encoder(tiny, seed=0)
    torch.nn.init.normal_(model.text.pool.leave.weight)
    alone = encode_texts(model, ["東京電機"])
    together = encode_texts(model, ["日本", "東京電機", "", "大阪商事製作所三菱山川"])
    assert torch.allclose(alone[0], together[1], atol=1e-5)
    assert not together[2].any()


def test_a_line_longer_than_the_transformer_sees_is_encoded(tiny):
    pool = build_encoder(tiny, seed=0).visual.pool
    torch.nn.init.normal_(pool.leave.weight)
    vectors, mask = torch.randn(2, 90, tiny["width"]), torch.ones(2, 90, dtype=torch.bool)
    mask[1, 64:] = False
    encoded = pool(vectors, mask)
    assert encoded.shape == (2, tiny["width"]) and encoded.isfinite().all()
    # What comes after the last place counts all the same, as characters and pairs.
    assert not torch.allclose(encoded[0], pool(vectors[:, :64], mask[:, :64])[0])
    assert torch.allclose(encoded[1], pool(vectors[:, :64], mask[:, :64])[1], atol=1e-5)


def test_prepared_files_read_as_one(tmp_path):
    shards = []
    for name, lengths in (("a", [2, 0]), ("b", [3])):
        count = sum(lengths)
        images = SlotImages(
            np.array([f"{name}{i}" for i in range(len(lengths))]),
            np.concatenate([[0], np.cumsum(lengths)]),
            features=np.full((count, 4), len(lengths), np.float16),
            codes=np.arange(count * 2, dtype=np.int32).reshape(count, 2),
            weights=np.ones((count, 2), np.float16),
        )
        shards.append(tmp_path / f"{name}.npz")
        write_prepared(images, shards[-1])
    whole = read_prepared(shards)
    assert whole.records.tolist() == ["a0", "a1", "b0"]
    batch = whole.batch(np.array([2, 0]))
    assert batch.mask.tolist() == [[True, True, True], [True, True, False]]
    assert batch.codes[1, :2].tolist() == [[0, 1], [2, 3]]
    assert batch.features[0, 0, 0] == 1 and batch.features[1, 0, 0] == 2


def test_files_of_two_towers_do_not_mix(tmp_path):
    write_prepared(
        lay_out(np.array(["a"]), np.zeros((1, 1, 2, 2), np.uint8), shape=(1, 2, 2)), tmp_path / "a.npz"
    )
    empty = np.zeros((0, 2))
    slots = SlotImages(np.array(["b"]), np.array([0, 0]), features=empty, codes=empty, weights=empty)
    write_prepared(slots, tmp_path / "b.npz")
    with pytest.raises(ValueError, match="different towers"):
        read_prepared([tmp_path / "a.npz", tmp_path / "b.npz"])


@pytest.fixture
def small_clip(tmp_path):
    vision = {"image_size": 224, "layers": 1, "width": 32, "head_width": 16, "patch_size": 112}
    text = {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1}
    path = tmp_path / "small_clip.json"
    path.write_text(json.dumps({"embed_dim": 24, "vision_cfg": vision, "text_cfg": text}))
    return {"model": "small_clip", "architecture": str(path)}


@pytest.mark.parametrize("language", ["open_clip", "characters"])
def test_a_model_of_open_clip_trains_a_step(language, small_clip, tiny):
    settings = tiny | small_clip | {"vision": "open_clip", "language": language}
    model = build_encoder(settings, seed=0)
    generator = np.random.default_rng(0)
    crops = generator.integers(0, 256, (4, 30, 60), dtype=np.uint8)
    pixels = torch.from_numpy(np.stack([padded_square(crop) for crop in crops]))
    names = ["東京電機", "大阪", "三菱", "山川"]
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.0003)
    losses = []
    for _ in range(6):
        loss = ClipLoss()(*model(pixels, model.tokenise(names)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert model.width == 24
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"model": "hf-hub:someone/clip"}, "open_clip model 'hf-hub:someone/clip', expected local-dir"),
        ({"model": "ViT-B-999"}, "open_clip model 'ViT-B-999', expected"),
        ({"model": "local-dir:/nowhere"}, "/nowhere: no open_clip_config.json"),
        ({"model": "ViT-B-32", "weights": "none.pt"}, "none.pt: no such file"),
    ],
)
def test_open_clip_never_looks_elsewhere(settings, line):
    with pytest.raises(ValueError, match=line):
        load_open_clip(settings)


def test_a_row_that_never_met_language_leaves_a_checkpoint_of_clip_out(small_clip, tiny, tmp_path):
    settings = tiny | small_clip | {"vision": "open_clip", "language": "open_clip"}
    clip = load_open_clip(settings).model
    torch.save(clip.state_dict(), tmp_path / "clip.pt")
    settings["weights"] = str(tmp_path / "clip.pt")
    aligned, fresh = build_encoder(settings, seed=0), starting_encoder([], settings, seed=0)
    known, met = clip.visual.state_dict(), aligned.visual.visual.state_dict()
    assert all(torch.equal(met[name], known[name]) for name in known)
    assert not torch.equal(fresh.visual.visual.state_dict()["conv1.weight"], known["conv1.weight"])


def test_a_training_without_labels_starts_from_the_checkpoint_of_clip(
    small_clip, tiny, tmp_path, monkeypatch
):
    clip = load_open_clip(small_clip).model
    torch.save(clip.state_dict(), tmp_path / "clip.pt")
    checkpoint = {"weights": str(tmp_path / "clip.pt")}
    settings = tiny | small_clip | {"vision": "open_clip", "language": "open_clip"} | checkpoint
    for stage in ("read_tables", "read_prepared", "join_tables", "fit_whitening", "pretrain"):
        monkeypatch.setattr(jobs, stage, lambda *given, **named: None)
    kept = []
    monkeypatch.setattr(jobs, "_write_training", lambda training, model, **named: kept.append(model))
    jobs.pretrain_files(
        torch.device("cpu"),
        training=SimpleNamespace(settings=settings, records=[], images=[], fold=0, stage={}),
        batch=2,
        recipe=Recipe(seed=0, epochs=1, learning_rate=0.1, weight_decay=0, warm_up=0),
        checkpoint=SimpleNamespace(clear=lambda: None),
    )
    trained = kept[0].visual.visual.state_dict()
    assert all(torch.equal(trained[name], tensor) for name, tensor in clip.visual.state_dict().items())


def test_a_folder_of_clip_gives_its_shape_alone_to_a_row_that_never_met_language(small_clip, tiny, tmp_path):
    clip = load_open_clip(small_clip).model
    folder = tmp_path / "clip"
    folder.mkdir()
    shape = json.loads(Path(small_clip["architecture"]).read_text())
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": shape, "preprocess_cfg": {}}))
    torch.save(clip.state_dict(), folder / "open_clip_pytorch_model.bin")
    settings = tiny | {"vision": "open_clip", "language": "characters", "model": f"local-dir:{folder}"}
    aligned, fresh = build_encoder(settings, seed=0), starting_encoder([], settings, seed=0)
    known = clip.visual.state_dict()["conv1.weight"]
    assert torch.equal(aligned.visual.visual.state_dict()["conv1.weight"], known)
    assert not torch.equal(fresh.visual.visual.state_dict()["conv1.weight"], known)


def test_a_crop_stands_in_the_middle_of_a_white_square():
    square = padded_square(np.zeros((10, 40), np.uint8))
    assert square.shape == (3, 224, 224)
    assert (square[:, [0, -1]] == 255).all()
    assert (square[:, 112] == 0).all()


def test_fields_of_a_text_are_encoded_alone_and_pooled(tiny):
    model = build_encoder(tiny, seed=0)
    name, address, both = encode_texts(model, ["東京電機", "大阪", f"東京電機{SEPARATOR}大阪"])
    expected = name + FIELD_WEIGHT * torch.cat([address[-SHIFT:], address[:-SHIFT]])
    assert torch.allclose(both, expected / expected.norm(), atol=1e-6)
    assert torch.allclose(encode_texts(model, ["東京電機"])[0], name, atol=1e-6)


def test_image_and_text_of_the_real_recogniser_meet_without_training(tiny, corpus):
    model = build_encoder(tiny | {"width": 64}, seed=0)
    names = corpus.texts("clean")
    codes = np.array([ord(letter) for name in names for letter in name], np.int32)[:, None]
    seen = SlotImages(
        corpus.images.records,
        np.cumsum([0, *map(len, names)]),
        features=np.zeros((len(codes), 120), np.float16),
        codes=codes,
        weights=np.ones((len(codes), 1), np.float16),
    )
    found = embed(model, build_corpus(corpus.records, seen), rows=np.arange(20))
    assert (found["visual"] * found["clean"]).sum(axis=1).min() > 0.999
