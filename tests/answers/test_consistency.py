"""Perplexity consistency, RPC and the mixture of Weibull laws: twins, golden numbers, edge cases, laws."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rankfold as rf
from tests.answers.vectors import vectors
from tests.naive.answers import consistency as naive

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LOGPROBS = st.one_of(
    st.floats(-3, 0),
    st.sampled_from([0.0, -0.7, -0.1, -1e-12, -1e-300, -700.0, -800.0, -2000.0, -math.inf]),
)
VARIANTS = ("robust", "reference")


def one(answers: Any, logprobs: Any, **columns: Any) -> rf.Samples:
    return rf.Samples.from_lists([list(answers)], mean_logprobs=[list(logprobs)], **columns)


def scores(selection: rf.answers.AnswerSelection, question: int = 0) -> dict[Any, float]:
    start, end = selection.offsets[question], selection.offsets[question + 1]
    return dict(zip(selection.candidates[start:end], selection.scores[start:end].tolist(), strict=True))


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((shared_data / "consistency" / "rpc_synthetic_vectors.json").read_text())[
        "cases"
    ]
    return found


def kept(logprobs: Any) -> list[bool]:
    """Which paths the reference keeps: those that give their answer a score, each path having an answer of its own."""
    samples = one(range(len(logprobs)), logprobs)
    return [score > 0 for score in scores(rf.answers.rpc(samples, variant="reference", dedup="none")).values()]


class TestGoldenNumbers:
    def test_the_toy_question(self) -> None:
        toy = vectors()["rpc_toy"]
        samples = one(toy["answers"], toy["mean_logprob"])
        unit = math.exp(max(toy["mean_logprob"]))
        selection = rf.answers.perplexity_consistency(samples, dedup="none")
        assert {a: s * unit for a, s in scores(selection).items()} == pytest.approx(toy["pc_raw"], rel=1e-12)
        assert selection.confidence is not None
        assert selection.confidence[0] == pytest.approx(toy["pc_norm"]["A"], rel=1e-12)
        pruned = rf.answers.rpc(samples, variant="reference", dedup="none")
        assert {a: s * unit for a, s in scores(pruned).items()} == pytest.approx(toy["rpc_raw"], rel=1e-12)
        assert pruned.confidence is not None
        assert pruned.confidence[0] == pytest.approx(toy["rpc_norm"]["A"], rel=1e-12)
        assert kept(toy["mean_logprob"]) == toy["keep"]
        assert pruned.n_pruned[0] == toy["keep"].count(False)

    def test_the_fit_of_the_toy_question(self) -> None:
        toy = vectors()["rpc_toy"]
        fit = rf.answers.weibull_mixture(np.exp(toy["mean_logprob"]), start="fixed", max_shape=None)
        # Numeric gradients stop short of the maximum; the side that each path is on is the same.
        w, k, l, other_k, other_l = toy["fit_params_w_k1_l1_k2_l2"]  # noqa: E741
        p = np.exp(toy["mean_logprob"])
        reached = np.log(w * naive.density(p, k, l) + (1 - w) * naive.density(p, other_k, other_l)).sum()
        assert fit.log_likelihood > reached
        assert (fit.responsibilities > 0.5).tolist() == [share > 0.5 for share in toy["p_high"]]

    def test_a_law_has_its_density_and_mean(self) -> None:
        expected = vectors()["weibull"]
        assert naive.density(0.7, 2, 0.8) == pytest.approx(expected["pdf_x0_7_k2_l0_8"], rel=1e-12)
        assert naive.mean(2, 0.8) == pytest.approx(expected["mean_k2_l0_8"], rel=1e-12)
        fit = rf.answers.weibull_mixture(np.exp(vectors()["rpc_toy"]["mean_logprob"]))
        for k in range(2):
            assert fit.means[k] == pytest.approx(naive.mean(fit.shapes[k], fit.scales[k]), rel=1e-12)

    def test_equal_paths_count_once(self) -> None:
        expected = vectors()["pc_dedup"]
        paths, answers, logprobs = zip(*expected["paths"], strict=True)
        samples = one(answers, logprobs, paths=[paths])
        unit = math.exp(max(logprobs))
        once = scores(rf.answers.perplexity_consistency(samples))
        assert once["A"] * unit == pytest.approx(expected["A"], rel=1e-12)
        assert once["B"] * unit == pytest.approx(expected["B"], rel=1e-12)
        twice = scores(rf.answers.perplexity_consistency(samples, dedup="none"))
        assert twice["A"] * unit == pytest.approx(expected["A_if_no_dedup"], rel=1e-12)

    def test_long_paths_do_not_underflow(self) -> None:
        expected = vectors()["pc_logspace"]
        samples = rf.Samples.from_lists([expected["answers"]], sum_logprobs=[expected["sum_logprob"]])
        selection = rf.answers.perplexity_consistency(samples, path_probability="sequence", dedup="none")
        top = max(expected["sum_logprob"])
        logs = {answer: math.log(score) + top for answer, score in scores(selection).items()}
        assert logs == pytest.approx(expected["logsumexp"], rel=1e-12)
        assert selection.answers == ["B"]
        assert selection.confidence is not None
        assert selection.confidence[0] == pytest.approx(expected["norm"]["B"], rel=1e-12)

    def test_masks_and_winners_of_the_stable_cases(self, cases: list[dict[str, Any]]) -> None:
        stable = [case for case in cases if case["stable"]]
        assert len(stable) > 30
        for case in stable:
            assert kept(case["mean_logprob"]) == [bool(flag) for flag in case["keep"]], case["id"]
            samples = one(case["answers"], case["mean_logprob"])
            pc = rf.answers.perplexity_consistency(samples, dedup="none")
            selection = rf.answers.rpc(samples, variant="reference", dedup="none")
            assert pc.answers == [int(case["winner"]["pc"])], case["id"]
            assert selection.answers == [int(case["winner"]["rpc"])], case["id"]
            for found, shares in ((pc, case["pc"]), (selection, case["rpc"])):
                total = found.scores.sum()
                expected = {int(answer): share for answer, share in shares.items()}
                assert {a: s / total for a, s in scores(found).items()} == pytest.approx(expected, rel=1e-9)

    @pytest.mark.parametrize(
        ("logprobs", "expected"),
        [
            ([-0.05, -0.06, -0.9, -1.0], [True, True, False, False]),
            ([-0.1, -0.2, -0.9], [True, True, False]),
            ([-0.1, -0.5], [True, False]),
            ([-0.1] * 8, [True] * 8),
        ],
    )
    def test_few_paths(self, logprobs: list[float], expected: list[bool]) -> None:
        assert kept(logprobs) == expected

    def test_one_law_prunes_nothing(self) -> None:
        logprobs = "21 34 47 52 66 71 83 94 101 118 132 157 181 224 310 520"
        values = [-int(part) / 1000 for part in logprobs.split()]
        assert all(kept(values))
        assert rf.answers.rpc(one(["a"] * 16, values), dedup="none")[0].status == "pruned_nothing"


def generated(n: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """A question with n answers of few, and log-probabilities of one of three laws."""
    generator = np.random.default_rng(seed)
    n_answers = int(generator.integers(2, 9))
    answers = generator.choice(n_answers, size=n, p=generator.dirichlet(np.full(n_answers, 0.8)))
    good = generator.random(n) < np.where(answers == 0, 0.8, 0.4)
    laws = (
        lambda: generator.gamma(2, 0.15, n),
        lambda: np.where(good, generator.gamma(3, 0.05, n), generator.gamma(5, 0.15, n)),
        lambda: np.exp(generator.normal(-1.5, 0.6, n)),
    )
    return answers, -laws[seed % 3]()


class TestTwins:
    def test_the_reference_has_the_winners_of_scipy(self) -> None:
        pytest.importorskip("scipy")
        n_questions, masks, winners = 90, 0, 0
        for seed in range(n_questions):
            answers, logprobs = generated((16, 64, 128)[seed // 3 % 3], seed)
            expected = naive.rpc_reference(answers.tolist(), logprobs.tolist())
            selection = rf.answers.rpc(one(answers.tolist(), logprobs.tolist()), variant="reference", dedup="none")
            winners += expected[selection.answers[0]] >= max(expected.values()) * (1 - 1e-12)
            masks += kept(logprobs.tolist()) == naive.keep(logprobs.tolist())
        assert winners >= 0.97 * n_questions
        assert masks >= 0.95 * n_questions

    @given(st.data())
    def test_perplexity_consistency(self, data: st.DataObject) -> None:
        n = data.draw(st.integers(1, 20))
        answers = data.draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n))
        logprobs = data.draw(st.lists(LOGPROBS, min_size=n, max_size=n))
        paths = data.draw(st.lists(st.sampled_from(["x", "y", "z", "w", "v"]), min_size=n, max_size=n))
        samples = one(answers, logprobs, paths=[paths])
        for dedup, given_paths in (("paths", paths), ("none", None)):
            expected = naive.perplexity_consistency(answers, logprobs, given_paths)
            selection = rf.answers.perplexity_consistency(samples, dedup=dedup)  # type: ignore[arg-type]
            total = sum(expected.values())
            expected.pop(None, None)
            assert scores(selection) == pytest.approx(expected, rel=1e-11, abs=1e-300)
            if expected:
                assert selection.confidence is not None
                assert selection.confidence[0] == pytest.approx(max(expected.values()) / total, rel=1e-11, abs=1e-300)

    @given(st.integers(0, 10_000), st.sampled_from([8, 16, 33]))
    def test_the_robust_variant(self, seed: int, n: int) -> None:
        answers, logprobs = generated(n, seed)
        p = np.exp(logprobs - logprobs.max())
        fit = rf.answers.weibull_mixture(p)
        pruned = (fit.responsibilities < 0.5) & (p < p.mean()) & (fit.information_gain > 0)
        expected, n_pruned = naive.rpc_robust(answers.tolist(), logprobs.tolist(), pruned.tolist())
        selection = rf.answers.rpc(one(answers.tolist(), logprobs.tolist()), dedup="none")
        assert scores(selection) == pytest.approx(expected, rel=1e-11)
        assert selection.n_pruned[0] == n_pruned


class TestMixture:
    @given(st.lists(st.floats(0.01, 1), min_size=1, max_size=40), st.randoms())
    def test_the_likelihood_is_that_of_the_laws(self, values: list[float], random: Any) -> None:
        fit = rf.answers.weibull_mixture(values)
        x = np.array(values)
        densities = [
            weight * naive.density(x, shape, scale)
            for weight, shape, scale in zip(fit.weights, fit.shapes, fit.scales, strict=True)
        ]
        both = densities[0] + densities[1]
        if (both > 1e-250).all():
            assert fit.log_likelihood == pytest.approx(np.log(both).sum(), rel=1e-9, abs=1e-9)
            assert fit.responsibilities == pytest.approx(densities[0] / both, abs=1e-9)
        assert sum(fit.weights) == pytest.approx(1)
        assert all(0.2 - 1e-9 <= weight <= 0.8 + 1e-9 for weight in fit.weights)
        assert all(0.01 <= shape <= 100 for shape in fit.shapes)
        gain = 2 * (fit.log_likelihood - fit.single_log_likelihood) - 3 * math.log(len(values))
        assert fit.information_gain == pytest.approx(gain, abs=1e-9)
        shuffled = random.sample(values, len(values))
        assert rf.answers.weibull_mixture(shuffled).log_likelihood == fit.log_likelihood

    @given(st.lists(st.floats(0.05, 1), min_size=3, max_size=40, unique=True))
    def test_one_law_is_the_likeliest(self, values: list[float]) -> None:
        fit = rf.answers.weibull_mixture(values)

        def log_likelihood(shape: float, scale: float) -> float:
            logs = np.log(np.array(values) / scale)
            return float(np.sum(math.log(shape) - np.log(values) + shape * logs - np.exp(shape * logs)))

        best = log_likelihood(fit.single_shape, fit.single_scale)
        assert fit.single_log_likelihood == pytest.approx(best, rel=1e-9, abs=1e-9)
        for factor in (0.999, 1.001):
            assert log_likelihood(fit.single_shape, fit.single_scale * factor) < best
            if fit.single_shape * factor <= 100:
                assert log_likelihood(fit.single_shape * factor, fit.single_scale) <= best + 1e-9

    def test_the_gradient_search_beats_numeric_gradients(self) -> None:
        optimize = pytest.importorskip("scipy.optimize")
        del optimize
        for seed in range(0, 30, 3):
            p = np.exp(generated(64, seed)[1])
            w, k, l, other_k, other_l = naive.fit(p)  # noqa: E741
            expected = np.log(w * naive.density(p, k, l) + (1 - w) * naive.density(p, other_k, other_l)).sum()
            found = rf.answers.weibull_mixture(p, start="fixed", max_shape=None)
            assert found.log_likelihood > expected - 0.1, seed

    def test_groups_are_fitted_apart(self) -> None:
        values = np.exp(generated(60, 1)[1])
        mixtures = rf.answers.weibull_mixture(values, offsets=[0, 10, 11, 60])
        for k, (start, end) in enumerate([(0, 10), (10, 11), (11, 60)]):
            alone = rf.answers.weibull_mixture(values[start:end])
            assert mixtures[k].to_dict() == alone.to_dict()
        assert [one.n_evaluations for one in mixtures] == mixtures.n_evaluations.tolist()
        assert mixtures[-1].to_json() == mixtures[2].to_json()
        assert len(mixtures.to_frame()) == 3
        assert "3 groups" in repr(mixtures)
        assert "one alone" in repr(mixtures[0])

    @pytest.mark.parametrize(
        ("values", "options", "message"),
        [
            ([], {}, "values is empty"),
            ([0.5, 0.0], {}, r"values\[1\] = 0"),
            ([0.5, math.nan], {}, r"values\[1\] = NaN"),
            ([0.5, -1.0], {}, r"values\[1\] = -1"),
            ([0.5, math.inf], {}, r"values\[1\] = inf"),
            ([0.5], {"offsets": [0, 2]}, r"offsets\[1\] = 2"),
            ([0.5], {"offsets": []}, "offsets"),
            ([0.5], {"offsets": [0, 0, 1]}, r"offsets\[1\] = 0"),
            ([0.5, 0.5], {"offsets": [0, 2, 1, 2]}, r"offsets\[2\] = 1"),
            ([0.5], {"start": "middle"}, "'halves', 'fixed'"),
            ([0.5], {"max_shape": 0.5}, "max_shape"),
            ([0.5], {"max_shape": math.nan}, "max_shape"),
        ],
    )
    def test_bad_input_is_refused_by_name(self, values: list[float], options: dict[str, Any], message: str) -> None:
        with pytest.raises(rf.RankfoldError, match=message):
            rf.answers.weibull_mixture(values, **options)

    def test_the_caller_keeps_its_arrays(self) -> None:
        values, offsets = np.array([0.5, 0.25]), np.array([0, 1, 2])
        rf.answers.weibull_mixture(values, offsets=offsets)
        assert values.flags.writeable
        assert offsets.flags.writeable


class TestEdgeCases:
    def test_equal_probabilities_are_never_pruned(self) -> None:
        """Where the mean of equal numbers is rounded to above them, the authors' code prunes every path."""
        for value in (-0.7, -1.5, -0.3, -0.2, -0.1, -0.05, -2.0):
            for n in range(1, 25):
                samples = one(["a"] * (n - 1) + ["b"], [value] * n)
                for variant in VARIANTS:
                    selection = rf.answers.rpc(samples, variant=variant, dedup="none")  # type: ignore[arg-type]
                    assert selection.n_pruned[0] == 0
                    assert selection.confidence is not None
                    assert selection.confidence[0] == pytest.approx(max(n - 1, 1) / n)
                    assert selection[0].status in {"few_distinct", "tie"}

    def test_one_path(self) -> None:
        for variant in VARIANTS:
            decision = rf.answers.rpc(one(["a"], [-0.5]), variant=variant, dedup="none")[0]  # type: ignore[arg-type]
            assert (decision.answer, decision.confidence, decision.status) == ("a", 1.0, "few_distinct")

    def test_two_paths(self) -> None:
        samples = one(["b", "a"], [-0.1, -0.5])
        reference = rf.answers.rpc(samples, variant="reference", dedup="none")[0]
        assert (reference.answer, reference.confidence, reference.n_pruned) == ("b", 1.0, 1)
        robust = rf.answers.rpc(samples, dedup="none")[0]
        assert (robust.answer, robust.n_pruned, robust.status) == ("b", 0, "few_distinct")

    def test_one_path_of_probability_zero(self) -> None:
        logprobs = [-0.1, -0.11, -0.12, -0.13, -0.2, -0.5, -0.6, -0.7, -math.inf]
        for variant in VARIANTS:
            selection = rf.answers.rpc(one("aaaabbbbc", logprobs), variant=variant, dedup="none")  # type: ignore[arg-type]
            assert selection.answers == ["a"]
            assert scores(selection)["c"] == 0
            assert selection.confidence is not None
            assert 0 < selection.confidence[0] < 1

    def test_no_path_of_any_probability(self) -> None:
        samples = one("aab", [-math.inf] * 3)
        for selection in (
            rf.answers.perplexity_consistency(samples, dedup="none"),
            *(rf.answers.rpc(samples, variant=variant, dedup="none") for variant in VARIANTS),  # type: ignore[arg-type]
        ):
            assert selection.answers == ["a"]
            assert selection.confidence is not None
            assert selection.confidence[0] == pytest.approx(2 / 3)
            assert selection[0].status == "no_mass"

    def test_probabilities_that_underflow(self) -> None:
        samples = one("aab", [-2000.0, -2001.0, -2000.5])
        selection = rf.answers.perplexity_consistency(samples, dedup="none")
        assert scores(selection)["a"] == pytest.approx(1 + math.exp(-1))
        for variant in VARIANTS:
            chosen = rf.answers.rpc(samples, variant=variant, dedup="none")  # type: ignore[arg-type]
            assert chosen.answers == ["a"]

    def test_everything_an_answer_has_may_be_pruned_and_it_stays_a_candidate(self) -> None:
        logprobs = [-0.08, -0.1, -0.12, -0.15, -0.35, -0.6, -0.75, -1.1]
        selection = rf.answers.rpc(one("AABBCCAD", logprobs), variant="reference", dedup="none")
        assert scores(selection)["D"] == 0

    def test_a_question_without_answers(self) -> None:
        samples = rf.Samples.from_lists([[None, None], []], mean_logprobs=[[-0.1, -0.2], []])
        for variant in VARIANTS:
            selection = rf.answers.rpc(samples, variant=variant, dedup="none")  # type: ignore[arg-type]
            assert selection.answers == [None, None]
            assert selection.confidence is not None
            assert selection.confidence.tolist() == [0, 0]
            assert [decision.status for decision in selection] == ["no_valid_answer"] * 2

    def test_missing_answers_count_against_the_winner_or_not(self) -> None:
        samples = one(["a", None, "b"], [-0.1, -0.1, -1.0])
        shares = {}
        for missing in ("count", "drop", "own_group"):
            selection = rf.answers.perplexity_consistency(samples, dedup="none", missing=missing)  # type: ignore[arg-type]
            assert selection.confidence is not None
            shares[missing] = selection.confidence[0]
        low = math.exp(-0.9)
        assert shares["count"] == pytest.approx(1 / (2 + low))
        assert shares["drop"] == pytest.approx(1 / (1 + low))
        assert shares["own_group"] == pytest.approx(1 / (2 + low))

    def test_sums_break_the_fit_and_are_refused(self) -> None:
        samples = rf.Samples.from_lists([["a", "b"]], sum_logprobs=[[-35.0, -400.0]])
        for variant in VARIANTS:
            for path_probability in ("per_token", "sequence"):
                with pytest.raises(rf.InvalidInputError, match=r"rpc.*sum_logprobs and without n_tokens"):
                    rf.answers.rpc(
                        samples,
                        variant=variant,  # type: ignore[arg-type]
                        path_probability=path_probability,  # type: ignore[arg-type]
                        dedup="none",
                    )
        with pytest.raises(rf.InvalidInputError, match=r"perplexity_consistency.*without n_tokens"):
            rf.answers.perplexity_consistency(samples, dedup="none")
        with pytest.raises(rf.InvalidInputError, match="no probability of the sequence"):
            rf.answers.perplexity_consistency(one("ab", [-0.1, -0.2]), path_probability="sequence", dedup="none")
        with pytest.raises(rf.InvalidInputError, match="without log-probabilities"):
            rf.answers.perplexity_consistency(rf.Samples.from_lists([["a"]]), dedup="none")

    def test_sums_with_token_counts_are_fitted_per_token(self) -> None:
        answers, logprobs = generated(32, 1)
        n_tokens = np.random.default_rng(2).integers(5, 200, 32)
        both = rf.Samples.from_lists(
            [answers.tolist()], sum_logprobs=[(logprobs * n_tokens).tolist()], n_tokens=[n_tokens.tolist()]
        )
        means = one(answers.tolist(), logprobs.tolist())
        for variant in VARIANTS:
            found = rf.answers.rpc(both, variant=variant, dedup="none")  # type: ignore[arg-type]
            expected = rf.answers.rpc(means, variant=variant, dedup="none")  # type: ignore[arg-type]
            assert scores(found) == pytest.approx(scores(expected), rel=1e-9)
        sequence = rf.answers.rpc(both, variant="reference", path_probability="sequence", dedup="none")
        reference = rf.answers.rpc(means, variant="reference", dedup="none")
        assert sequence.n_pruned.tolist() == reference.n_pruned.tolist()

    def test_paths_are_asked_for_by_name(self) -> None:
        samples = one("ab", [-0.1, -0.2])
        for method in (rf.answers.perplexity_consistency, rf.answers.rpc):
            with pytest.raises(rf.InvalidInputError, match="dedup='none'"):
                method(samples)

    def test_options_are_checked(self) -> None:
        samples = one("ab", [-0.1, -0.2])
        for options, message in (
            ({"variant": "paper"}, "'robust', 'reference'"),
            ({"path_probability": "mean"}, "'per_token', 'sequence'"),
            ({"dedup": "texts"}, "'paths', 'none'"),
            ({"min_paths": -1}, "min_paths"),
            ({"significance": 2.0}, "significance"),
            ({"significance": math.nan}, "significance"),
        ):
            with pytest.raises(rf.RankfoldError, match=message):
                rf.answers.rpc(samples, **{"dedup": "none", **options})  # type: ignore[arg-type]

    def test_a_text_with_two_log_probabilities(self) -> None:
        """One path with the greatest of them; in the reference two, as in the authors' code."""
        samples = one("aab", [-0.1, -0.2, -0.15], paths=[["x", "x", "y"]])
        assert scores(rf.answers.perplexity_consistency(samples))["a"] == 1.0
        assert scores(rf.answers.rpc(samples))["a"] == 1.0
        reference = scores(rf.answers.rpc(samples, variant="reference", min_paths=8))
        assert reference["a"] == pytest.approx(1 + math.exp(-0.1))

    def test_votes_without_paths_are_refused(self) -> None:
        votes = rf.AnswerVotes()
        for method in (rf.answers.perplexity_consistency, rf.answers.rpc):
            with pytest.raises(rf.RankfoldError, match=method.__name__):
                method(votes)


