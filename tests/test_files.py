from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError, OutputError
from convanim.core.files import replacing, require_writable_place
from convanim.core.frame_folder import filling
from tests.conftest import Run

unix = pytest.mark.skipif(os.name != "posix", reason="locks, pipes and signals are those of Unix")

HANGING = (
    "import sys, time; from pathlib import Path\n"
    "from convanim.core.files import replacing; from convanim.core.frame_folder import filling\n"
    "from convanim.core.signals import end_on_signals\n"
    "end_on_signals()\n"
    "with replacing(Path(sys.argv[1])) as file:\n"
    "    file.write(b'half'); file.flush(); print('writing', flush=True); time.sleep(60)\n"
)


def writer(path: Path) -> subprocess.Popen[str]:
    """A process in the middle of writing."""
    process = subprocess.Popen([sys.executable, "-c", HANGING, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    return process


def write(path: Path, data: bytes = b"new", clobber: bool = True) -> None:
    with replacing(path, clobber) as file:
        file.write(data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@unix
def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"precious")
    with writer(path) as process:
        process.kill()
    assert len(names(tmp_path)) == 2
    assert path.read_bytes() == b"precious"
    write(path)
    assert names(tmp_path) == ["a.gif"]


@unix
def test_a_run_that_still_writes_is_not_disturbed_by_another(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    with replacing(path) as file:
        file.write(b"slow")
        write(path, b"fast")
        assert path.read_bytes() == b"fast"
    assert path.read_bytes() == b"slow"
    assert names(tmp_path) == ["a.gif"]


@unix
def test_part_files_of_other_targets_and_other_files_are_left_alone(tmp_path: Path) -> None:
    others = [".b.gif.abcdefgh.part", ".a.gif.ABCDEFGH.part", ".a.gif.part", "a.gif.abcdefgh.part", ".a.gif.x.part"]
    for other in others:
        (tmp_path / other).write_bytes(b"")
    (tmp_path / ".a.gif.abcdefgh.part").mkdir()
    write(tmp_path / "a.gif")
    assert names(tmp_path) == sorted([*others, ".a.gif.abcdefgh.part", "a.gif"])


@unix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_leaves_the_old_file_and_nothing_else(number: signal.Signals, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"precious")
    with writer(path) as process:
        process.send_signal(number)
        process.send_signal(number)
    assert process.returncode != 0
    assert names(tmp_path) == ["a.gif"]
    assert path.read_bytes() == b"precious"


@unix
def test_a_run_that_shall_survive_its_terminal_does(tmp_path: Path) -> None:
    script = HANGING.replace("time.sleep(60)", "time.sleep(0.5)")
    command = ["nohup", sys.executable, "-c", script, str(tmp_path / "a.gif")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
    assert process.returncode == 0
    assert (tmp_path / "a.gif").read_bytes() == b"half"


def test_a_file_that_is_there_is_kept_if_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    write(path, clobber=False)
    with pytest.raises(ConvanimError, match="clobber=False keeps it"):
        write(path, b"other", clobber=False)
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.gif"]


def test_a_file_that_appears_meanwhile_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    with pytest.raises(ConvanimError, match="is there already"), replacing(path, clobber=False) as file:
        file.write(b"mine")
        path.write_bytes(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.gif"]


@pytest.mark.parametrize("there", [True, False], ids=["over a file", "new"])
def test_without_hard_links_nothing_is_replaced_either(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "a.gif"
    if there:
        path.write_bytes(b"theirs")
        with pytest.raises(ConvanimError, match="is there already"):
            write(path, clobber=False)
    else:
        write(path, clobber=False)
    assert path.read_bytes() == (b"theirs" if there else b"new")
    assert names(tmp_path) == ["a.gif"]


def test_no_clobber_is_refused_before_anything_is_drawn(run: Run, tmp_path: Path) -> None:
    (tmp_path / "conv_i4_k3.gif").write_bytes(b"precious")
    result = run("conv", "-i", "4", "-k", "3", "--no-clobber")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "--no-clobber" in result.stderr
    assert (tmp_path / "conv_i4_k3.gif").read_bytes() == b"precious"
    assert run("conv", "-i", "4", "-k", "3", "--no-clobber", "-o", "b.gif", "-q").returncode == 0


@unix
@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device"])
def test_a_pipe_or_a_device_is_never_replaced(kind: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/null")
    else:
        path.symlink_to("/dev/null")
    result = run("conv", "-i", "4", "-k", "3", "-o", str(path))
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "is a device or a pipe" in result.stderr
    assert not stat.S_ISREG(path.stat().st_mode)
    with pytest.raises(ConvanimError, match="device or a pipe"):
        write(path)


def test_a_file_that_nobody_may_write_to_is_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"precious")
    path.chmod(0o444)
    result = run("conv", "-i", "4", "-k", "3", "-o", "a.gif")
    assert result.returncode == 1
    assert result.stderr.startswith("convanim: cannot write a.gif: nobody may write to it (mode 444)")
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("name", "words"),
    [("x" * 300 + ".gif", "name too long"), ("a\0b.gif", "no file has such a name"), ("", "is a folder")],
    ids=["too long", "a zero byte", "empty"],
)
def test_a_name_that_no_file_can_have_is_refused(name: str, words: str) -> None:
    with pytest.raises(ConvanimError, match=f"(?i){words}"):
        require_writable_place(Path(name))


@unix
def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gif").symlink_to("b.gif")
    (tmp_path / "b.gif").symlink_to("a.gif")
    with pytest.raises(ConvanimError, match="use another name"):
        require_writable_place(tmp_path / "a.gif")


def test_the_longest_name_that_a_file_can_have_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".gif")
    write(path)
    assert names(tmp_path) == [path.name]


@unix
@pytest.mark.parametrize("gone", ["removed", "moved"])
def test_a_folder_that_vanishes_is_one_line_and_nothing_stays(gone: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(OutputError, match="cannot write"), replacing(folder / "a.gif") as file:
        file.write(b"half")
        if gone == "moved":
            folder.rename(tmp_path / "elsewhere")
        else:
            next(folder.iterdir()).unlink()
            folder.rmdir()
    assert [path.name for path in tmp_path.rglob("*")] == ["elsewhere"] * (gone == "moved")


@unix
@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.svg", "a.pdf"])
def test_a_disk_that_is_full_leaves_the_old_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"precious")
    script = (
        "import resource, sys; from convanim.cli import main\n"
        "import convanim.encoder.gif_plugin, convanim.renderer.pdf\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "main(sys.argv[1:])\n"
    )
    words = ["conv", "-i", "4", "-k", "3", "--still", "-o", name]
    result = subprocess.run([sys.executable, "-c", script, *words], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 1, result.stderr
    assert result.stderr == f"convanim: cannot write {name}: File too large\n"
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"precious"


@unix
def test_a_closed_pipe_behind_a_picture_is_quiet(tmp_path: Path) -> None:
    script = f"{sys.executable} -m convanim conv -i 6 -k 3 -o - -q | true; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("1\n", "")


@unix
def test_a_terminal_gets_no_picture(tmp_path: Path) -> None:
    import pty

    main, other = pty.openpty()
    command = [sys.executable, "-m", "convanim", "conv", "-i", "4", "-k", "3", "-o", "-"]
    result = subprocess.run(command, cwd=tmp_path, stdout=other, stderr=subprocess.PIPE, text=True)
    os.close(main)
    os.close(other)
    assert result.returncode == 2
    assert result.stderr.startswith("convanim: -o - would write a picture to the terminal")


@unix
@pytest.mark.parametrize("there", [True, False], ids=["into a folder", "a new folder"])
def test_what_a_killed_run_left_of_a_folder_is_removed_by_the_next_one(there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "slides"
    if there:
        folder.mkdir()
    script = HANGING.replace("with replacing", "with filling").replace(
        "file.write(b'half'); file.flush();", "(file / 'a.png').write_bytes(b'half');"
    )
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        with filling(folder) as place:
            (place / "b.png").write_bytes(b"new")
        left = [path for path in tmp_path.rglob("*.part") if path.is_dir()]
        assert len(left) == 1
        process.kill()
    with filling(folder) as place:
        (place / "c.png").write_bytes(b"new")
    assert names(tmp_path) == ["slides"]
    assert names(folder) == ["b.png", "c.png"]


def old_frames(folder: Path) -> dict[str, bytes]:
    """A folder in which some frames are there, and another file."""
    folder.mkdir()
    files = {"1.png": b"old 1", "3.png": b"old 3", "mine.txt": b"mine"}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return files


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def fill(folder: Path, mark: bytes = b"new", count: int = 4) -> None:
    with filling(folder) as place:
        for number in range(1, count + 1):
            (place / f"{number}.png").write_bytes(mark)


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
@pytest.mark.parametrize("failing", [1, 2, 4, None])
def test_frames_are_all_or_none_also_into_a_folder_that_is_there(
    failing: int | None, links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "slides"
    before = old_frames(folder)
    moved, replace = [], os.replace

    def fail_once(source: Path, target: Path) -> None:
        moved.append(target)
        if len(moved) == failing:
            raise OSError(28, "No space left on device")
        replace(source, target)

    def link(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", fail_once)
    if not links:
        monkeypatch.setattr(os, "link", link)
    if failing:
        with pytest.raises(OutputError, match=r"cannot write to .*slides: No space left on device"):
            fill(folder)
        assert contents(folder) == before
    else:
        fill(folder)
        assert contents(folder) == {
            **dict.fromkeys(["1.png", "2.png", "3.png", "4.png"], b"new"),
            "mine.txt": b"mine",
        }
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_a_frame_does_not_replace_a_folder(tmp_path: Path) -> None:
    before = old_frames(tmp_path / "slides")
    (tmp_path / "slides" / "4.png").mkdir()
    with pytest.raises(OutputError, match=r"slides/4\.png: it is a folder"):
        fill(tmp_path / "slides")
    assert contents(tmp_path / "slides") == before


@unix
@pytest.mark.parametrize("there", [True, False], ids=["into a folder", "a new folder"])
def test_several_writers_at_once_end_in_one_whole_set(there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "slides"
    if there:
        old_frames(folder)
    script = (
        "import sys; from pathlib import Path; from convanim.core.frame_folder import filling\n"
        "for _ in range(20):\n"
        "    with filling(Path(sys.argv[1])) as place:\n"
        "        [(place / f'{number}.png').write_text(sys.argv[2]) for number in range(1, 40)]\n"
    )
    commands = [[sys.executable, "-c", script, str(folder), str(mark)] for mark in range(4)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [(writer.communicate(timeout=60)[1], writer.returncode) for writer in writers] == [("", 0)] * 4
    assert len({path.read_text() for path in folder.glob("*.png")}) == 1
    assert len(list(folder.iterdir())) == 39 + there
    assert names(tmp_path) == ["slides"]


@unix
@pytest.mark.parametrize("kind", ["file", "frames"])
def test_no_part_stays_in_a_folder_that_cannot_be_listed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of mode 0300; the test may be run by root, who can list all."""
    place = tmp_path / "unlisted"
    place.mkdir()
    killed = HANGING if kind == "file" else HANGING.replace("with replacing", "with filling").replace(
        "file.write(b'half'); file.flush();", ""
    )  # fmt: skip
    target = place / "a"
    with subprocess.Popen([sys.executable, "-c", killed, str(target)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert len(names(place)) == 1
    forbid_listing(place, monkeypatch)
    if kind == "file":
        write(target)
    else:
        fill(target)
    with pytest.raises(ZeroDivisionError), replacing(target / "b" if kind == "frames" else target):
        raise ZeroDivisionError
    monkeypatch.undo()
    assert names(place) == ["a"]


def forbid_listing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system does for those who are not root."""
    iterdir, opened = Path.iterdir, os.open

    def forbidden(path: object) -> bool:
        return Path(os.fspath(path)) == place  # type: ignore[call-overload]

    def iterate(path: Path) -> Iterator[Path]:
        if forbidden(path):
            raise PermissionError(13, "Permission denied", str(path))
        return iter(list(iterdir(path)))

    def open_(path: Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if forbidden(path) and not flags & getattr(os, "O_PATH", 0):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(Path, "iterdir", iterate)
    monkeypatch.setattr(os, "open", open_)


@unix
def test_a_writer_that_has_finished_removes_no_part_of_the_next(tmp_path: Path) -> None:
    """Part files have the same names again and again."""
    with replacing(tmp_path / "a.gif") as file:
        file.write(b"first")
        first = names(tmp_path)
    with replacing(tmp_path / "a.gif") as file:
        file.write(b"second")
        assert names(tmp_path) == [*first, "a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"second"


def test_a_file_whose_name_ends_like_a_folders_is_refused_with_a_way_out(run: Run, tmp_path: Path) -> None:
    result = run("conv", "-i", "4", "-k", "3", "-o", "x.gif/")
    assert (result.returncode, result.stdout, names(tmp_path)) == (2, "", [])
    assert result.stderr == "convanim: -o x.gif/ ends as the name of a folder does; use -o x.gif\n"


@unix
@pytest.mark.parametrize("line", ["conv -i 4 -k 3 -o", "conv -i 4 -k 3 --frames", "themes -o"])
def test_control_characters_of_a_name_reach_no_terminal(line: str, run: Run) -> None:
    result = run(*line.split(), "a\x1b[31m.png", *["--still"] * line.endswith("3 -o"))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("a\\x1b[31m.png")
    assert "\x1b" not in result.stdout + result.stderr


def test_a_folder_that_is_there_is_kept_if_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "slides").mkdir()
    result = run("conv", "-i", "4", "-k", "3", "--frames", "slides", "--no-clobber")
    assert (result.returncode, names(tmp_path / "slides")) == (2, [])
    assert result.stderr.startswith("convanim: --frames slides is there already")
