import sys
import threading

import pytest
from waiting import Stop

from readtui.errors import ReadtuiError
from readtui.process.job import run
from readtui.process.limited_process import CancelledFault, EndedFault, FailedFault, TooLongFault
from readtui.process.limits import Limits


def test_the_result_of_a_function_comes_back_from_another_process() -> None:
    import os

    assert run("builtins:eval", "40 + 2", Limits()) == 42
    assert run("builtins:eval", "__import__('os').getpid()", Limits()) != os.getpid()


def test_output_of_the_function_is_not_part_of_its_answer() -> None:
    assert run("builtins:eval", "print('noise') or 'answer'", Limits()) == "answer"


def test_an_error_for_the_user_comes_back_with_its_hint() -> None:
    with pytest.raises(ReadtuiError) as raised:
        run("readtui.services.sources:read_bytes", "/no/such/file", Limits())
    assert (raised.value.message, raised.value.hint) == (
        "no such file: /no/such/file",
        "Check the path.",
    )


def test_another_failure_names_the_exception() -> None:
    with pytest.raises(FailedFault, match="ZeroDivisionError: division by zero"):
        run("builtins:eval", "1 / 0", Limits())


def test_a_process_that_ends_says_how() -> None:
    with pytest.raises(EndedFault) as raised:
        run("builtins:eval", "__import__('os')._exit(3)", Limits())
    assert raised.value.code == 3


def test_work_without_end_is_stopped() -> None:
    with pytest.raises(TooLongFault):
        run("builtins:exec", "while True: pass", Limits(seconds=0.5))


@pytest.mark.skipif(sys.platform == "win32", reason="no processor time is counted there")
def test_a_process_that_has_to_wait_for_the_processor_is_not_stopped() -> None:
    assert run("builtins:eval", "__import__('time').sleep(0.5) or 'answer'", Limits(seconds=0.3)) == "answer"


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_work_gets_no_more_memory_than_allowed() -> None:
    with pytest.raises(FailedFault, match="MemoryError"):
        run("builtins:eval", "len(bytearray(10 ** 9))", Limits(memory_bytes=300_000_000))


def test_work_stops_on_request() -> None:
    stop = Stop()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(CancelledFault):
        run("builtins:exec", "while True: pass", Limits(), stop)