class TestLaws:
    @given(st.data())
    def test_the_order_of_samples_does_not_matter(self, data: st.DataObject) -> None:
        n = data.draw(st.integers(1, 24))
        answers = data.draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n))
        logprobs = data.draw(st.lists(LOGPROBS, min_size=n, max_size=n))
        paths = data.draw(st.lists(st.sampled_from([*"uvwxyz", "long", "longer"]), min_size=n, max_size=n))
        order = data.draw(st.permutations(range(n)))
        columns = [answers, logprobs, paths]
        shuffled = [[column[i] for i in order] for column in columns]
        results = []
        for one_answers, one_logprobs, one_paths in (columns, shuffled):
            samples = one(one_answers, one_logprobs, paths=[one_paths])
            for dedup in ("paths", "none"):
                selections = [
                    rf.answers.perplexity_consistency(samples, dedup=dedup),  # type: ignore[arg-type]
                    *(rf.answers.rpc(samples, variant=v, dedup=dedup) for v in VARIANTS),  # type: ignore[arg-type]
                ]
                results.append([(s.answers, s.scores.tolist(), s.n_pruned.tolist(), s[0]) for s in selections])
        assert results[:2] == results[2:]

    @given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=30), st.floats(-5, 0))
    def test_equal_probabilities_are_a_majority_vote(self, answers: list[str | None], logprob: float) -> None:
        samples = one(answers, [logprob] * len(answers), paths=[[str(k) for k in range(len(answers))]])
        expected = rf.answers.majority_vote(samples)
        for selection in (rf.answers.perplexity_consistency(samples), rf.answers.rpc(samples)):
            assert selection.answers == expected.answers
            assert selection.scores.tolist() == expected.scores.tolist()
            assert selection.confidence is not None
            assert expected.confidence is not None
            assert selection.confidence.tolist() == expected.confidence.tolist()

    @given(st.data())
    def test_confidence_is_never_nan(self, data: st.DataObject) -> None:
        n = data.draw(st.integers(1, 24))
        answers = data.draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n))
        logprobs = data.draw(st.lists(LOGPROBS, min_size=n, max_size=n))
        samples = one(answers, logprobs)
        for variant in VARIANTS:
            for missing in ("count", "drop", "own_group"):
                selection = rf.answers.rpc(samples, variant=variant, dedup="none", missing=missing, min_paths=0)  # type: ignore[arg-type]
                assert selection.confidence is not None
                assert 0 <= selection.confidence[0] <= 1
                assert np.isfinite(selection.scores).all()

    def test_threads_do_not_matter(self) -> None:
        generator = np.random.default_rng(3)
        answers = generator.integers(0, 5, (2000, 24))
        logprobs = -generator.gamma(2, 0.2, (2000, 24))
        samples = rf.Samples.from_lists(answers, mean_logprobs=logprobs)
        for variant in VARIANTS:
            found = [
                rf.answers.rpc(samples, variant=variant, dedup="none", n_threads=n)  # type: ignore[arg-type]
                for n in (1, 2, 5)
            ]
            for other in found[1:]:
                assert other.answers == found[0].answers
                assert other.scores.tobytes() == found[0].scores.tobytes()
        values = np.exp(logprobs).ravel()
        offsets = np.arange(0, values.size + 1, 24)
        one_thread, many = (rf.answers.weibull_mixture(values, offsets=offsets, n_threads=n) for n in (1, 5))
        assert one_thread.log_likelihood.tobytes() == many.log_likelihood.tobytes()

    def test_the_most_probable_path_is_kept(self) -> None:
        for seed in range(60):
            logprobs = generated(5 + seed % 20, seed)[1]
            assert kept(logprobs.tolist())[int(np.argmax(logprobs))]

    @pytest.mark.parametrize("n", [4, 8, 12, 16, 24, 32, 48, 64])
    @pytest.mark.parametrize("two_laws", [False, True])
    def test_log_probabilities_that_say_nothing_overrule_nobody(self, n: int, two_laws: bool) -> None:
        generator = np.random.default_rng(n + 1000 * two_laws)
        shares = generator.dirichlet(np.ones(5), 1000)
        answers = (generator.random((1000, n, 1)) > shares.cumsum(1)[:, None, :-1]).sum(2)
        low, high = generator.gamma(5, 0.15, (1000, n)), generator.gamma(3, 0.05, (1000, n))
        logprobs = -np.where(generator.random((1000, n)) < 0.5, low, high) if two_laws else -low
        samples = rf.Samples.from_lists(answers, mean_logprobs=logprobs)
        overruled = 1 - rf.answers.rpc(samples, dedup="none").agrees_with_majority.mean()
        assert overruled <= 0.02
