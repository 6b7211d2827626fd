"""Logits of frequent and rare classes, set off against each other."""

from __future__ import annotations

import numpy as np

from rankfold.arguments import real
from rankfold.errors import InvalidInputError
from rankfold.logits.arithmetic import Array, arithmetic, formula

__all__ = ["adjust"]


@formula
def adjust(logits: Array, class_counts: Array, power: float) -> Array:
    """Logits with a power of the class frequencies in them (MDCS).

    Parameters
    ----------
    logits : array or tensor of float, shape (..., n_classes)
        One row a sample.
    class_counts : array or tensor of float, shape (n_classes,)
        How often each class occurs, above 0: counts or shares, which give the same softmax.
    power : float
        Above 0 favours frequent classes, below 0 rare ones; 0 changes nothing.

    Returns
    -------
    array or tensor of float, shape (..., n_classes)
        ``logits + power * log(class_counts)``.

    Raises
    ------
    InvalidInputError
        For a count that is not above 0 and finite, or another number of classes.

    References
    ----------
    Q. Zhao, C. Jiang, W. Hu, F. Zhang, J. Liu: MDCS: more diverse experts with consistency self-distillation for
    long-tailed recognition. ICCV, 2023. Its experts take the powers -0.5, 1 and 2.5.

    Examples
    --------
    >>> import numpy as np
    >>> import rankfold as rf
    >>> weight = np.exp(rf.logits.adjust([1, 0.5, 0], [500, 50, 5], -0.5))
    >>> (weight / weight.sum()).round(4).tolist()
    [0.1516, 0.2907, 0.5577]
    """
    of = arithmetic(logits, class_counts)
    array, counts = of.array("logits", logits), of.array("class_counts", class_counts)
    if tuple(counts.shape) != tuple(array.shape[-1:]):
        shape, expected = tuple(counts.shape), tuple(array.shape[-1:])
        raise InvalidInputError(f"class_counts has shape {shape}: expected (n_classes,) = {expected}")
    if not bool(((counts > 0) & (counts < np.inf)).all()):
        raise InvalidInputError("class_counts holds a number that is not above 0 and finite: expected counts")
    return array + real("power", power) * of.log(counts)
