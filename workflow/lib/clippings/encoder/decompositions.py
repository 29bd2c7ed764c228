"""Decompositions of matrices without gradients, by NumPy on the processor, wherever the tensors are.

In a fresh process torch's own (MKL, QR on several threads) was seen to wait for ever for a thread that slept.
"""

import numpy as np
import torch


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
    # With these signs every such matrix is as likely as any other.
    found = torch.from_numpy(basis * np.sign(np.diag(triangle)))
    return found if rows >= columns else found.T.contiguous()


def _beside(matrix: torch.Tensor, found: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(found)).to(matrix.device)
