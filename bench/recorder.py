"""A relay that writes down whom it took a message for before it says so, so that a kill hides nothing.

    python -m bench.recorder PORT FILE

Every record has RECORD bytes: whoever watches the file knows how many there are from its size.
"""

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path

from notifier.relay.loopback import LoopbackRelay

RECORD = 64


def recorded(file: Path) -> Counter[str]:
    """Return how often a message was taken for each recipient."""
    return Counter(file.read_text().split())


def records(file: Path) -> int:
    """Return how many messages were taken so far."""
    return file.stat().st_size // RECORD


async def serve(port: int, file: Path) -> None:
    """Take messages until the process is ended."""
    book = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def take(_sender: str, recipient: str, _data: bytes) -> None:
        os.write(book, f"{recipient:<{RECORD - 1}}\n".encode())

    async with LoopbackRelay(take, port=port) as relay:
        print(relay.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
