"""The example in torch: the same codes, the same answers, gradients to values, training equals serving."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rankfold as rf

if TYPE_CHECKING:
    from pathlib import Path

torch = pytest.importorskip("torch")

NORMALIZE = ("none", "l2", "count", "ratio")


@pytest.fixture(scope="module")
def example(examples: Path) -> Any:
    spec = importlib.util.spec_from_file_location("sdim_torch", examples / "sdim_torch.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sdim_torch"] = module
    spec.loader.exec_module(module)
    return module


def clear_of_zero(encoder: Any, vectors: Any) -> Any:
    """Vectors whose projections are all far enough from 0 for any order of summation."""
    far = np.abs(vectors.astype(np.float64) @ encoder.matrix.astype(np.float64).T) > 1e-4
    return vectors[far.all(axis=1)]


@pytest.mark.parametrize("projection", ["gaussian", "hadamard"])
@pytest.mark.parametrize("shape", [(8, 16, 3), (13, 5, 7), (70, 3, 16)])
def test_codes_are_the_same(example: Any, projection: Any, shape: tuple[int, int, int]) -> None:
    dim, groups, bits = shape
    encoder = rf.hashing.SimHash(dim, groups=groups, bits=bits, seed=3, projection=projection)
    vectors = np.random.default_rng(1).normal(size=(500, dim)).astype(np.float32)
    vectors = np.concatenate([clear_of_zero(encoder, vectors), np.zeros((1, dim), dtype=np.float32)])
    assert len(vectors) > 300
    found = example.SDIMAttention(encoder).signatures(torch.tensor(vectors)).numpy()
    assert (found == encoder.signatures(vectors)).all()


@pytest.mark.parametrize("normalize", NORMALIZE)
def test_answers_are_the_same(example: Any, normalize: Any) -> None:
    encoder = rf.hashing.SimHash(8, groups=16, bits=3, seed=3)
    generator = np.random.default_rng(2)
    behaviours = clear_of_zero(encoder, generator.normal(size=(300, 8)).astype(np.float32))[:120].reshape(3, 40, 8)
    candidates = clear_of_zero(encoder, generator.normal(size=(300, 8)).astype(np.float32))[:60].reshape(3, 20, 8)
    values = generator.normal(size=(3, 40, 5)).astype(np.float32)
    mask = np.arange(40) < np.array([[40], [7], [0]])
    padded = np.where(mask[..., None], values, np.nan)
    attention = example.SDIMAttention(encoder, normalize=normalize)
    found = attention(*map(torch.tensor, (behaviours, candidates, mask, padded))).numpy()
    for user in range(3):
        expected = rf.hashing.sdim_attention(
            behaviours[user], candidates[user], encoder, values=values[user], normalize=normalize, mask=mask[user]
        )
        np.testing.assert_allclose(found[user], expected, rtol=1e-5, atol=1e-6)
    own = attention(torch.tensor(behaviours), torch.tensor(candidates)).numpy()
    expected = rf.hashing.sdim_attention(behaviours[0], candidates[0], encoder, normalize=normalize)
    np.testing.assert_allclose(own[0], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("normalize", NORMALIZE)
def test_gradients_reach_the_values(example: Any, normalize: Any) -> None:
    encoder = rf.hashing.SimHash(4, groups=6, bits=2, seed=3)
    generator = torch.Generator().manual_seed(1)
    behaviours, candidates = (torch.randn(2, n, 4, generator=generator) for n in (9, 3))
    values = torch.randn(2, 9, 3, generator=generator, dtype=torch.float64, requires_grad=True)
    mask = torch.arange(9) < torch.tensor([[9], [4]])
    attention = example.SDIMAttention(encoder, normalize=normalize)
    assert torch.autograd.gradcheck(lambda v: attention(behaviours, candidates, mask, v), values, atol=1e-6)
    attention(behaviours, candidates, mask, values).sum().backward()
    assert bool((values.grad[1, 4:] == 0).all())
    # Nothing to attend to has no gradient, and no NaN.
    empty = torch.zeros(1, 2, 4, requires_grad=True)
    attention(empty, candidates[:1]).sum().backward()
    assert bool(torch.isfinite(empty.grad).all())


def test_hyperplanes_are_saved_with_the_model(example: Any) -> None:
    encoder = rf.hashing.SimHash(4, groups=6, bits=2, seed=3)
    attention = example.SDIMAttention(encoder)
    again = example.SDIMAttention(rf.hashing.SimHash(4, groups=6, bits=2, seed=9))
    again.load_state_dict(attention.state_dict())
    assert not list(attention.parameters())
    assert again.encoder().fingerprint == attention.encoder().fingerprint
    assert again.encoder().matrix.tobytes() == encoder.matrix.tobytes()


def test_training_equals_serving(example: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, difference = example.train(steps=20)
    assert after < before
    # A projection near 0 would show as a difference of some tenths; there is none at this seed.
    assert difference < 1e-4
    example.main()
    assert capsys.readouterr().out.startswith("loss ")
