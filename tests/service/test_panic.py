"""A bug in a kernel becomes an exception, and the process lives on."""

from __future__ import annotations

from tests.service.script import run


def test_a_panic_becomes_an_exception() -> None:
    out = run("""
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Rust says where it panicked
        for on_pool in (False, True):
            try:
                rf._native.panic_for_tests(on_pool)
            except rf.InternalError as error:
                print(isinstance(error, RuntimeError), "a panic on purpose" in str(error))
        print(rf.rank.borda([["a", "b"]], n_threads=2).order)
    """)
    assert out == "True True\nTrue True\n('a', 'b')\n"


def test_threads_by_default_follow_the_environment() -> None:
    assert run("print(rf._native.runtime_info()[0])", RANKFOLD_NUM_THREADS="3") == "3\n"
    out = run("os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); print(rf._native.runtime_info()[0])")
    assert out == "1\n"


def test_a_bad_environment_is_named() -> None:
    out = run(
        """
        try:
            rf._native.runtime_info()
        except rf.InvalidInputError as error:
            print(error)
        """,
        RANKFOLD_NUM_THREADS="many",
    )
    assert out == 'RANKFOLD_NUM_THREADS = "many": expected an integer of at least 1\n'
