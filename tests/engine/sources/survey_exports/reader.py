"""A process that reads one upload after the other within 256 MB, as the site's own does with one each.

It takes the length of an upload in four bytes and then the upload, and answers with a line of JSON.
"""

import json
import struct
import sys
from pathlib import Path

from smeaton.engine.sources.facts import Unusable
from smeaton.engine.sources.survey_exports.child import limit
from smeaton.engine.sources.survey_exports.reading import read_export


def most_memory() -> int:
    """The most memory that this process has held, in MB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def answer(content: bytes) -> dict[str, object]:
    """What became of one upload."""
    try:
        table = read_export(content)
    except Unusable as refused:
        return {"refused": str(refused)}
    except BaseException as error:
        return {"broke": repr(error)}
    return {"whole": all(len(row.cells) == len(table.columns) for row in table.rows)}


def main() -> None:
    """Answer until there is nothing more."""
    limit(256 << 20, 24 * 3600)
    while size := sys.stdin.buffer.read(4):
        content = sys.stdin.buffer.read(struct.unpack("<I", size)[0])
        print(json.dumps(answer(content) | {"memory": most_memory()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
