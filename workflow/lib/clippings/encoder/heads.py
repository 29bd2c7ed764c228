"""Towers that end in a head: pre-trained features, evened at one width, and what training changes in them."""

import torch
from torch import nn
from torch.nn import functional

EVENING = 0.3  # share of the mean variance that keeps faint components from being blown up
FORGOTTEN = 0.5  # share of the views of a photograph that a training step does not see


class Head(nn.Module):
    """Features to vectors: whitened principal components, and a change of them that starts at nothing.

    With few pairs to learn from, vectors stay near the pre-trained features: weight decay draws
    the change to 0.
    """

    mean: torch.Tensor
    basis: torch.Tensor

    def __init__(self, features: int, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("basis", _orthogonal(features, width))
        self.change = nn.Linear(width, width, bias=False)
        nn.init.zeros_(self.change.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Project features (n, f) to vectors (n, d)."""
        found = functional.normalize((features.float() - self.mean) @ self.basis, dim=1)
        return found + self.change(found)

    def settle(self, features: torch.Tensor) -> None:
        """Take mean and whitened components from unlabelled features (n, f) (Jégou and Chum 2012)."""
        mean = features.double().mean(dim=0)
        _, spread, directions = torch.linalg.svd(features.double() - mean, full_matrices=False)
        kept = min(self.basis.shape[1], len(spread))
        variance = spread[:kept] ** 2 / max(len(features), 1)
        scale = (variance + EVENING * variance.mean()).clamp(min=1e-12) ** -0.5
        basis = torch.zeros_like(self.basis, dtype=torch.float64)
        basis[:, :kept] = directions[:kept].T * scale
        self.mean.copy_(mean)
        self.basis.copy_(basis)

    def turn(self, rotation: torch.Tensor) -> None:
        """Turn all vectors by an orthogonal matrix (d, d); products between them stay what they are."""
        self.basis.copy_(self.basis.double() @ rotation)


class PhotographTower(nn.Module):
    """Vision tower: the features of a photograph's views, from a network or prepared, and a head."""

    def __init__(self, network: nn.Module, head: Head) -> None:
        super().__init__()
        self.network, self.head = network, head

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Encode squares (n, 1, h, w), or views where they are prepared (n, 5, f), as (n, d)."""
        return self.head(self.features(images))

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """Sum the views of each photograph to unit vectors (n, f); while training, some of them."""
        views = self.network(images)
        if self.training:
            kept = torch.rand(views.shape[:2], device=views.device) >= FORGOTTEN
            kept[:, 0] |= ~kept.any(dim=1)
            views = views * kept[..., None]
        return functional.normalize(views.float().sum(dim=1), dim=1)


class SentenceTower(nn.Module):
    """Language tower: the features of a text, from a network or known already, and a head."""

    def __init__(self, network: nn.Module, head: Head) -> None:
        super().__init__()
        self.network, self.head = network, head

    def forward(self, texts: torch.Tensor) -> torch.Tensor:
        """Encode word pieces (n, l), or features where they are known (n, f), as (n, d)."""
        return self.head(self.features(texts))

    def features(self, texts: torch.Tensor) -> torch.Tensor:
        """Give the features of texts as unit vectors (n, f)."""
        return self.network(texts)


def _orthogonal(features: int, width: int) -> torch.Tensor:
    return nn.init.orthogonal_(torch.empty(features, width))
