"""Failures that come from what surrounds a run: files, the working folder, matplotlib's settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, cast


class _Listener:
    """Told of each module that is about to be imported."""

    def __init__(self) -> None:
        self._done = False

    def find_spec(self, name: str, *_: object) -> None:
        """Take matplotlib's remarks on its settings and folders from stderr, when its first part is imported.

        By then it has loaded `logging` itself. To import that here, where Python holds a lock, may wait forever for
        a thread that imports it, too.
        """
        logging: Any = sys.modules.get("logging")
        if not self._done and name.startswith("matplotlib.") and logging:
            logging.getLogger("matplotlib").addHandler(logging.NullHandler())
            self._done = True


def quieten_matplotlib() -> None:
    """Let stderr hold our own lines alone: what matplotlib says of folders that it cannot use changes no picture."""
    if not any(isinstance(finder, _Listener) for finder in sys.meta_path):
        sys.meta_path.insert(0, cast(Any, _Listener()))


def explained_by_surroundings(error: Exception) -> str:
    """One line that names the file or folder that failed; empty for an error that is our own mistake."""
    if _is_half_loaded("matplotlib"):
        return _explained_settings(error)
    if not isinstance(error, OSError):
        return ""
    said = error.strerror or str(error)
    if error.filename is not None:
        return f"cannot use {os.fsdecode(error.filename)}: {said}"
    try:
        Path.cwd()
    except OSError as gone:
        return f"cannot use the working folder: {gone.strerror}; change to one that is there"
    return f"the system refused: {said}"


def _is_half_loaded(library: str) -> bool:
    """Whether importing a library has failed in its middle: Python then forgets the library, but not its parts."""
    return library not in sys.modules and any(name.startswith(f"{library}.") for name in list(sys.modules))


def _explained_settings(error: Exception) -> str:
    """Name the file of settings that matplotlib found first, for it reads no other."""
    found = next((path for path in _settings_files() if path.is_file()), None)
    if found is None or (isinstance(error, OSError) and error.filename != str(found)):
        return f"matplotlib does not load: {error}"
    return f"matplotlib cannot read its settings in {found}: {error}; repair that file or take it away"


def _settings_files() -> list[Path]:
    """Where matplotlib looks for settings, in its order."""
    environment = os.environ
    named = Path(environment.get("MATPLOTLIBRC") or "matplotlibrc")
    home = Path(environment.get("HOME", "/"))
    configuration = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "matplotlib"
    folder = Path(environment.get("MPLCONFIGDIR") or configuration)
    return [Path("matplotlibrc"), named, named / "matplotlibrc", folder / "matplotlibrc"]
