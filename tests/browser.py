"""A real browser for tests: headless Chromium, driven through its own debugging protocol over a pipe.

The protocol is JSON, one message after another with a zero byte between, on two inherited files: so nothing has to be
installed beside Chromium, and no port is opened.

    def test_something(browser):
        page = browser.page(width=360, scheme="dark")
        page.open(tmp_path / "a.html")
        page.press("ArrowRight")
        assert page.evaluate("document.title") == "…"
        assert page.errors == []
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

try:
    import fcntl
except ImportError:  # Windows, where these tests skip
    fcntl = None  # type: ignore[assignment]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PATIENCE_S = 30
"""Longest wait for an answer or an event."""

ARGUMENTS = (
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-ipc-flooding-protection",
    "--hide-scrollbars", "--mute-audio", "--force-color-profile=srgb",
    "--font-render-hinting=none", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
)  # fmt: skip
"""No host is found but this machine: a page that needs a network fails."""

KEYS = {
    " ": ("Space", 32), "Enter": ("Enter", 13), "Tab": ("Tab", 9), "Escape": ("Escape", 27), "Home": ("Home", 36),
    "End": ("End", 35), "ArrowLeft": ("ArrowLeft", 37), "ArrowUp": ("ArrowUp", 38), "ArrowRight": ("ArrowRight", 39),
    "ArrowDown": ("ArrowDown", 40), "PageUp": ("PageUp", 33), "PageDown": ("PageDown", 34),
}  # fmt: skip
"""Keys by what `event.key` says: `event.code` and the key's number."""

TYPED = {" ": " ", "Enter": "\r"}
"""What a key writes; keys of one character write themselves."""


class Browser:
    """One Chromium with a profile of its own, which is gone when it is closed."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.mkdtemp(prefix="convanim-browser-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Chromium reads its orders on 3 and answers on 4; ours are moved away from there first.
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (theirs_in, theirs_out)]
        quiet = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
        self._process = os.posix_spawn(
            program,
            [program, f"--user-data-dir={self._profile}", *ARGUMENTS],
            os.environ,
            file_actions=[
                *quiet,
                (os.POSIX_SPAWN_DUP2, high[0], 3),
                (os.POSIX_SPAWN_DUP2, high[1], 4),
            ],
            setpgroup=0,
        )
        for end in (theirs_in, theirs_out, *high):
            os.close(end)
        self._in, self._out = ours_in, ours_out
        self._rest = b""
        self._number = 0
        self._pages: dict[str, Page] = {}

    def page(self, width: int = 1200, height: int = 900, scheme: str = "light", reduced_motion: bool = False) -> Page:
        """A new empty tab."""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = Page(self, target, session)
        self._pages[session] = page
        for domain in ("Page", "Runtime", "Log"):
            page.call(f"{domain}.enable")
        page.media(scheme, reduced_motion)
        page.resize(width, height)
        return page

    def call(self, method: str, parameters: dict[str, Any] | None = None, session: str = "") -> Any:
        """Ask for something and wait for the answer. Raises RuntimeError where the browser refuses."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while (answer := self.message()).get("id") != number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def message(self) -> dict[str, Any]:
        """The next message; events are handed to their page on the way. Raises TimeoutError where none comes."""
        end = time.monotonic() + PATIENCE_S
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError("the browser has gone")
            self._rest += data
        line, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        page = self._pages.get(message.get("sessionId", ""))
        if page and "method" in message:
            page.hear(message["method"], message["params"])
        return message

    def forget(self, session: str) -> None:
        """A page is closed."""
        self._pages.pop(session, None)

    def close(self) -> None:
        """End the browser and all it started, and take its profile away."""
        for end in (self._in, self._out):
            os.close(end)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        for _ in range(50):  # its helpers may still be writing their last
            shutil.rmtree(self._profile, ignore_errors=True)
            if not Path(self._profile).exists():
                break
            time.sleep(0.05)


class Page:
    """One tab."""

    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self._browser, self._target, self._session = browser, target, session
        self._loaded = 0
        self.errors: list[str] = []
        """What the console said was wrong, exceptions included."""

    def call(self, method: str, parameters: dict[str, Any] | None = None) -> Any:
        """Any method of the protocol, for this page."""
        return self._browser.call(method, parameters, self._session)

    def hear(self, method: str, parameters: dict[str, Any]) -> None:
        """Take in an event."""
        if method == "Page.loadEventFired":
            self._loaded += 1
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(word.get("value")) for word in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])

    def open(self, place: Path | str) -> None:
        """Load a file or an address, and wait until it is loaded."""
        address = place.resolve().as_uri() if isinstance(place, Path) else place
        before = self._loaded
        answer = self.call("Page.navigate", {"url": address})
        if answer.get("errorText"):
            raise RuntimeError(f"{address}: {answer['errorText']}")
        while self._loaded == before:
            self._browser.message()

    def evaluate(self, script: str) -> Any:
        """The value of an expression; a promise is waited for. Raises RuntimeError where the script throws."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True, "userGesture": True}
        answer = self.call("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait_for(self, script: str, seconds: float = 10) -> Any:
        """The value of an expression as soon as it is true. Raises TimeoutError where it does not become true."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(script)):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds} s: {script}")
            time.sleep(0.02)
        return value

    def press(self, key: str, shift: bool = False) -> None:
        """Press and release a key: one of KEYS, or a character."""
        code, number = KEYS.get(key) or (f"Key{key.upper()}", ord(key.upper()))
        event = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 * shift}
        text = TYPED.get(key, key if len(key) == 1 else "")
        self.call(
            "Input.dispatchKeyEvent", event | ({"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"})
        )
        self.call("Input.dispatchKeyEvent", event | {"type": "keyUp"})

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse at a point, px."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def media(self, scheme: str = "light", reduced_motion: bool = False) -> None:
        """What the page is told of its reader: colour scheme, and whether less motion is wanted."""
        motion = "reduce" if reduced_motion else "no-preference"
        features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        self.call(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": name, "value": value} for name, value in features.items()]},
        )

    def resize(self, width: int, height: int, scale: float = 1) -> None:
        """Size of the viewport, px, and device pixels in one of them."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", size)

    def at_ms(self, ms: float) -> None:
        """Stop all animations of the page at a time."""
        self.evaluate(
            f"document.getAnimations().forEach(a => {{ a.pause(); a.currentTime = {float(ms)} }}),"
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
        )

    def screenshot(self, path: Path | None = None, whole: bool = False) -> NDArray[np.uint8]:
        """What is seen, (height, width, 3) RGB, and as a PNG at `path`; or the whole page, however long."""
        shot = self.call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        data = base64.b64decode(shot["data"])
        if path:
            path.write_bytes(data)
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(image.convert("RGB"))

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", {"targetId": self._target})
        self._browser.forget(self._session)


def find_browser() -> str:
    """Chromium's path; the test is skipped where there is none."""
    for program in PROGRAMS:
        if path := shutil.which(program):
            return path
    pytest.skip("chromium is not installed: nothing to play it in")
