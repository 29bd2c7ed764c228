"""Heads: where they start, how whitening is fitted, and both ways to train what stands before them."""

import numpy as np
import pytest
import torch
from made_photographs import made_captions, small_minilm

from clippings import frames, tables
from clippings.encoder import jobs
from clippings.encoder.building import build_encoder, read_stored, write_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import build_corpus
from clippings.encoder.encoding import embed_records
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.heads import Head, PhotographTower, covariance_within
from clippings.encoder.minilm import SentenceNetwork
from clippings.encoder.pixels import lay_out
from clippings.encoder.prepared import Features, write_prepared
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe
from clippings.encoder.whitening import fit_whitening, refit_within_class

RECIPE = Recipe(epochs=2, learning_rate=0.001, weight_decay=0.01, warm_up=0.1, seed=0)
CONTRAST = Contrast(
    classes=4,
    samples_per_class=2,
    temperature=0.1,
    neighbours=2,
    renew_every=1,
    text_dropout=0.2,
    field_dropout=0,
)


def gaussian(n, spreads, seed=0):
    return torch.randn(n, len(spreads), generator=torch.Generator().manual_seed(seed)) * torch.tensor(spreads)


def test_whitening_evens_components_and_a_rotation_changes_no_product():
    features = gaussian(500, [5.0, 1.0, 0.3, 0.1]) + 7
    head = Head(4, 2)
    head.fit_whitening(features)
    projected = (features - head.mean) @ head.basis
    assert projected.mean(dim=0).abs().max() < 1e-4
    covariance = np.cov(projected.numpy().T)
    assert abs(covariance[0, 1]) < 1e-4
    # Of two variances each is evened by the share 0.3 of their mean.
    variances = np.linalg.eigvalsh(np.cov(features.numpy().T))[:1:-1]
    evened = variances / (variances + 0.3 * variances.mean())
    assert np.diag(covariance) == pytest.approx(evened, rel=0.01)
    before = head(features) @ head(features).T
    head.rotate(torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=torch.float64))
    assert torch.allclose(head(features) @ head(features).T, before, atol=1e-5)


def test_the_covariance_within_classes_is_pooled_over_them():
    features = torch.tensor([[0.0, 0.0], [2.0, 0.0], [9.0, 1.0], [9.0, 5.0], [9.0, 3.0], [50.0, 50.0]])
    within = covariance_within(features, torch.tensor([0, 0, 3, 3, 3, 1]))
    # Class 0 differs by 2 in the first feature, class 3 by 8 in the second; one and two degrees of freedom.
    assert within.numpy() == pytest.approx(np.diag([2 / 3, 8 / 3]))
    assert covariance_within(features, torch.arange(6)) is None
    assert covariance_within(features[:0], torch.arange(0)) is None


def test_what_differs_within_classes_counts_for_less():
    classes = torch.arange(200).repeat_interleave(2)
    centres = gaussian(200, [1.0, 1.0, 0.0]).repeat_interleave(2, dim=0)
    features = centres + gaussian(400, [0.1, 2.0, 0.1], seed=1)
    head = Head(3, 2)
    head.fit_whitening(features)
    nuisance = head.basis[1].norm() / head.basis[0].norm()
    head.fit_whitening(features, within=covariance_within(features, classes))
    assert head.basis[1].norm() / head.basis[0].norm() < 0.8 * nuisance
    # By hand for a diagonal covariance: each feature is divided by the root of its shrunk variance.
    head = Head(2, 2)
    head.fit_whitening(
        gaussian(4000, [2.0, 1.0]), within=torch.diag(torch.tensor([3.0, 1.0], dtype=torch.float64))
    )
    spread = np.array([2.0, 1.0]) / np.sqrt(0.7 * np.array([1.5, 0.5]) + 0.3)
    evened = np.sqrt(spread**2 / (spread**2 + 0.3 * (spread**2).mean()))
    assert (head.basis.norm(dim=1).numpy() * [2.0, 1.0]) == pytest.approx(evened, rel=0.05)


def test_fewer_records_than_components_leave_the_rest_empty():
    head = Head(6, 5)
    head.fit_whitening(gaussian(3, [1.0] * 6))
    assert torch.isfinite(head(gaussian(3, [1.0] * 6))).all()
    assert not head.basis[:, 3:].any()


def test_a_photograph_is_seen_in_part_while_training_and_whole_afterwards():
    tower = PhotographTower(torch.nn.Identity(), Head(8, 4))
    views = torch.rand(64, 5, 8, generator=torch.Generator().manual_seed(0))
    whole = views.sum(dim=1)
    assert torch.allclose(tower.eval().features(views), whole / whole.norm(dim=1, keepdim=True), atol=1e-6)
    torch.manual_seed(0)
    first, second = tower.train().features(views), tower.features(views)
    assert (first != second).any(dim=1).float().mean() > 0.8
    assert first.norm(dim=1).numpy() == pytest.approx(np.ones(64), abs=1e-5)


@pytest.fixture
def frozen(tmp_path):
    """Twelve photographs in two papers, their prepared features near in both, and the settings."""
    records = made_captions(12, seed=0)
    generator = np.random.default_rng(1)
    looks = generator.random((12, 1, 1280)).repeat(2, axis=0) + generator.random((24, 5, 1280)) * 0.3
    images = Features(records["record"].to_numpy(str), looks.astype(np.float16))
    folder = str(small_minilm(tmp_path / "minilm"))
    settings = {"vision": "efficientnet_lite0", "language": "minilm", "width": 8, "frozen": True}
    return build_corpus(records, images), settings | {"buckets": 64, "text_model": folder}


