"""Towers that end in a head: pre-trained features, evened at one width, and what training changes in them."""

import torch
from torch import nn
from torch.nn import functional

from clippings.encoder.decompositions import eigh, orthogonal, svd

EVENING = 0.3  # share of the mean variance that keeps faint components from being blown up
SHRINKAGE = 0.3  # towards equal variance within classes in all directions
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
        self.register_buffer("basis", orthogonal(features, width))
        self.change = nn.Linear(width, width, bias=False)
        nn.init.zeros_(self.change.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Project features (n, f) to vectors (n, d)."""
        found = self.project(features)
        return found + self.change(found)

    def project(self, features: torch.Tensor) -> torch.Tensor:
        """Return the components of features (n, f) as unit vectors (n, d), before any change."""
        return functional.normalize((features.float() - self.mean) @ self.basis, dim=1)

    def fit_whitening(self, features: torch.Tensor, *, within: torch.Tensor | None = None) -> None:
        """Take mean and whitened components from unlabelled features (n, f) (Jégou and Chum 2012).

        Where a covariance `within` classes (f, f) is known, directions in which records of one class differ
        count for less from the start (Hatch et al. 2006).
        """
        mean = features.double().mean(dim=0)
        none = torch.eye(len(mean), dtype=mean.dtype, device=mean.device)
        evening = none if within is None else _inverse_root(within)
        _, spread, directions = svd((features.double() - mean) @ evening)
        kept = min(self.basis.shape[1], len(spread))
        variance = spread[:kept] ** 2 / max(len(features), 1)
        scale = (variance + EVENING * variance.mean()).clamp(min=1e-12) ** -0.5
        basis = torch.zeros_like(self.basis, dtype=torch.float64)
        basis[:, :kept] = evening @ directions[:kept].T * scale
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
            # Several processes draw alike, each for its own share: other views than one process forgets.
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
        """Return the features of texts as unit vectors (n, f)."""
        return self.network(texts)


def covariance_within(features: torch.Tensor, classes: torch.Tensor) -> torch.Tensor | None:
    """Return how features (n, f) differ within their classes (n,), as (f, f), pooled over the classes.

    None where no class has two features.
    """
    features = features.double()
    count = int(classes.max()) + 1 if len(classes) else 0
    sizes = torch.bincount(classes, minlength=count)
    sums = features.new_zeros(count, features.shape[1]).index_add(0, classes, features)
    freedom = int((sizes - 1).clamp(min=0).sum())
    inner = features - (sums / sizes.clamp(min=1)[:, None])[classes]
    return inner.T @ inner / freedom if freedom else None


def _inverse_root(covariance: torch.Tensor) -> torch.Tensor:
    values, directions = eigh(covariance)
    shares = values.clamp(min=0) / values.mean().clamp(min=1e-12)
    return directions * ((1 - SHRINKAGE) * shares + SHRINKAGE) ** -0.5 @ directions.T
