"""Towers that end in a head: pre-trained features, whitened to one width, and a change that is trained."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

REGULARISATION = 0.3  # share of the mean variance that is added to each, so that faint components stay faint
SHRINKAGE = 0.3  # towards equal variance within classes in all directions
VIEW_DROPOUT = 0.5  # share of the views of a photograph that a training step does not see


class Head(nn.Module):
    """Features to vectors: whitened principal components, and a change of them that starts at zero.

    With few pairs to learn from, vectors stay near the pre-trained features: weight decay draws
    the change to 0.
    """

    __call__: Callable[..., torch.Tensor]
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
        components = self.project(features)
        change: torch.Tensor = self.change(components)
        return components + change

    def project(self, features: torch.Tensor) -> torch.Tensor:
        """Return the components of features (n, f) as unit vectors (n, d), before any change."""
        return functional.normalize((features.float() - self.mean) @ self.basis, dim=1)

    def fit_whitening(self, features: torch.Tensor, *, within: torch.Tensor | None = None) -> None:
        """Fit mean and whitened components to unlabelled features (n, f) (Jégou and Chum 2012).

        Where a covariance `within` classes (f, f) is known, directions in which records of one class differ
        count for less from the start (Hatch et al. 2006).
        """
        mean = features.double().mean(dim=0)
        identity = torch.eye(len(mean), dtype=mean.dtype, device=mean.device)
        scaling = identity if within is None else _inverse_root(within)
        _, spread, directions = svd((features.double() - mean) @ scaling)
        kept = min(self.basis.shape[1], len(spread))
        variance = spread[:kept] ** 2 / max(len(features), 1)
        scale = (variance + REGULARISATION * variance.mean()).clamp(min=1e-12) ** -0.5
        basis = torch.zeros_like(self.basis, dtype=torch.float64)
        basis[:, :kept] = scaling @ directions[:kept].T * scale
        self.mean.copy_(mean)
        self.basis.copy_(basis)

    def rotate(self, rotation: torch.Tensor) -> None:
        """Rotate all vectors by an orthogonal matrix (d, d); products between them do not change."""
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
            # Several processes drop the same views, each of its own share: not those that one process drops.
            kept = torch.rand(views.shape[:2], device=views.device) >= VIEW_DROPOUT
            kept[:, 0] |= ~kept.any(dim=1)
            views = views * kept[..., None]
        return functional.normalize(views.float().sum(dim=1), dim=1)


class SentenceTower(nn.Module):
    """Language tower: the features of a text, from a network or computed before, and a head."""

    def __init__(self, network: nn.Module, head: Head) -> None:
        super().__init__()
        self.network, self.head = network, head

    def forward(self, texts: torch.Tensor) -> torch.Tensor:
        """Encode word pieces (n, l), or features where they are known (n, f), as (n, d)."""
        return self.head(self.features(texts))

    def features(self, texts: torch.Tensor) -> torch.Tensor:
        """Return the features of texts as unit vectors (n, f)."""
        features: torch.Tensor = self.network(texts)
        return features


def covariance_within(features: torch.Tensor, classes: torch.Tensor) -> torch.Tensor | None:
    """Return the covariance (f, f) of features (n, f) within their classes (n,), pooled over the classes.

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


# Decompositions go through NumPy, on the processor and without gradients: in a fresh process torch's own
# (MKL, QR on several threads) was seen to wait forever for a sleeping thread.
def svd(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return U (m, k), falling singular values (k,) and Vᵀ (k, n) of a matrix (m, n), k its shorter side."""
    left, values, right = np.linalg.svd(matrix.cpu().numpy(), full_matrices=False)
    return _beside(matrix, left), _beside(matrix, values), _beside(matrix, right)


def eigh(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the rising eigenvalues (n,) of a symmetric matrix (n, n) and their vectors as columns (n, n)."""
    values, directions = np.linalg.eigh(matrix.cpu().numpy())
    return _beside(matrix, values), _beside(matrix, directions)


def orthogonal(rows: int, columns: int) -> torch.Tensor:
    """Draw a matrix (rows, columns) whose shorter side is orthonormal, by torch's seed (Saxe et al. 2014)."""
    drawn = torch.randn(rows, columns).numpy()
    basis, triangle = np.linalg.qr(drawn if rows >= columns else drawn.T)
    # With these signs every such matrix is equally likely.
    matrix = torch.from_numpy(basis * np.sign(np.diag(triangle)))
    return matrix if rows >= columns else matrix.T.contiguous()


def _beside(matrix: torch.Tensor, array: NDArray[np.float64]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array)).to(matrix.device)