def test_whitening_brings_images_and_their_own_texts_together(frozen):
    corpus, settings = frozen
    model = build_encoder(settings, seed=0)
    found = embed_records(fit_whitening(model, corpus, seed=0), corpus)
    visual, language = (np.stack(found[part].to_list()) for part in ("visual", "noisy"))
    products = visual @ language.T
    assert np.diag(products).mean() > products.mean() + 0.2
    assert found["clean"].isna().all()


def test_images_without_any_text_are_whitened_too(frozen):
    corpus, settings = frozen
    corpus.records["noisy"] = None
    model = fit_whitening(build_encoder(settings, seed=0), corpus, seed=0)
    assert model.visual.head.mean.any() and not model.text.head.mean.any()


def test_labels_of_the_training_records_refit_the_heads(frozen):
    corpus, settings = frozen
    start = fit_whitening(build_encoder(settings, seed=0), corpus, seed=0)
    before = embed_records(start, corpus)
    basis = start.visual.head.basis.clone()
    again = embed_records(refit_within_class(start, corpus, seed=0), corpus)
    assert not torch.equal(start.visual.head.basis, basis)
    for part in ("visual", "noisy"):
        old, new = np.stack(before[part].to_list()), np.stack(again[part].to_list())
        assert 0.6 < (old * new).sum(axis=1).mean() < 0.9999


def test_labels_of_validation_and_test_refit_nothing(frozen):
    corpus, settings = frozen
    found = []
    for hidden in (False, True):
        records = corpus.records.copy()
        if hidden:
            records.loc[records["split"] != "train", "entity"] = "other"
        model = fit_whitening(build_encoder(settings, seed=0), corpus, seed=0)
        found.append(refit_within_class(model, build_corpus(records, corpus.images), seed=0).state_dict())
    assert all(torch.equal(tensor, found[1][name]) for name, tensor in found[0].items())


def test_classes_of_one_record_refit_nothing(frozen):
    corpus, settings = frozen
    records = corpus.records.assign(entity=corpus.records["record"])
    model = fit_whitening(build_encoder(settings, seed=0), corpus, seed=0)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    refit_within_class(model, build_corpus(records, corpus.images), seed=0)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


def test_other_towers_have_nothing_to_whiten(tiny, corpus):
    model = build_encoder(tiny, seed=0)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    refit_within_class(fit_whitening(model, corpus, seed=0), corpus, seed=0)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())


def train_both(corpus, settings, folder):
    model = fit_whitening(build_encoder(settings, seed=0), corpus, seed=0)
    start = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    pretrain(model, corpus, batch=8, recipe=RECIPE, checkpoint=Checkpoint(folder, settings=1))
    finetune(
        model,
        corpus,
        weight=0.5,
        synthetic=0,
        recipe=RECIPE,
        contrast=CONTRAST,
        checkpoint=Checkpoint(folder, settings=2),
    )
    changed = {name for name, tensor in model.state_dict().items() if not torch.equal(start[name], tensor)}
    return model, changed


def test_of_frozen_towers_the_heads_alone_are_trained_and_kept(frozen, tmp_path):
    corpus, settings = frozen
    model, changed = train_both(corpus, settings, tmp_path)
    assert changed == {"logit_scale", "visual.head.change.weight", "text.head.change.weight"}
    write_encoder(model, settings, tmp_path / "model.safetensors")
    stored = build_encoder(settings, seed=1)
    stored.load_state_dict(read_stored(tmp_path / "model.safetensors", settings)["weights"])
    again = embed_records(stored, corpus)
    assert again["visual"].tolist()[0] == pytest.approx(embed_records(model, corpus)["visual"].tolist()[0])
    assert (tmp_path / "model.safetensors").stat().st_size < 100_000


def test_two_models_of_one_job_share_the_features_of_the_frozen_networks(frozen, tmp_path, monkeypatch):
    corpus, settings = frozen
    records = corpus.records.reindex(columns=tables.RECORDS.names)
    frames.write(records, tmp_path / "r.parquet", tables.RECORDS)
    write_prepared(corpus.images, tmp_path / "i.npz")
    for seed in (0, 1):
        write_encoder(build_encoder(settings, seed=seed), settings, tmp_path / f"{seed}.safetensors")
    encoded, forward = [], SentenceNetwork.forward

    def counted(network, pieces):
        encoded.append(len(pieces))
        return forward(network, pieces)

    monkeypatch.setattr(SentenceNetwork, "forward", counted)
    jobs.embed_files(
        torch.device("cpu"),
        records=tmp_path / "r.parquet",
        images=[tmp_path / "i.npz"],
        models=[("sup_language", fold, tmp_path / f"{seed}.safetensors") for seed, fold in ((0, 0), (1, 2))],
        encoder=settings,
        portion=1,
        portions=1,
        output=tmp_path / "v.parquet",
    )
    assert sum(encoded) == records["noisy"].nunique()
    vectors = frames.read(tmp_path / "v.parquet", tables.VECTORS)
    assert vectors["fold"].tolist() == [0] * 24 + [2] * 24
    one, two = np.stack(vectors["noisy"][:24]), np.stack(vectors["noisy"][24:])
    assert not np.allclose(one, two)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_both_networks_train_end_to_end(precision, frozen, tmp_path):
    corpus, settings = frozen
    squares = np.random.default_rng(0).integers(0, 256, (24, 1, 64, 64), dtype=np.uint8)
    images = lay_out(corpus.records["record"].to_numpy(str), squares, shape=(1, 64, 64))
    whole = build_corpus(corpus.records, images)
    settings = settings | {"frozen": False, "recompute": True, "precision": precision}
    _, changed = train_both(whole, settings, tmp_path)
    for part in ("visual.network.network.conv_stem.weight", "visual.head.change.weight"):
        assert part in changed
    assert "text.network.network.encoder.layer.1.output.dense.weight" in changed
    assert not any("running" in name for name in changed)
