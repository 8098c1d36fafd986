"""The process in which an upload is read: it limits itself first, and hands back JSON.

Started by `safely` as a script: `python -I -S child.py BYTES SECONDS MODULE:FUNCTION PATH…`, the upload on
standard input. The function takes the bytes and gives what is written as JSON. Writes that or
{"refused": sentence}; ends with a signal or another status where a limit stops it.
"""

import importlib
import json
import sys

MOST_READ = (10 << 20) + 1
"""Bytes of an upload, and one more, by which a larger one is known."""
MOST_WRITTEN = 64 << 20
"""Bytes of the JSON."""


def limit(memory: int, seconds: int) -> None:
    """Bound this process's address space, processor time and output; nothing where the system cannot."""
    try:
        import resource
    except ImportError:  # Windows: time and sizes are still bounded
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS does not limit the address space
            continue


def main(arguments: list[str]) -> int:
    """Limit, read, write. Returns the exit status: 0 for an answer, 3 where memory ran out."""
    limit(int(arguments[0]), int(arguments[1]))
    sys.path[:0] = arguments[3:]
    from smeaton.engine.sources.facts import Unusable

    module, _, function = arguments[2].partition(":")
    try:
        read = getattr(importlib.import_module(module), function)
        answer: dict[str, object] = read(sys.stdin.buffer.read(MOST_READ))
    except Unusable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        return 3
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
