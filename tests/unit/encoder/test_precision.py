"""What spares memory or time on an accelerator leaves losses and gradients as they are, or near."""

import json

import numpy as np
import pytest
import torch
from open_clip.loss import ClipLoss

from clippings.encoder.building import build_encoder
from clippings.encoder.encoding import encode_images, encode_texts
from clippings.encoder.pixels import lay_out

ROWS = np.arange(0, 80, 2)


@pytest.fixture(params=["own", "open_clip"])
def settings(request, tiny, tmp_path):
    """An encoder of own towers, and one of open_clip's."""
    if request.param == "own":
        return tiny
    vision = {"image_size": [16, 96], "layers": 2, "width": 32, "head_width": 16, "patch_size": 16}
    text = {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 2}
    path = tmp_path / "precise_clip.json"
    path.write_text(json.dumps({"embed_dim": 24, "vision_cfg": vision, "text_cfg": text}))
    towers = {"vision": "open_clip", "language": "open_clip", "model": "precise_clip"}
    return tiny | towers | {"architecture": str(path)}


def learned(settings, corpus):
    """Return the loss of one batch, its gradients, and the bytes that autograd kept for them."""
    model = build_encoder(settings, seed=0).train()
    for tower in (model.visual, model.text):
        for name, weight in tower.named_parameters():
            torch.nn.init.normal_(weight, std=0.1) if "leave.weight" in name else None
    kept = []

    def keep(tensor):
        kept.append(tensor.nbytes)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        visual = encode_images(model, corpus, rows=ROWS)
        language = encode_texts(model, list(corpus.texts("noisy")[ROWS]))
        loss = ClipLoss()(visual, language, model.scale)
    loss.backward()
    assert visual.dtype == language.dtype == torch.float32
    gradients = {name: w.grad for name, w in model.named_parameters() if w.grad is not None}
    return loss.item(), gradients, sum(kept)


@pytest.fixture
def pictures(corpus, settings):
    """The corpus, with pixels for a tower that wants them."""
    if settings["vision"] == "open_clip":
        noise = np.random.default_rng(0).integers(0, 256, (120, 3, 16, 96), dtype=np.uint8)
        coloured = lay_out(corpus.images.records, noise, shape=(3, 16, 96))
        object.__setattr__(corpus, "images", coloured)
    return corpus


def test_values_computed_again_give_the_same_loss_and_gradients_with_less_kept(settings, pictures):
    """Much less of a network; a tower on features has little to compute again."""
    loss, gradients, kept = learned(settings, pictures)
    again, recomputed, spared = learned(settings | {"recompute": True}, pictures)
    assert again == loss
    assert all(torch.equal(recomputed[name], gradient) for name, gradient in gradients.items())
    assert spared < (0.8 if settings["vision"] == "open_clip" else 1) * kept


def test_bfloat16_is_near_float32_and_not_the_same(settings, pictures):
    loss, gradients, _ = learned(settings, pictures)
    half, rough, _ = learned(settings | {"precision": "bfloat16"}, pictures)
    assert half == pytest.approx(loss, rel=0.02) and half != loss
    one, other = (torch.cat([g.flatten() for g in found.values()]) for found in (gradients, rough))
    assert torch.nn.functional.cosine_similarity(one, other, dim=0) > 0.99


def test_automatic_precision_is_float32_on_the_processor(tiny, corpus):
    exact = learned(tiny, corpus)[0]
    assert learned(tiny | {"precision": "automatic"}, corpus)[0] == exact
