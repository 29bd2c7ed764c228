"""Decompositions: the matrix comes back from its parts, and one seed draws one matrix."""

import pytest
import torch

from clippings.encoder.heads import eigh, orthogonal, svd


@pytest.fixture
def matrix():
    return torch.randn(7, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(3))


def test_singular_values_fall_and_give_the_matrix_back(matrix):
    left, values, right = svd(matrix)
    assert torch.allclose(left * values @ right, matrix)
    assert values.tolist() == sorted(values.tolist(), reverse=True)
    assert torch.allclose(values, torch.linalg.svdvals(matrix))


def test_eigenvectors_are_stretched_by_their_values(matrix):
    covariance = matrix.T @ matrix
    values, directions = eigh(covariance)
    assert torch.allclose(covariance @ directions, directions * values)
    assert torch.allclose(values, torch.linalg.eigvalsh(covariance))


@pytest.mark.parametrize(("rows", "columns"), [(9, 4), (4, 9), (5, 5)])
def test_the_shorter_side_is_orthonormal_and_drawn_by_the_seed(rows, columns):
    drawn = []
    for seed in (0, 0, 1):
        torch.manual_seed(seed)
        drawn.append(orthogonal(rows, columns))
    found = drawn[0] if rows <= columns else drawn[0].T
    assert drawn[0].shape == (rows, columns) and drawn[0].is_contiguous()
    assert torch.allclose(found @ found.T, torch.eye(len(found)), atol=1e-6)
    assert torch.equal(drawn[0], drawn[1]) and not torch.allclose(drawn[0], drawn[2])


@pytest.mark.parametrize(("rows", "columns"), [(8, 3), (3, 8)])
def test_it_is_the_matrix_that_torch_draws(rows, columns):
    torch.manual_seed(5)
    expected = torch.nn.init.orthogonal_(torch.empty(rows, columns))
    torch.manual_seed(5)
    assert torch.allclose(orthogonal(rows, columns), expected, atol=1e-5)
