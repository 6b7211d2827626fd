"""Who races on a GPU: the kernels of this package, torch, and other people's kernels where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Contestants", "Run"]

#: Called with logits and targets; what it returns by name is compared with 64 bits.
Run = Any


class Contestants:
    """Ways to the log-probabilities of targets, and to entropies."""

    def __init__(self, torch: Any, *, is_real: bool) -> None:
        self._torch, self._is_real = torch, is_real

    def own(self, outputs: tuple[str, ...]) -> Run:
        """The kernels; what the functions launch."""
        import rankfold as rf
        from rankfold.logits.columns import Asked
        from rankfold.logits.kernels.row_statistics import row_statistics

        def interpreted(logits: Any, targets: Any) -> Any:
            columns, _ = row_statistics(logits, targets, None, -100, 1.0, Asked.of(outputs))
            return dict(zip(("logprob", "entropy"), columns, strict=False))

        def real(logits: Any, targets: Any) -> Any:
            found = rf.logits.token_statistics(logits, targets, outputs=outputs)
            return {name: getattr(found, name) for name in outputs}

        return real if self._is_real else interpreted

    def peers(self, *, with_entropy: bool) -> Iterator[tuple[str, Run]]:
        """Whoever is at hand; who gives no entropy races for the log-probability alone."""
        torch = self._torch

        def eager(logits: Any, targets: Any) -> Any:
            logp = torch.log_softmax(logits.float(), -1)
            found = {"logprob": logp.gather(1, targets[:, None])[:, 0]}
            return {**found, "entropy": -(logp.exp() * logp).sum(-1)} if with_entropy else found

        def short(logits: Any, targets: Any) -> Any:
            own = logits.gather(1, targets[:, None])[:, 0].float()
            return {"logprob": own - torch.logsumexp(logits.float(), -1)}

        yield "torch", eager
        if not with_entropy:
            yield "torch, logsumexp", short
        if self._is_real:
            # It compiles a shape at a time, and gives up after some unless it forgets.
            torch._dynamo.reset()
            yield "torch.compile", torch.compile(eager, dynamic=False)
            yield from self.trl(with_entropy=with_entropy)
            yield from self.liger(with_entropy=with_entropy)

    def trl(self, *, with_entropy: bool) -> Iterator[tuple[str, Run]]:
        """TRL's kernel, which gives both."""
        import importlib.util

        package = importlib.util.find_spec("trl")
        for folder in (package.submodule_search_locations or []) if package else []:
            path = Path(folder) / "kernels" / "logprob_entropy.py"
            spec = importlib.util.spec_from_file_location("trl_logprob_entropy", path) if path.exists() else None
            if spec is None or spec.loader is None:
                continue
            # The one file: the package wants more than is needed here.
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            call = module.selective_log_softmax_and_entropy
            if with_entropy:

                def run(logits: Any, targets: Any, call: Any = call) -> Any:
                    logprob, entropy = call(logits, targets, 1.0, None)
                    return {"logprob": logprob, "entropy": entropy}

                yield "TRL", run

    def liger(self, *, with_entropy: bool) -> Iterator[tuple[str, Run]]:
        """Liger's kernel, which gives no entropy."""
        try:
            from liger_kernel.ops.grpo_loss import fused_selective_log_softmax
        except ImportError:
            return
        if not with_entropy:

            def run(logits: Any, targets: Any) -> Any:
                # It drops the last position of what it is given, and its own default temperature is not 1.
                table = logits.view(1, *logits.shape)
                found = fused_selective_log_softmax(table, targets[None, :-1], 1.0, mask=None)
                return {"logprob": found.reshape(-1)}

            yield "Liger", run
