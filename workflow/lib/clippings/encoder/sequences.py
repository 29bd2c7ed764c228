"""From a sequence of character vectors to one vector: characters, ordered pairs, context."""

import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint


class SequencePool(nn.Module):
    """Sum three views of a sequence: its characters, its ordered pairs, and a transformer's summary.

    The first two need no training to be useful, the way a bag of n-grams is; the third, narrower than
    the vectors, starts silent and learns what context adds. `edges` (2, d) stand for what is before the
    first and after the last character. With `recompute` the transformer's inner values are not kept for the
    backward pass but computed again.
    """

    def __init__(
        self,
        edges: nn.Parameter,
        *,
        context: int,
        layers: int,
        heads: int,
        longest: int,
        recompute: bool = False,
    ) -> None:
        super().__init__()
        self.recompute = recompute
        self.edges, width = edges, edges.shape[1]
        self.places = nn.Parameter(torch.randn(longest, context) * 0.1)
        self.enter = nn.Linear(width, context)
        layer = nn.TransformerEncoderLayer(
            context, heads, 2 * context, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.context = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.leave = nn.Linear(context, width)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.singles = nn.Parameter(torch.ones(width))
        self.couples = nn.Parameter(torch.ones(width))

    def forward(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Pool vectors (n, l, d), true in `mask` (n, l) where there is a character, to (n, d)."""
        present = mask[..., None].to(vectors.dtype)
        vectors = vectors * present
        return (
            self.singles * vectors.sum(dim=1)
            + self.couples * self._pairs(vectors, present)
            + self._summary(vectors, mask, present)
        )

    def _pairs(self, vectors: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        """Sum the products of neighbours, the second one turned (Plate 1995), edges included."""
        first, last = self.edges
        past_end = functional.pad(present, (0, 0, 1, 0), value=1.0) - functional.pad(present, (0, 0, 0, 1))
        before = torch.cat([first.expand(len(vectors), 1, -1), vectors], dim=1)
        after = functional.pad(vectors, (0, 0, 0, 1)) + past_end * last
        return (before * after.roll(1, dims=2)).sum(dim=1) * vectors.shape[2] ** 0.5

    def _summary(self, vectors: torch.Tensor, mask: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        entered = self.enter(vectors * vectors.shape[2] ** 0.5) + self.places[: vectors.shape[1]]
        seen = self._understand(entered, mask) * present
        return self.leave(seen.sum(dim=1) / present.sum(dim=1).clamp(min=1))

    def _understand(self, entered: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        if self.recompute and self.training:
            return checkpoint(self.context, entered, src_key_padding_mask=~mask, use_reentrant=False)
        return self.context(entered, src_key_padding_mask=~mask)
