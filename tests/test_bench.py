from __future__ import annotations

import re
import subprocess
import sys

from tests.bench.measure import ROOT


def test_the_benchmark_runs_and_prints_a_table() -> None:
    command = [sys.executable, "-m", "tests.bench", "--quick", "stock"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^\| imageio's own GIF writer ÷ ours, bytes \| 1\.\d+ \|", result.stdout, re.MULTILINE)
