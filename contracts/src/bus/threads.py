"""CPU-bound work in threads of its own, few of them."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import eventlet.tpool

Result = TypeVar("Result")

# Each keeps what its largest work has needed: 20 of them, 20 times the memory of one password.
MOST_AT_ONCE: Final = 4
eventlet.tpool.set_num_threads(MOST_AT_ONCE)


def in_thread(work: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
    """Do CPU-bound work in a thread of its own, so that heartbeats and others go on."""
    result: Result = eventlet.tpool.execute(work, *args, **kwargs)
    return result
