"""What a command says while it works: each step and how long it took. Standard library only."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print the step at once, and its duration when it succeeded."""
    started = time.monotonic()
    print(f"{text} …", flush=True)
    yield
    seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
    print(f"  fertig nach {seconds} s", flush=True)
