"""bench/relay runs from end to end; what it measures is not judged here."""

import json
import os
import subprocess
import sys

from django.conf import settings

RATIOS = {
    "relay_rate_ratio",
    "relay_cpu_ratio",
    "p50_ratio",
    "join_rate_ratio",
    "memory_ratio",
    "two_process_ratio",
}


def test_a_quick_run_ends_with_its_figures_and_loses_no_message() -> None:
    """The load generator itself checks each message's order and stops at the first that is missing or refused."""
    finished = subprocess.run(
        [sys.executable, "-m", "bench.relay", "--quick"],
        cwd=settings.BASE_DIR,
        # So that the upkeep of presence is run as well.
        env={**os.environ, "REFRESH_MS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    result = json.loads(finished.stdout.splitlines()[-1])
    assert result.keys() >= RATIOS | {"ours", "node"}
    assert result["ours"].keys() == result["node"].keys()
    assert result["two_process_ratio"] > 0
    assert result["messages_sent"] == result["messages_received"] > 0
