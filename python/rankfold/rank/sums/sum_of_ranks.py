"""The sum of each item's ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rankfold import _native
from rankfold.control import native_control
from rankfold.rank.sums.clients import read_clients

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.rank.sums.clients import Validate, Vectors

__all__ = ["sum_of_ranks"]


def sum_of_ranks(
    *,
    ranks: Vectors | None = None,
    permutations: Vectors | None = None,
    weights: ArrayLike | None = None,
    validate: Validate = "range",
    **control: Unpack[Control],
) -> NDArray[np.int64] | NDArray[np.float64]:
    """Add up the ranks that clients give to items: the vote of federated rank learning.

    Ranks and permutations hold the same numbers, so no check can tell one from the other, and adding up the wrong one
    gives sums that look right. Hence there is no positional argument: the call says which it is.

    Parameters
    ----------
    ranks : array of shape (n_clients, n_items), or iterable of arrays of shape (n_items,)
        ``ranks[c, i]`` is the rank of item ``i`` for client ``c``: 0 the least important, ``n_items - 1`` the most. The
        faster form: a stream, where permutations must be inverted.
    permutations : array of shape (n_clients, n_items), or iterable of arrays of shape (n_items,)
        ``permutations[c, r]`` is the item at rank ``r``: the items from worst to best, ``np.argsort(scores)``.
    weights : array-like of shape (n_clients,), optional
        Numbers of at least 0; integers and floats are both summed exactly. Default: one client, one vote.
    validate : {"range", "permutation"}, default "range"
        What is asked of ranks: that they lie in ``0 <= rank < n_items``, which is checked as they are added, or also
        that each client gives each rank once, which takes a pass of its own. Permutations are always checked in full.
    **control
        See :class:`rankfold.control.Control`. Units of progress are ranks.

    Returns
    -------
    ndarray of int64 or float64, shape (n_items,)
        The sums, higher for the more important; floats, each the exact sum rounded once, if the weights are. Read-only.

    Raises
    ------
    InvalidInputError
        For a value out of range or given twice, naming client, position and value; for vectors of different lengths, or
        none; for arrays that cannot be read in place; for both of ``ranks`` and ``permutations``, or neither.
    InvalidTypeError
        For another dtype than uint16, uint32, int32 and int64.
    SizeLimitError
        If the total weight times ``n_items - 1`` reaches 2**63 (2**126 units of the last place for float weights), for
        more than 2**31 items, or without memory. Seen before anything is added.

    Notes
    -----
    ``O(n_clients * n_items)``. Arrays are read in place, whether they are rows of one array or not; lists of int are
    converted, which copies them, and iterables are gathered before anything is added. :class:`RankSums` takes one
    client after another. If another thread writes to an array meanwhile, sums may be wrong; no memory is harmed.

    The sum is the Borda score. A client moves an item by ``n_items - 1`` at most, however large its scores are. With
    ``validate="permutation"``, or permutations, it also gives away as much as every other client: what it adds to some
    items it takes from others.

    References
    ----------
    Mozaffari, Shejwalkar, Houmansadr, "Every Vote Counts: Ranking-Based Training of Federated Learning to Resist
    Poisoning Attacks", USENIX Security 2023.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> from_worst_to_best = np.array([[4, 0, 2, 3, 5, 1], [2, 0, 4, 3, 1, 5], [0, 2, 4, 1, 3, 5]])
    >>> rf.rank.sum_of_ranks(permutations=from_worst_to_best)
    array([ 2, 12,  3, 10,  4, 14])
    >>> rf.rank.sum_of_ranks(ranks=np.argsort(from_worst_to_best, axis=1))
    array([ 2, 12,  3, 10,  4, 14])
    """
    return _native.sum_of_ranks(
        *read_clients(ranks, permutations, weights, validate),
        native_control(control),
    )
