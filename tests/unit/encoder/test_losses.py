"""The losses against double loops and against other implementations."""

import math
from functools import partial

import pytest
import torch
from open_clip.loss import ClipLoss
from pytorch_metric_learning.losses import SupConLoss
from torch.nn.functional import normalize

from clippings.encoder.losses import pool_modalities, supervised_contrastive


def looped_supcon(vectors, classes, temperature):
    total, anchors = 0.0, 0
    for i in range(len(vectors)):
        others = [a for a in range(len(vectors)) if a != i]
        positives = [p for p in others if classes[p] == classes[i]]
        if not positives:
            continue
        anchors += 1
        below = sum(math.exp(float(vectors[i] @ vectors[a]) / temperature) for a in others)
        for p in positives:
            above = math.exp(float(vectors[i] @ vectors[p]) / temperature)
            total -= math.log(above / below) / len(positives)
    return total / max(1, anchors)


@pytest.mark.parametrize("classes", [[0, 0, 1, 1, 1, 2], [0, 1, 2, 3, 4, 5], [7, 7, 7, 7, 7, 7]])
def test_supcon_is_the_double_loop(classes):
    vectors = normalize(torch.randn(6, 5, generator=torch.Generator().manual_seed(1)), dim=1)
    found = supervised_contrastive(vectors, torch.tensor(classes), temperature=0.2)
    assert float(found) == pytest.approx(looped_supcon(vectors, classes, 0.2), rel=1e-5)


@pytest.mark.parametrize("classes", [[0, 0, 1, 1, 1, 2], [0, 0, 0, 1, 1, 1], [4, 4, 2, 2, 9, 9]])
def test_supcon_and_its_gradient_are_those_of_pytorch_metric_learning(classes):
    """One class alone is left out: without a negative theirs gives 0."""
    found = []
    for loss in (partial(supervised_contrastive, temperature=0.2), SupConLoss(temperature=0.2)):
        vectors = torch.randn(6, 5, generator=torch.Generator().manual_seed(1), requires_grad=True)
        value = loss(normalize(vectors, dim=1), torch.tensor(classes))
        value.backward()
        found.append((float(value.detach()), vectors.grad))
    (own, own_gradient), (other, other_gradient) = found
    assert own == pytest.approx(other, rel=1e-6)
    assert torch.allclose(own_gradient, other_gradient, rtol=1e-5, atol=1e-6)


def test_supcon_gradient_is_finite_where_an_anchor_has_no_positive():
    vectors = torch.randn(5, 4, requires_grad=True)
    loss = supervised_contrastive(normalize(vectors, dim=1), torch.tensor([0, 0, 1, 2, 3]), temperature=0.05)
    loss.backward()
    assert torch.isfinite(vectors.grad).all()
    assert vectors.grad.abs().sum() > 0


def test_supcon_falls_as_a_class_closes():
    angles = torch.tensor([0.0, 0.6, 2.0, 2.6])
    wide = torch.stack([angles.cos(), angles.sin()], dim=1)
    close = torch.tensor([0.0, 0.1, 2.0, 2.1])
    tight = torch.stack([close.cos(), close.sin()], dim=1)
    classes = torch.tensor([0, 0, 1, 1])
    loss = [float(supervised_contrastive(v, classes, temperature=0.1)) for v in (wide, tight)]
    assert loss[1] < loss[0]


def test_info_nce_of_open_clip_is_the_double_loop():
    generator = torch.Generator().manual_seed(2)
    images, texts = (normalize(torch.randn(4, 6, generator=generator), dim=1) for _ in range(2))
    scores = [[float(image @ text) * 10 for text in texts] for image in images]
    rows = sum(-math.log(math.exp(row[i]) / sum(map(math.exp, row))) for i, row in enumerate(scores))
    columns = list(zip(*scores, strict=True))
    turned = sum(-math.log(math.exp(row[i]) / sum(map(math.exp, row))) for i, row in enumerate(columns))
    found = ClipLoss()(images, texts, torch.tensor(10.0))
    assert float(found) == pytest.approx((rows + turned) / 8, rel=1e-5)


def test_pooling_follows_the_weight_and_takes_what_there_is():
    image, text = torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.0, 1.0], [0.0, 0.0]])
    pooled = pool_modalities(image, text, weight=0.8)
    assert pooled[0, 0] / pooled[0, 1] == pytest.approx(4.0)
    assert pooled[1].tolist() == [1.0, 0.0]
    assert pooled.norm(dim=1).tolist() == pytest.approx([1.0, 1.0])
