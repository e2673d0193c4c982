"""Digests of some 150 pictures and plan documents: shows that a change of the code's shape changes no byte.

`python -m tests.digests` compares, `python -m tests.digests --renew` writes them anew after a change that is meant.
Pixels of letters depend on the versions of the libraries, so this is part of the gallery check, and no unit test.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from convanim.cli import main as run
from convanim.core.cache_folder import OFF_VARIABLE

DIGESTS = Path(__file__).parent / "data" / "digests.json"

THEME = 'base = "dark"\naccent = "#ffd166"\n[roles.window_input]\nfill = "#7b4bb3"\nink = "#ffffff"\n'

LAYERS = [
    "conv -i 5 -k 3 -p 1 -s 2",
    "conv -i 6 -k 3 -p 1 -s 2",
    "conv -i 7 -k 2 -s 3",
    "conv -i 9 -k 1 -s 4",
    "conv -i 7 -k 3 -p 2 -s 2 -d 2",
    "conv -i 4x7 -k 3x2 -p 2x0 -s 1x3 -d 1x2",
    "conv -i 4 -k 4 -p same",
    "conv -i 1 -k 1 -p 2",
    "conv -i 1x9 -k 1x3 -p 0x1 -s 1x2",
    "conv -i 1x8 -k 1x3 -p 0x2+0",
    "conv -i 4x5 -k 3 -p 0+1x2+0 -s 2",
    "conv -i 3 -k 3",
    "conv -i 12 -k 3 -p half",
    "transposed -i 3 -k 3 -p 1 -s 2",
    "transposed -i 3 -k 3",
    "transposed -i 4 -k 2 -p 2 -s 3",
    "transposed -i 1 -k 1 -p 2 -s 5 --output-padding 4",
    "transposed -i 3 -k 2 -s 3",
    "transposed -i 3 -k 3 -p 1 -s 2 -d 3 --output-padding 2",
    "transposed -i 3 -k 3 -p 1 -s 2 --output-padding 1",
    "transposed -i 2x4 -k 3x2 -p 1x0 -s 2x3 -d 1x2 --output-padding 1x0",
    "transposed -i 1x4 -k 1x3 -p 0x1 -s 1x2",
    "transposed -i 2x3 -k 3x2 -p 0+1x1+0 -s 2",
]
CONV, TRANSPOSED = LAYERS[0], LAYERS[13]
SHOWN = ["", "--values", "--stages"]
SUFFIXES = [".gif", ".webp", ".png", ".svg", ".html"]
THEMES = ["light", "dark", "article", "print", "transparent", "own.toml"]


def commands() -> Iterator[str]:
    """Every command; it ends with the file that it writes, `plan` with nothing."""
    for layer in LAYERS:
        for words in SHOWN:
            yield f"{layer} {words} -o a.gif"
        yield f"{layer} --values --still -o a.svg"
        yield f"plan {layer} --values --json"
    for layer in (CONV, TRANSPOSED):
        for suffix in (*SUFFIXES, ".mp4"):
            yield f"{layer} --values -o b{suffix}"
        for view in ("matrix", *(("scatter",) if layer is TRANSPOSED else ())):
            yield from (f"{layer} --view {view} {words} -o c{end}" for words in SHOWN[:2] for end in (".gif", ".svg"))
            yield f"plan {layer} --view {view} --json"
        for theme in THEMES:
            yield f"{layer} --theme {theme} -o d.gif"
            yield f"{layer} --theme {theme} --still 3 --values -o d.png"
        for still in ("first", "last", "4"):
            yield f"{layer} --still {still} -o e.png"
        for suffix in (".png", ".svg", ".pdf"):
            yield f"{layer} --stages --still -o f{suffix}"
            yield f"{layer} --filmstrip 4 --values -o f{suffix}"
        yield f"{layer} --filmstrip -o g.png"
        yield f"{layer} --theme transparent -o h.svg"
        yield f"{layer} --theme dark --no-title --width 400 --fps 3 --hold 1 --plays 3 -o i.gif"
        yield f"{layer} --every 2 --rows 1:2 --stages -o j.gif"
        yield f"plan {layer}"
    for words in LAYERS[14:23]:
        yield f"{words} --view scatter --values -o k.gif"
    yield from (f"roundtrip -i 5 -k 3 -p 1 -s 2 {words} -o l.gif" for words in ("", "--seed 3", "--filmstrip 5"))
    yield "roundtrip -i 5 -k 3 -p 1 -s 2 -o l.html"
    yield from (f"checkerboard -k {k} -s {s} -o m.png" for k, s in ((3, 2), (4, 2), (2, 3)))
    yield "plan -i 3 -k 3 -p 1 -s 2"
    yield f"{CONV} --input-values '0.5 1 2 3 4; 1 2 3 4 5; 1 1 1 1 1; -1 0 0.25 0 1; 9 9 9 9 9' -o n.gif"
    yield f"{CONV} --kernel-values gaussian --seed 4 -o n.gif"
    yield f"{TRANSPOSED} --kernel-values bilinear -o n.gif"
    yield "themes -o o.png"
    yield f"embed {CONV} --for html"


def digest(words: str) -> str:
    """Of the file that a command writes, or of what it prints."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("own.toml").write_text(THEME, encoding="utf-8")
        said = io.StringIO()
        listed = shlex.split(words)
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            try:
                run(listed)
            except SystemExit as end:
                if end.code:
                    return f"exit {end.code}"
        data = Path(listed[-1]).read_bytes() if listed[-2] == "-o" else said.getvalue().encode()
    return hashlib.sha256(data).hexdigest()[:16]


def main() -> None:
    """Compare, or renew; all is drawn, and nothing kept."""
    os.environ[OFF_VARIABLE] = "1"
    wanted = list(dict.fromkeys(" ".join(words.split()) for words in commands()))
    with ProcessPoolExecutor() as pool:
        found = dict(zip(wanted, pool.map(digest, wanted, chunksize=8), strict=True))
    if "--renew" in sys.argv:
        DIGESTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    known = json.loads(DIGESTS.read_text(encoding="utf-8"))
    changed = [words for words in known.keys() | found.keys() if known.get(words) != found.get(words)]
    for words in sorted(changed):
        sys.stdout.write(f"differs: convanim {words}\n")
    sys.stdout.write(f"{len(found)} digests, {len(changed)} differ\n")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
