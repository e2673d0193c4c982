"""The sheet of all kernels."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from convanim.cli.kernels import kernels_command
from convanim.pipeline.kernel_sheet import sheet_picture
from convanim.scene.roles import Shade
from convanim.values.kernels import KERNELS


def test_every_kernel_for_convolutions_is_on_the_sheet_with_its_sum() -> None:
    picture = sheet_picture("house")
    names = {panel.name.rpartition(" ")[0] for panel in picture.panels}
    assert names == set(KERNELS) - {"bilinear"}
    frame = next(picture.frames())
    for name in names:
        roles = {frame.grids[f"{name} output"][row, 5].role for row in range(18)}
        assert all(isinstance(role, Shade) for role in roles)
        assert len(roles) > 1 or name == "corner"


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_command_lists_and_draws(theme: str, tmp_path: Path) -> None:
    listed = CliRunner().invoke(kernels_command, [])
    assert listed.exit_code == 0
    assert all(f"\n{name} " in listed.output for name in KERNELS)
    target = tmp_path / "k.png"
    drawn = CliRunner().invoke(kernels_command, ["-o", str(target), "--theme", theme, "--input-values", "digit"])
    assert drawn.exit_code == 0, drawn.output
    with Image.open(target) as image:
        assert image.width <= 1200


def test_a_picture_that_there_is_not_is_refused() -> None:
    assert CliRunner().invoke(kernels_command, ["--input-values", "hous"]).exit_code != 0
