# Every command that the project knows. `make` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := python tests benches docs examples

.DEFAULT_GOAL := help
.PHONY: help demo test python-test rust-test torch-test lint types docs bench wheel smoke clean

help: ## List the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(BIN)/maturin ## Build, install and rank the examples: nothing is needed but Rust and Python.
	$(BIN)/maturin develop --release --extras cli
	$(BIN)/rankfold rank examples/superglue.csv --rule borda,mean_score,schulze
	$(BIN)/rankfold rank examples/burlington_2009.soi --rule plurality,instant_runoff,borda,schulze,condorcet_winner
	$(BIN)/rankfold committee examples/burlington_2009.soi -k 2 --rule stv,k_borda,chamberlin_courant

test: rust-test python-test ## Build and pass every test.

python-test: $(BIN)/develop.stamp ## The Python tests, with the examples of the documentation.
	$(BIN)/python -m pytest

rust-test: ## The Rust tests.
	cargo test --workspace --locked

TORCH_TESTS = $(shell grep -lE 'importorskip.*torch|find_spec.*torch' tests/*/test_*.py)

torch-test: $(BIN)/develop.stamp ## Install torch, some GB; run what needs it, and fail if more is skipped than needs a GPU.
	$(BIN)/maturin develop --profile ci --extras test,torch
	RANKFOLD_REQUIRE_TORCH=1 $(BIN)/python -m pytest $(TORCH_TESTS)

lint: $(BIN)/develop.stamp ## Formatting and lints of both languages, and the generated pages.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --profile ci -- -D warnings
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/python docs/generate_rules.py --check

types: $(BIN)/develop.stamp ## Types, and the stub against the binary.
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest rankfold._native --ignore-missing-stub --mypy-config-file pyproject.toml

docs: $(BIN)/develop.stamp ## The documentation as web pages, into docs/_build.
	$(BIN)/pip install --quiet --disable-pip-version-check 'sphinx>=8' 'myst-parser>=4'
	$(BIN)/sphinx-build -W --keep-going -q docs docs/_build

bench: $(BIN)/maturin ## Benchmarks against baselines, peers and the machine's limit.
	$(BIN)/maturin develop --release --extras bench
	$(BIN)/python -m benches

wheel: $(BIN)/maturin ## A release wheel, into dist.
	$(BIN)/maturin build --release --out dist

smoke: wheel ## Install the wheel into a fresh environment and use it.
	rm -rf .venv-smoke
	$(PYTHON) -m venv .venv-smoke
	.venv-smoke/bin/pip install --quiet --disable-pip-version-check "$$(ls -t dist/rankfold-*.whl | head -1)[cli]"
	.venv-smoke/bin/rankfold --version
	.venv-smoke/bin/rankfold rank examples/tennessee.soc --rule plurality,borda,schulze
	.venv-smoke/bin/rankfold committee examples/burlington_2009.soi -k 2 --rule stv,k_borda

clean: ## Remove what was built.
	rm -rf $(VENV) .venv-smoke target dist docs/_build python/rankfold/*.so

$(BIN)/maturin:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check 'maturin>=1.9,<2'

# The checked build: optimised, with debug assertions and overflow checks. Rebuilt whenever a source is newer.
$(BIN)/develop.stamp: $(BIN)/maturin Cargo.lock pyproject.toml $(shell find rust -name '*.rs' -o -name Cargo.toml)
	$(BIN)/maturin develop --profile ci --extras test
	@touch $@
