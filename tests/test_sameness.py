from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convanim.encoder.encoders import ENCODERS, VECTORS
from convanim.publish.gallery.draw import draw_gallery
from convanim.renderer.shape_formats import SHAPE_FORMATS
from tests.conftest import Run

STILL = [suffix for suffix, encoder in ENCODERS.items() if not encoder.video_only] + [*VECTORS]
FILES = [f"a{suffix}" for suffix in (*ENCODERS, *SHAPE_FORMATS)] + [f"still{suffix}" for suffix in STILL]

DRAW = """
import json, sys
from convanim.cli import main
for name in sys.argv[1:]:
    words = ["conv", "-i", "4", "-k", "3", "-p", "1", "-s", "2", "--values", "-q", "-o", name]
    try: main(words + ["--still"] * name.startswith("still"))
    except SystemExit as end: assert end.code == 0, name
"""

MATPLOTLIBRC = """
font.size: 30
font.family: monospace
text.hinting: force_autohint
text.usetex: true
path.sketch: 1, 100, 2
path.simplify: false
svg.fonttype: path
svg.hashsalt: mine
pdf.fonttype: 42
pdf.compression: 0
savefig.dpi: 30
savefig.bbox: tight
savefig.pad_inches: 3
savefig.facecolor: red
savefig.transparent: true
figure.facecolor: red
lines.dash_capstyle: round
lines.antialiased: false
patch.antialiased: false
lines.scale_dashes: false
axes.unicode_minus: false
"""

PLACES = {
    "one": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "COLUMNS": "40"},
    "another": {
        "PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "COLUMNS": "200",
        "HOME": "/nowhere", "MPLBACKEND": "svg", "SOURCE_DATE_EPOCH": "1",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The same commands run in two places that have nothing in common."""
    found, config = {}, tmp_path_factory.mktemp("config")
    for name, variables in PLACES.items():
        folder = tmp_path_factory.mktemp(name)
        if name == "another":
            (folder / "matplotlibrc").write_text(MATPLOTLIBRC)
        environment = {**os.environ, **variables, "MPLCONFIGDIR": str(config)}
        command = [sys.executable, "-c", DRAW, *FILES]
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        found[name] = {file: (folder / file).read_bytes() for file in FILES}
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_same_command_gives_the_same_bytes_in_any_place(name: str, drawn: dict[str, dict[str, bytes]]) -> None:
    assert drawn["one"][name] == drawn["another"][name]


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_no_place_and_no_time(name: str, drawn: dict[str, dict[str, bytes]]) -> None:
    data = drawn["another"][name]
    for word in (b"/tmp", b"/home", str(Path.cwd()).encode(), os.fsencode(sys.prefix), b"CreationDate", b"dc:date"):
        assert word not in data, word


def test_a_gallery_is_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    rows = "".join(f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = {n}\nkernel = 2\n' for n in range(2, 9))
    found = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        (folder / "gallery.toml").write_text(rows)
        assert all(outcome.state == "drawn" for outcome in draw_gallery(folder / "gallery.toml", jobs))
        found.append({path.name: path.read_bytes() for path in sorted(folder.glob("*.gif"))})
    assert len(found[0]) == 7
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["a.gif", "still.png"])
def test_the_comment_is_left_out_if_that_is_asked_for(name: str, run: Run, tmp_path: Path) -> None:
    words = ["conv", "-i", "4", "-k", "3", "-o", name, *["--still"] * name.startswith("still")]
    run(*words)
    with_comment = (tmp_path / name).read_bytes()
    run(*words, "--no-comment")
    without = (tmp_path / name).read_bytes()
    assert b"convanim conv -i 4 -k 3" in with_comment
    assert b"convanim" not in without
    assert json.loads(run("inspect", name, "--json").stdout)["comment"] == ""
