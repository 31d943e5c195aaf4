"""The register's log: verifying a million entries, appending, proving, and the memory of a verifying process.

Entries are events of about 340 bytes: filing, outcome, a share, conditions, one commitment. Seconds are
processor seconds of one core. Run: python -m benchmarks.log
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from andante.register.checkpoint import Checkpoint, sign_checkpoint
from andante.register.leaf import Leaf, log_time
from andante.register.log_folder import export_log, folder_subtrees
from andante.register.merkle import Frontier, consistency_proof, inclusion_proof, leaf_hash
from andante.register.signed_note import SigningKey
from andante.register.tiles import TILE_WIDTH, TileTree

ENTRIES = 1_000_000
APPENDED = 20_000
KEY = SigningKey("register.example/log", bytes(32))
START = datetime(2026, 1, 1, tzinfo=UTC)
_VERIFY = """
import json, resource, sys, time
from pathlib import Path
from andante.register.signed_note import parse_verifier_key
from andante.register.verify import verify_log
earlier = [path.read_bytes() for path in map(Path, sys.argv[3:])]
imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
began = time.process_time()
found = verify_log(Path(sys.argv[1]), parse_verifier_key(sys.argv[2]), earlier)
print(json.dumps({
    "seconds": time.process_time() - began, "ok": found.ok, "checked": found.checked, "imported": imported,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def event(index: int) -> Leaf:
    """A decision, as a register would log it."""
    return Leaf(
        index=index,
        event=f"01890000-0000-7000-8000-{index:012x}",
        kind="filing.decided",
        time=log_time(START + timedelta(seconds=index)),
        data={
            "filing": f"F-{index // 3}",
            "outcome": "approve_with_conditions",
            "displaced_share": index % 1000 / 8000,
            "conditions": ["notify_staff_30_days", "phased_rollout"],
        },
        commitments={"filer": f"{index:064x}"},
    )


def entries(count: int) -> Iterator[bytes]:
    """So many entries, made from the encoded first one: encoding is measured apart."""
    first = event(7_000_007).encode().decode()
    parts = (
        f"{7_000_007:064x}",
        f"{7_000_007:012x}",
        '"index":7000007',
        log_time(START + timedelta(seconds=7_000_007)),
    )
    assert all(part in first for part in parts)
    for index in range(count):
        text = first.replace(parts[0], f"{index:064x}").replace(parts[1], f"{index:012x}")
        text = text.replace(parts[2], f'"index":{index}')
        yield text.replace(parts[3], log_time(START + timedelta(seconds=index))).encode()


def signed(count: int) -> bytes:
    """The checkpoint of the first so many entries."""
    tree = TileTree(lambda *_: None)
    for entry in entries(count):
        tree.extend(leaf_hash(entry))
    return sign_checkpoint(Checkpoint(KEY.name, count, tree.frontier().root()), KEY)


def verified(folder: Path, count: int, *earlier: Path) -> dict[str, Any]:
    """What a new process needs to verify the log against earlier checkpoints."""
    command = [sys.executable, "-c", _VERIFY, str(folder), str(KEY.verifier()), *map(str, earlier)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["ok"]
    assert found["checked"] == count
    return found


def appends(count: int = APPENDED) -> float:
    """Events a second: canonical JSON, hashes, frontier and the hashes that tiles store; no disk."""
    frontier, stored = Frontier(), 0
    began = process_time()
    for index in range(count):
        frontier, new = frontier.append(leaf_hash(event(index).encode()))
        stored += len(new)
    seconds = process_time() - began
    assert stored == count + count // TILE_WIDTH
    return count / seconds


def proofs(folder: Path, count: int) -> float:
    """Milliseconds of one inclusion and one consistency proof from the files of a log, median of 50."""
    subtree, times = folder_subtrees(folder, count), []
    for index in range(0, count, max(1, count // 50)):
        began = process_time()
        inclusion_proof(subtree, index, count)
        consistency_proof(subtree, index, count)
        times.append(process_time() - began)
    return 1000 * median(times)


def figure(identity: str, value: float, unit: str, target: float | None = None) -> dict[str, Any]:
    """One figure beside the most that is allowed."""
    passed = None if target is None else bool(value <= target)
    return {"id": identity, "value": value, "unit": unit, "target": target, "pass": passed}


def measure(count: int = APPENDED) -> list[dict[str, Any]]:
    """The figure that takes a second: id, value, unit, target, pass."""
    return [figure("log.appends", appends(count), "events a second")]


def measure_long(count: int = ENTRIES, repeats: int = 3) -> list[dict[str, Any]]:
    """The figures of a million entries."""
    with tempfile.TemporaryDirectory() as place:
        folder, earlier = Path(place) / "log", Path(place) / "earlier"
        earlier.write_bytes(signed(count // 2 + 77))
        whole = signed(count)
        began = process_time()
        export_log(folder, entries(count), whole)
        exported = process_time() - began
        runs = [verified(folder, count, earlier) for _ in range(repeats)]
        proof = proofs(folder, count)
    return [
        figure("log.verify_a_million", median(run["seconds"] for run in runs), "seconds", 15.0),
        figure("log.verify_memory", max(run["memory"] - run["imported"] for run in runs), "MiB"),
        figure("log.export_a_million", exported, "seconds"),
        figure("log.proofs", proof, "milliseconds"),
    ]


if __name__ == "__main__":
    print(json.dumps(measure() + measure_long(), indent=1))
