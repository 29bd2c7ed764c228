"""SupCon, the loss with labels, and the pooling of two modalities."""

import torch
from torch.nn import functional


def supervised_contrastive(
    vectors: torch.Tensor, classes: torch.Tensor, *, temperature: float
) -> torch.Tensor:
    """Average SupCon over the anchors of unit vectors (n, d) that have a positive (Khosla et al. 2020).

    L_i = −(1/|P(i)|) Σ_{p∈P(i)} log( exp(z_i·z_p/τ) / Σ_{a≠i} exp(z_i·z_a/τ) ), L_out of the paper.
    """
    alone = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    scores = (vectors @ vectors.T / temperature).masked_fill(alone, float("-inf"))
    logs = scores - scores.logsumexp(dim=1, keepdim=True)
    positive = (classes[:, None] == classes[None]) & ~alone
    counts = positive.sum(dim=1)
    sums = logs.masked_fill(~positive, 0.0).sum(dim=1)
    anchors = counts > 0
    return -(sums[anchors] / counts[anchors]).sum() / anchors.sum().clamp(min=1)


def pool_modalities(visual: torch.Tensor, language: torch.Tensor, *, weight: float) -> torch.Tensor:
    """Pool unit vectors (n, d) as w·f + (1−w)·g to unit vectors; a missing one is a row of zeros."""
    return functional.normalize(weight * visual + (1 - weight) * language, dim=1)
