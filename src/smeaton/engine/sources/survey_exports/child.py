"""The process in which an upload is read: it limits itself first, and hands back JSON.

Started by `safely` as a script: `python -I -S child.py BYTES SECONDS PATH…`, the upload on standard input.
Writes {"table": …} or {"refused": sentence}; ends with a signal or another status where a limit stops it.
"""

import json
import sys

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
    sys.path[:0] = arguments[2:]
    from smeaton.engine.sources.facts import Unusable
    from smeaton.engine.sources.survey_exports.reading import LARGEST, read_export

    try:
        table = read_export(sys.stdin.buffer.read(LARGEST + 1))
        answer: dict[str, object] = {"table": table.to_json()}
    except Unusable as error:
        answer = {"refused": str(error)}
    except MemoryError:
        return 3
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
