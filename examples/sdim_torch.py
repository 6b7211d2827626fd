"""Attention over hash tables in torch, for training, with the codes of :class:`rankfold.hashing.SimHash`, for serving.

``python examples/sdim_torch.py`` trains a small model on made-up clicks, puts each history into a table as a service
would, and shows that the table answers as the model does. Needs torch (``pip install 'rankfold[torch]'``).

Codes are signs: no gradient passes through them. It reaches the values, and through them whatever embeds behaviours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch

import rankfold as rf

if TYPE_CHECKING:
    from torch import Tensor

    Normalize = Literal["none", "l2", "count", "ratio"]


class SDIMAttention(torch.nn.Module):
    """Sums of the values of those behaviours that share a candidate's code, over all groups.

    The hyperplanes are a buffer: they are saved with the model, and :meth:`encoder` gives them back. A projection that
    is nearly 0 may fall on the other side here, since torch adds up in another order; the codes that rankfold computes
    are the same everywhere.
    """

    matrix: Tensor

    def __init__(self, encoder: rf.hashing.SimHash, *, normalize: Normalize = "l2") -> None:
        super().__init__()
        self.groups, self.bits, self.normalize = encoder.groups, encoder.bits, normalize
        # A copy: the encoder's own is read-only.
        self.register_buffer("matrix", torch.tensor(encoder.matrix))

    def encoder(self) -> rf.hashing.SimHash:
        """The encoder for the service, from the hyperplanes of the model."""
        matrix = self.matrix.detach().cpu().numpy()
        return rf.hashing.SimHash(matrix.shape[1], groups=self.groups, bits=self.bits, matrix=matrix)

    def signatures(self, vectors: Tensor) -> Tensor:
        """A code for each group: (..., dim) to (..., groups), the first bit lowest."""
        with torch.no_grad():
            above = vectors.float() @ self.matrix.T > 0
            powers = 2 ** torch.arange(self.bits, device=vectors.device)
            return (above.unflatten(-1, (self.groups, self.bits)) * powers).sum(-1)

    def forward(
        self, behaviours: Tensor, candidates: Tensor, mask: Tensor | None = None, values: Tensor | None = None
    ) -> Tensor:
        """Attend to histories.

        Behaviours of shape (n, length, dim), candidates (n, b, dim), mask (n, length), True where a behaviour counts,
        values (n, length, value_dim), by default the behaviours; gives (n, b, value_dim).
        """
        values = behaviours if values is None else values
        n, length, width = values.shape
        counts = torch.ones(n, length, device=values.device) if mask is None else mask.float()
        # A padded value may be anything, NaN included, so it is replaced and not multiplied by 0.
        values = torch.where(counts[..., None] > 0, values, 0.0)
        n_codes = 2**self.bits
        first = torch.arange(n, device=values.device)[:, None] * n_codes
        keys, queries = self.signatures(behaviours), self.signatures(candidates)
        total, collisions = 0.0, 0.0
        # Group by group, so that the memory does not grow with their number.
        for group in range(self.groups):
            key, query = (first + keys[..., group]).flatten(), (first + queries[..., group]).flatten()
            table = values.new_zeros(n * n_codes, width).index_add(0, key, values.reshape(-1, width))
            number = counts.new_zeros(n * n_codes).index_add(0, key, counts.flatten())[:, None]
            if self.normalize == "l2":
                table = _over(table, torch.linalg.vector_norm(table, dim=-1, keepdim=True))
            elif self.normalize == "count":
                table = _over(table, number)
            total = total + table[query]
            collisions = collisions + number[query]
        total = _over(total, collisions) if self.normalize == "ratio" else total / self.groups
        return total.reshape(n, -1, width)


def _over(sums: Tensor, divisor: Tensor) -> Tensor:
    """A quotient that is 0 where the divisor is, with a gradient of 0 there."""
    return torch.where(divisor > 0, sums / torch.where(divisor > 0, divisor, 1.0), 0.0)


class ClickModel(torch.nn.Module):
    """Embeddings of items; the score of a candidate is its product with what attention makes of the history."""

    def __init__(self, n_items: int, encoder: rf.hashing.SimHash) -> None:
        super().__init__()
        self.items = torch.nn.Embedding(n_items, encoder.dim)
        self.attention = SDIMAttention(encoder)

    def forward(self, histories: Tensor, candidates: Tensor, mask: Tensor) -> Tensor:
        """Logits: histories (n, length), candidates (n, b), mask (n, length)."""
        embedded = self.items(candidates)
        interest = self.attention(self.items(histories), embedded, mask)
        return (interest * embedded).sum(-1)


def train(*, n_users: int = 64, n_items: int = 40, length: int = 30, steps: int = 60) -> tuple[float, float, float]:
    """The first loss, the last one, and the largest difference between the model's scores and the service's."""
    torch.manual_seed(0)
    # Users like even items or odd ones; histories have different lengths.
    taste = torch.arange(n_users) % 2
    histories = 2 * torch.randint(0, n_items // 2, (n_users, length)) + taste[:, None]
    mask = torch.arange(length) < torch.randint(5, length + 1, (n_users, 1))
    candidates = torch.randint(0, n_items, (n_users, 20))
    clicked = (candidates % 2 == taste[:, None]).float()

    model = ClickModel(n_items, rf.hashing.SimHash(16, groups=16, bits=3, seed=1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(histories, candidates, mask), clicked)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    with torch.no_grad():
        expected = model(histories, candidates, mask)
        embedded = model.items(candidates)
        behaviours = model.items(histories)
    # What a service does: a table for each history, when it changes; a look-up for each candidate, when it is asked.
    encoder, served = model.attention.encoder(), []
    for user in range(n_users):
        table = rf.hashing.BucketTable(encoder)
        table.add(behaviours[user].numpy(), mask=mask[user].numpy())
        served.append(torch.tensor(table.freeze(normalize="l2").query(embedded[user].numpy())))
    scores = (torch.stack(served) * embedded).sum(-1)
    return losses[0], losses[-1], float((scores - expected).abs().max())


def main() -> None:
    """Train, serve, compare."""
    before, after, difference = train()
    print(f"loss {before:.3f} before and {after:.3f} after; the service is off by at most {difference:.1e}")


if __name__ == "__main__":
    main()
