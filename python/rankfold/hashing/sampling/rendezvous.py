"""Keys to nodes, so that few keys move when nodes come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rankfold import _native
from rankfold.arrays import score_vector
from rankfold.control import native_control
from rankfold.hashing.sampling.keys import read_keys, read_salt

if TYPE_CHECKING:
    from typing import Unpack

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from rankfold.control import Control
    from rankfold.hashing.sampling.keys import Salt

__all__ = ["rendezvous"]


def rendezvous(
    keys: Any, nodes: Any, *, weights: ArrayLike | None = None, salt: Salt = "", **control: Unpack[Control]
) -> NDArray[np.int64]:
    """Give each key to a node, in proportion to the nodes' weights (rendezvous hashing).

    Parameters
    ----------
    keys : array-like of int, str or bytes, shape (n_keys,)
        See :func:`hash_keys`.
    nodes : array-like of int, str or bytes, shape (n_nodes,)
        The names of the nodes, each once; they are read as keys are.
    weights : array-like of float, shape (n_nodes,), optional
        How much each node takes: 0, which is nothing, or from 1e-150 to 1e150. Default: 1 each.
    salt : str, bytes or int, default ""
        Names the assignment.
    **control
        See :class:`rankfold.control.Control`.

    Returns
    -------
    ndarray of int64, shape (n_keys,)
        The number of each key's node, an index into ``nodes``. Read-only.

    Raises
    ------
    InvalidInputError
        For no node of weight above 0, a node given twice, a weight that is negative, not finite or out of range, and as
        :func:`hash_keys`.
    InvalidTypeError
        As :func:`hash_keys`.

    Notes
    -----
    A key goes to the node of the largest ``-weight / ln(1 - u)``, where ``u`` is ``(h // 2**12 + 0.5) / 2**52`` of the
    hash ``h`` of the key under a seed that is the hash of the node. It depends on that key and that node alone. So when
    a node leaves, its keys alone move, to the others in proportion to their weights; when one comes, it takes its share
    from all. The order of nodes decides nothing: equal values are ordered by ``h``. ``O(n_keys * n_nodes)``.

    References
    ----------
    D. Thaler, C. Ravishankar: Using name-based mappings to increase hit rates. IEEE/ACM Transactions on Networking
    6(1), 1998.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> nodes = np.array(["ash", "birch", "cedar"])
    >>> before = nodes[rf.hashing.rendezvous(np.arange(1000), nodes)]
    >>> after = nodes[:2][rf.hashing.rendezvous(np.arange(1000), nodes[:2])]
    >>> bool((before[before != "cedar"] == after[before != "cedar"]).all())
    True
    """
    of_nodes = None if weights is None else score_vector("weights", weights, "(n_nodes,)")
    given, hosts = read_keys("keys", keys), read_keys("nodes", nodes)
    return _native.rendezvous(given, hosts, of_nodes, read_salt(salt), native_control(control))
