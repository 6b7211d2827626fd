"""``python -m benches [names...] [--quick] [--json FILE] [--markdown FILE]``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import rankfold as rf
from benches import (
    answers_consistency,
    answers_estimators,
    answers_grouping,
    answers_stopping,
    answers_voting,
    ballots,
    bias,
    borda,
    committee,
    committee_exact,
    committee_shares,
    committee_stv,
    distance,
    elimination,
    fusion,
    hashing,
    hashing_hamming,
    hashing_sampling,
    kemeny,
    logits,
    lottery,
    models,
    pairwise,
    pairwise_rules,
    place_rules,
    rules,
    small_calls,
    sums,
)
from benches.machine import describe
from benches.report import Row, print_table, to_json, to_markdown
from benches.timing import Settings

TOPICS = {
    "pairwise": pairwise.rows,
    "borda": borda.rows,
    "ballots": ballots.rows,
    "small_calls": small_calls.rows,
    "rules": rules.rows,
    "place_rules": place_rules.rows,
    "pairwise_rules": pairwise_rules.rows,
    "kemeny": kemeny.rows,
    "kemeny_search": kemeny.search_rows,
    "elimination": elimination.rows,
    "distance": distance.rows,
    "fusion": fusion.rows,
    "lottery": lottery.rows,
    "models": models.rows,
    "sums": sums.rows,
    "committee": committee.rows,
    "committee_stv": committee_stv.rows,
    "bias": bias.rows,
    "committee_shares": committee_shares.rows,
    "committee_exact": committee_exact.rows,
    "answers_estimators": answers_estimators.rows,
    "answers_stopping": answers_stopping.rows,
    "answers_voting": answers_voting.rows,
    "answers_consistency": answers_consistency.rows,
    "answers_grouping": answers_grouping.rows,
    "hashing": hashing.rows,
    "hashing_hamming": hashing_hamming.rows,
    "hashing_sampling": hashing_sampling.rows,
    "logits": logits.rows,
}


def main() -> None:
    """Run the topics that were named, or all, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benches", description="Measure rankfold on one thread.")
    parser.add_argument("topics", nargs="*", metavar="topic", help=f"one of {', '.join(TOPICS)}; default all")
    parser.add_argument("--quick", action="store_true", help="small sizes: does everything run?")
    parser.add_argument("--repeats", type=int, default=5, help="repetitions, of which the fastest counts (default 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown")
    options = parser.parse_args()
    unknown = [topic for topic in options.topics if topic not in TOPICS]
    if unknown:
        parser.error(f"no topic {unknown[0]!r}: expected {', '.join(TOPICS)}")
    settings = Settings(repeats=1 if options.quick else max(options.repeats, 1), quick=options.quick)
    # Before anything is timed, so that the load is that of others.
    machine = {"date": date.today().isoformat(), **describe()}
    found: list[Row] = []
    with rf.threads(1):
        for topic in options.topics or TOPICS:
            print(f"{topic} ...", file=sys.stderr, flush=True)
            found += TOPICS[topic](settings)
    print_table(found, machine)
    if options.json:
        options.json.write_text(to_json(found, machine) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(to_markdown(found, machine), encoding="utf-8")


if __name__ == "__main__":
    main()
