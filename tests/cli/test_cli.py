"""The command line: what it prints, what it writes, which line and exit code a fault gives."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import rankfold as rf
from tests.cli.calls import Run, fault

if TYPE_CHECKING:
    from collections.abc import Callable

BALLOTS = """\
# FILE NAME: votes.soi
# TITLE: nine voters
# DATA TYPE: soi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: ash
# ALTERNATIVE NAME 2: birch
# ALTERNATIVE NAME 3: cedar
4: 1,2,3
3: 2,3
2: 3,2,1
"""
CYCLE = """\
# FILE NAME: cycle.soc
# DATA TYPE: soc
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 3
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: a
# ALTERNATIVE NAME 2: b
# ALTERNATIVE NAME 3: c
1: 1,2,3
1: 2,3,1
1: 3,1,2
"""
SCORES = """\
model,accuracy,recall,latency
one,0.90,0.70,10
two,0.80,0.75,5
three,0.85,,1
"""
RANKS = """\
ash,birch,cedar
1,2,3
1,2,3
2,1,3
"""
LONG = """\
system,task,score,suite
one,t1,1.0,x
two,t1,2.0,x
one,t2,5.0,y
two,t2,3.0,y
one,t3,4.0,y
two,t3,1.0,y
"""
BATTLES = """\
left,right,won
ash,birch,left
birch,cedar,left
ash,cedar,tie
"""


def command(*arguments: object, python: tuple[str, ...] = ()) -> list[str]:
    return [sys.executable, *python, "-m", "rankfold", *(str(argument) for argument in arguments)]


def environment(**variables: str) -> dict[str, str]:
    package = str(Path(rf.__file__).parent.parent)
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS")}
    return {**kept, "PYTHONPATH": package, **variables}


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.soi"
    path.write_text(BALLOTS, "utf-8")
    return path


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_text(SCORES, "utf-8")
    return path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


# What it prints.


def test_ballots_are_described_on_stderr_and_ranked_on_stdout(run: Callable[..., Run], votes: Path) -> None:
    found = run("rank", votes)
    assert found.code == 0
    assert [line.split() for line in found.out.splitlines()] == [
        ["rank", "item", "score"],
        ["1", "birch", "12"],
        ["2", "ash", "8"],
        ["3", "cedar", "7"],
    ]
    assert str(votes) in found.err
    # Three of nine voters leave one of three places open.
    for part in ("3 ballots", "weight 9", "11.1% of the places", "3 items", "without ties", "'below'"):
        assert part in found.err


def test_a_score_table_names_items_directions_and_missing_cells(run: Callable[..., Run], scores: Path) -> None:
    found = run("rank", scores, "--item", "model", "--lower-is-better", "latency")
    assert found.code == 0
    table = rf.read(scores, item="model", lower_is_better=["latency"])
    ranking = rf.rank.borda(table)
    assert [line.split()[1] for line in found.out.splitlines()[1:]] == list(ranking.order)
    assert "one item in each row" in found.err
    for line in table.describe().splitlines():
        assert line in found.err
    assert [note.text in found.err for note in table.notes] == [True] * len(table.notes)


def test_several_rules_stand_side_by_side_with_their_agreement(run: Callable[..., Run], votes: Path) -> None:
    found = run("rank", votes, "--rule", "borda,schulze", "--rule", "plurality")
    assert found.code == 0
    table, agreement = found.out.strip().split("\n\n")
    assert table.splitlines()[0].split() == ["item", "borda", "schulze", "plurality"]
    assert agreement.splitlines()[0].split() == ["Kendall", "tau-b", "borda", "schulze", "plurality"]
    comparison = rf.rank.compare(rf.read(votes), ["borda", "schulze", "plurality"])
    for line, row in zip(agreement.splitlines()[1:], comparison.kendall_tau_b, strict=True):
        assert [float(text) for text in line.split()[1:]] == pytest.approx(row, abs=1e-4)


def test_rules_take_options(run: Callable[..., Run], votes: Path) -> None:
    found = run("rank", votes, "--rule", "minimax:by=margins,positional:weights=3/1/0:ties=min", "--json")
    assert found.code == 0
    rankings = json.loads(found.out)["rankings"].values()
    assert [ranking["settings"].get("by") for ranking in rankings] == ["margins", None]
    assert [ranking["settings"].get("weights") for ranking in rankings] == [None, [3, 1, 0]]


def test_missing_reaches_the_rules_that_read_it(run: Callable[..., Run], votes: Path) -> None:
    found = run("rank", votes, "--rule", "borda,plurality", "--missing", "compatible", "--json")
    rankings = json.loads(found.out)["rankings"]
    assert rankings["borda(missing='compatible')"]["settings"]["missing"] == "compatible"
    assert "plurality" in rankings


def test_a_rule_without_a_winner_says_so(run: Callable[..., Run], tmp_path: Path) -> None:
    found = run("rank", written(tmp_path, "cycle.soc", CYCLE), "--rule", "condorcet_winner")
    assert found.code == 0
    assert "condorcet_winner: no winner" in found.out


def test_kemeny_tells_its_cost_bound_and_proof(run: Callable[..., Run], tmp_path: Path) -> None:
    found = run("rank", written(tmp_path, "cycle.soc", CYCLE), "--rule", "kemeny")
    assert found.out.endswith("\nkemeny: cost 4, lower bound 4, proven, one of 3 best orders\n")
    told = json.loads(run("rank", written(tmp_path, "cycle.soc", CYCLE), "--rule", "kemeny", "--json").out)
    assert json.dumps(told).count('"lower_bound": 4') == 1


def test_stability_intervals_are_those_of_the_first_rule(run: Callable[..., Run], votes: Path) -> None:
    expected = rf.rank.bootstrap(rf.read(votes), rule="borda", n_resamples=200, seed=7, level=0.9)
    single = run("rank", votes, "--bootstrap", 200, "--seed", 7, "--level", 0.9)
    assert single.code == 0
    assert single.out.splitlines()[0].split()[3:] == ["rank_low", "rank_median", "rank_high", "p_first"]
    assert "borda, 200 resamples of voters, level 0.9, seed 7" in single.err
    both = run("rank", votes, "--bootstrap", 200, "--seed", 7, "--level", 0.9, "--rule", "borda,schulze", "--json")
    stability = json.loads(both.out)["stability"]
    assert stability["settings"]["rule"] == "borda"
    assert stability == json.loads(expected.to_json())


def test_intervals_over_groups_of_a_long_table(run: Callable[..., Run], tmp_path: Path) -> None:
    file = written(tmp_path, "long.csv", LONG)
    long = ("--item", "system", "--metric", "task", "--score", "score", "--groups", "suite")
    found = run("rank", file, *long, "--rule", "borda:levels=2", "--bootstrap", 50, "--resample", "groups", "--json")
    assert found.code == 0, found.err
    assert json.loads(found.out)["stability"]["settings"]["resample"] == "groups"


def test_groups_of_a_wide_table(run: Callable[..., Run], scores: Path) -> None:
    groups = [text for metric in ("accuracy", "recall") for text in ("--groups", f"{metric}=quality")]
    found = run("rank", scores, "--item", "model", *groups, "--groups", "latency=cost", "--rule", "borda:levels=2")
    assert found.code == 0, found.err


def test_voters_in_rows(run: Callable[..., Run], tmp_path: Path) -> None:
    found = run("rank", written(tmp_path, "ranks.csv", RANKS), "--voters", "rows")
    assert found.code == 0, found.err
    assert [line.split()[1] for line in found.out.splitlines()[1:]] == ["ash", "birch", "cedar"]


def test_battles_are_ranked_by_a_pairwise_rule(run: Callable[..., Run], tmp_path: Path) -> None:
    file = written(tmp_path, "battles.csv", BATTLES)
    found = run("rank", file, "--a", "left", "--b", "right", "--winner", "won", "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert list(document["rankings"]) == ["schulze"]
    assert document["input"]["kind"] == "battles"
    assert document["input"]["n_comparisons"] == 3
    assert document["input"]["n_ties"] == 1
    assert "3 battles, 3 items, 1 ties" in found.err


def test_json_has_one_shape(run: Callable[..., Run], votes: Path, scores: Path) -> None:
    for file in (votes, scores):
        for rules in ("borda", "borda,copeland"):
            found = run("rank", file, "--rule", rules, "--json")
            document = json.loads(found.out)
            assert list(document) == ["rankfold", "input", "rankings", "kendall_tau_b", "stability"]
            assert list(document["rankings"]) == rules.split(",")
            assert document["input"]["file"] == str(file)
            assert {"kind", "n_items", "notes"} <= document["input"].keys()
            assert document["stability"] is None
            assert document["rankings"]["borda"].keys() == {
                "ranking",
                "winners",
                "higher_is_better",
                "complete",
                "cost",
                "settings",
            }


def test_nothing_is_cut_or_wrapped_in_a_pipe(run: Callable[..., Run], tmp_path: Path) -> None:
    label = "model " * 100 + "[bold]:smile:"
    file = written(tmp_path, "wide.csv", f"model,x,y\n{label},1,2\nother,2,1\n")
    found = run("rank", file, "--item", "model")
    assert found.code == 0, found.err
    assert any(label in line for line in found.out.splitlines())
    assert not any(line != line.rstrip() for line in found.out.splitlines())


def test_control_codes_in_labels_are_shown_and_not_sent(run: Callable[..., Run], tmp_path: Path) -> None:
    file = written(tmp_path, "codes.csv", "model,x\n\x1b[31mred,1\nother,2\n")
    found = run("rank", file, "--item", "model")
    assert found.code == 0, found.err
    assert "\x1b" not in found.out
    assert "\\x1b[31mred" in found.out


# Files.


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".md", ".json"])
def test_output_is_written_by_suffix(run: Callable[..., Run], votes: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    found = run("rank", votes, "--rule", "borda,copeland", "--bootstrap", 50, "--output", path)
    assert found.code == 0, found.err
    text = path.read_bytes()
    columns = ["item", "borda", "copeland", *(f"borda {name}" for name in ("rank_low", "rank_median", "rank_high"))]
    columns.append("borda p_first")
    match suffix:
        case ".json":
            assert list(json.loads(text)["rankings"]) == ["borda", "copeland"]
        case ".md":
            head, rule, *rows = text.decode().splitlines()
            assert [cell.strip() for cell in head.strip("|").split("|")] == columns
            assert len(rows) == 3
            assert rule.count("---") == len(columns)
        case _:
            read = {".csv": pl.read_csv, ".parquet": pl.read_parquet}
            frame = read[suffix](path) if suffix in read else pl.read_csv(path, separator="\t")
            assert frame.columns == columns
            assert frame["item"].to_list() == list(rf.rank.borda(rf.read(votes)).order)


def test_output_of_one_rule_has_its_scores(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert run("rank", votes, "--output", path).code == 0
    assert pl.read_csv(path).rows() == [(1, "birch", 12.0), (2, "ash", 8.0), (3, "cedar", 7.0)]


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
@pytest.mark.parametrize("extra", [(), ("--bootstrap", "50")])
def test_plots(
    run: Callable[..., Run], votes: Path, tmp_path: Path, suffix: str, magic: bytes, extra: tuple[str, ...]
) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / f"plot{suffix}"
    found = run("rank", votes, "--plot", path, *extra)
    assert found.code == 0, found.err
    assert path.read_bytes().startswith(magic)


def test_letters_that_a_font_lacks_are_a_note(run: Callable[..., Run], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = written(tmp_path, "label.csv", "model,x\n𓀀,1\nother,2\n")
    found = run("rank", file, "--item", "model", "--plot", tmp_path / "plot.png")
    assert found.code == 0, found.err
    assert "plot.png: note: Glyph" in found.err


def test_a_picture_of_thousands_is_refused(run: Callable[..., Run], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    rows = "".join(f"model-{k},{k}\n" for k in range(2001))
    file = written(tmp_path, "long.csv", "model,x\n" + rows)
    found = run("rank", file, "--item", "model", "--plot", tmp_path / "plot.png")
    assert found.code == 1
    assert "2001 items" in found.err
    assert not (tmp_path / "plot.png").exists()


# The examples.


def test_the_leaderboard_of_the_examples(run: Callable[..., Run], examples: Path) -> None:
    found = run("rank", examples / "superglue.csv", "--rule", "borda,copeland,mean_score", "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert "Score" not in document["input"]["rows"]
    assert list(document["rankings"]) == ["borda", "copeland", "mean_score"]


def test_the_elections_of_the_examples(run: Callable[..., Run], examples: Path) -> None:
    rules = "plurality,instant_runoff,condorcet_winner"
    for name, winners in (
        ("tennessee.soc", ["Memphis", "Knoxville", "Nashville"]),
        ("burlington_2009.soi", ["Kurt Wright", "Bob Kiss", "Andy Montroll"]),
    ):
        found = run("rank", examples / name, "--rule", rules, "--json")
        assert found.code == 0, found.err
        rankings = json.loads(found.out)["rankings"].values()
        assert [ranking["winners"] for ranking in rankings] == [[winner] for winner in winners]


# Faults of the data.


def test_a_missing_file(run: Callable[..., Run], tmp_path: Path) -> None:
    assert str(tmp_path / "no.csv") in fault(run("rank", tmp_path / "no.csv"), 1)


def test_a_folder(run: Callable[..., Run], tmp_path: Path) -> None:
    assert str(tmp_path) in fault(run("rank", tmp_path), 1)


@pytest.mark.parametrize("name", ["empty.csv", "empty.soc", "empty.parquet", "empty.jsonl", "empty.tsv"])
def test_an_empty_file(run: Callable[..., Run], tmp_path: Path, name: str) -> None:
    assert name in fault(run("rank", written(tmp_path, name, "")), 1)


@pytest.mark.parametrize("name", ["noise.csv", "noise.soi", "noise.parquet", "noise.jsonl", "noise.xyz"])
def test_a_file_of_noise(run: Callable[..., Run], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 4)
    fault(run("rank", path), 1)


def test_a_text_cell_is_named(run: Callable[..., Run], tmp_path: Path) -> None:
    rows = "".join(f"m{k},{k}\n" for k in range(5))
    text = fault(run("rank", written(tmp_path, "text.csv", f"model,f1\n{rows}bad,best\n"), "--metrics", "f1"), 1)
    assert "f1" in text
    assert "best" in text


def test_a_wrong_column_is_named(run: Callable[..., Run], scores: Path) -> None:
    assert "modle" in fault(run("rank", scores, "--item", "modle"), 1)
    assert "latenci" in fault(run("rank", scores, "--item", "model", "--lower-is-better", "latenci"), 1)
    assert "nobody" in fault(run("rank", scores, "--a", "model", "--b", "nobody", "--winner", "latency"), 1)


def test_a_broken_preflib_line_is_named(run: Callable[..., Run], tmp_path: Path) -> None:
    text = fault(run("rank", written(tmp_path, "broken.soi", BALLOTS + "2: 1,9\n")), 1)
    assert "broken.soi" in text
    assert "13" in text


def test_a_rule_that_cannot_read_the_data(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    assert "mean_score" in fault(run("rank", votes, "--rule", "mean_score"), 1)
    battles = written(tmp_path, "battles.csv", BATTLES)
    columns = ("--a", "left", "--b", "right", "--winner", "won")
    assert "borda" in fault(run("rank", battles, *columns, "--rule", "borda"), 1)
    assert "bootstrap" in fault(run("rank", battles, *columns, "--bootstrap", 10), 1)


def test_a_time_limit(run: Callable[..., Run], votes: Path) -> None:
    assert "time limit" in fault(run("rank", votes, "--bootstrap", 2**24, "--time-limit", 0.05), 1)


def test_a_folder_that_is_not_there(run: Callable[..., Run], votes: Path, tmp_path: Path) -> None:
    assert str(tmp_path / "no") in fault(run("rank", votes, "--output", tmp_path / "no" / "out.csv"), 1)


def test_a_missing_extra(run: Callable[..., Run], votes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "pip install 'rankfold[plot]'" in fault(run("rank", votes, "--plot", "plot.png"), 1)
    monkeypatch.setitem(sys.modules, "typer", None)
    assert "pip install 'rankfold[cli]'" in fault(run("rules"), 1)


def test_a_bug_is_called_a_bug(run: Callable[..., Run], votes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise rf.InternalError("a kernel panicked")

    monkeypatch.setattr(rf.rank, "compare", broken)
    assert "bug" in fault(run("rank", votes), 1)


# Faults of the command.


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--rule", "bord"], "did you mean 'borda'?"),
        (["--rule", ""], "rule = ''"),
        (["--rule", "borda,borda"], "twice"),
        (["--rule", "borda:level=2"], "borda has no option 'level'"),
        (["--rule", "borda:levels"], "expected NAME=VALUE"),
        (["--rule", "minimax:by=magic"], "magic"),
        (["--rule", "positional"], "weights"),
        (["--rule", "positional:weights=a/b"], "positional"),
        (["--rule", "copeland", "--missing", "average"], "average"),
        (["--rule", "plurality", "--missing", "absent"], "--missing"),
        (["--missing", "nowhere"], "below"),
        (["--unknown"], "--unknown"),
        (["--bootstrap", "0"], "--bootstrap"),
        (["--bootstrap", "many"], "--bootstrap"),
        (["--bootstrap", "5", "--level", "1"], "--level"),
        (["--bootstrap", "5", "--level", "nan"], "--level"),
        (["--bootstrap", "5", "--seed", str(2**64)], "--seed"),
        (["--bootstrap", "5", "--resample", "items"], "--resample"),
        (["--seed", "5"], "--bootstrap"),
        (["--resample", "rows"], "--bootstrap"),
        (["--threads", "0"], "--threads"),
        (["--time-limit", "-1"], "--time-limit"),
        (["--duplicates", "often"], "--duplicates"),
        (["--output", "out.xlsx"], ".parquet"),
        (["--output", "out"], ".parquet"),
        (["--plot", "plot.gif"], ".svg"),
        (["--a", "left"], "--b"),
        (["--a", "x", "--b", "y", "--winner", "z", "--item", "w"], "--item"),
        (["--a", "x", "--b", "y", "--winner", "z", "--voters", "rows"], "--voters"),
        (["--voters", "rows", "--split", "/"], "--split"),
        (["--voters", "columns"], "--voters"),
        (["--groups", "x"], "METRIC=GROUP"),
        (["--metric", "m", "--groups", "x", "--groups", "y"], "one column"),
        (["second.csv"], "second.csv"),
    ],
)
def test_faults_of_the_command_come_before_any_work(
    run: Callable[..., Run], arguments: list[str], expected: str
) -> None:
    assert expected in fault(run("rank", "never-read.csv", *arguments), 2)


def test_commands_that_are_not_there(run: Callable[..., Run]) -> None:
    assert "FILE" in fault(run("rank"), 2)
    assert "rnak" in fault(run("rnak"), 2)


def test_the_file_that_is_read_is_not_overwritten(run: Callable[..., Run], scores: Path) -> None:
    assert str(scores) in fault(run("rank", scores, "--output", scores), 2)
    assert scores.read_text("utf-8") == SCORES


# The other commands.


def test_rules_are_those_of_the_registry(run: Callable[..., Run]) -> None:
    found = run("rules")
    assert found.code == 0
    every = [("rank", info) for info in rf.rank.RULES.values()]
    every += [("committee", info) for info in rf.committee.RULES.values()]
    lines = found.out.splitlines()[1:]
    assert len(lines) == len(every)
    for line, (capability, info) in zip(lines, every, strict=True):
        for part in (capability, info.id, info.name, ", ".join(info.inputs), info.complexity, info.source):
            assert part in line
    entries = json.loads(run("rules", "--json").out)
    assert [(entry["for"], entry["id"]) for entry in entries] == [(capability, info.id) for capability, info in every]
    assert entries[list(rf.rank.RULES).index("positional")]["required"] == ["weights"]


def test_version_and_help(run: Callable[..., Run]) -> None:
    assert run("--version") == (0, f"rankfold {rf.__version__}\n", "")
    for arguments in ([], ["--help"], ["rank", "--help"], ["committee", "--help"], ["rules", "--help"]):
        found = run(*arguments)
        assert found.code == 0
        assert "Usage: rankfold" in found.out
        assert found.err == ""


# The process.


def test_the_module_is_the_command(votes: Path) -> None:
    done = subprocess.run(
        command("rank", votes, "--rule", "borda,schulze", "--bootstrap", 20, python=("-W", "error")),
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("item")
    assert "Warning" not in done.stderr


@pytest.mark.parametrize(("arguments", "code"), [(["rank", "no.csv"], 1), (["rank", "no.csv", "--rule", "x"], 2)])
def test_exit_codes_reach_the_shell(arguments: list[str], code: int) -> None:
    done = subprocess.run(command(*arguments), capture_output=True, text=True, env=environment(), check=False)
    fault(Run(done.returncode, done.stdout, done.stderr), code)


def test_a_narrow_encoding_is_said(tmp_path: Path) -> None:
    file = written(tmp_path, "label.csv", "model,x\n語,1\nother,2\n")
    done = subprocess.run(
        command("rank", file, "--item", "model"),
        capture_output=True,
        text=True,
        env=environment(PYTHONIOENCODING="latin-1"),
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "PYTHONIOENCODING=utf-8" in done.stderr


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    rows = "".join(f"model-{k},{k}\n" for k in range(20_000))
    file = written(tmp_path, "long.csv", "model,x\n" + rows)
    with subprocess.Popen(
        command("rank", file, "--item", "model"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
    assert "Traceback" not in err
    assert "rankfold: error" not in err


def test_ctrl_c_is_quiet(votes: Path) -> None:
    with subprocess.Popen(
        command("rank", votes, "--bootstrap", 2**24, "--time-limit", 60),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert str(votes) in first
    assert (process.returncode, out, err) == (130, "", "")


def on_a_terminal(arguments: list[str], *, stdout: bool) -> tuple[int, str]:
    """Run with a pseudo-terminal for stdout or stderr; the exit code and what the terminal was sent."""
    ours, theirs = pty.openpty()
    try:
        pipes = {"stdout": theirs, "stderr": subprocess.DEVNULL} if stdout else {"stderr": theirs}
        variables = environment(COLUMNS="40", LINES="20", TERM="xterm")
        with subprocess.Popen(arguments, **({"stdout": subprocess.DEVNULL} | pipes), env=variables) as process:
            os.close(theirs)
            theirs = -1
            text = b""
            # Linux reports the end of a terminal as an input/output error.
            try:
                while part := os.read(ours, 65536):
                    text += part
            except OSError:
                pass
        return process.returncode, text.decode()
    finally:
        os.close(ours)
        if theirs >= 0:
            os.close(theirs)


def test_a_bar_shows_on_a_terminal_alone(votes: Path) -> None:
    long = command("rank", votes, "--bootstrap", 2**24, "--threads", 1, "--time-limit", 1.5)
    code, shown = on_a_terminal(long, stdout=False)
    assert code == 1
    assert "drawing again" in shown
    assert "%" in shown
    piped = subprocess.run(long, capture_output=True, text=True, env=environment(), check=False)
    assert piped.returncode == 1
    assert "drawing again" not in piped.stderr
    short = command("rank", votes, "--bootstrap", 10)
    assert "drawing again" not in on_a_terminal(short, stdout=False)[1]


def test_a_terminal_folds_long_labels(tmp_path: Path) -> None:
    label = "abcdefghij" * 10
    file = written(tmp_path, "long.csv", f"model,x\n{label},1\nother,2\n")
    code, shown = on_a_terminal(command("rank", file, "--item", "model"), stdout=True)
    assert code == 0
    assert "…" not in shown
    assert sum(shown.count(letter) for letter in "ghj") >= 30
