"""Numbers from pictures: files, and images of Pillow. A picture is made small; each pixel is a number, or three.

Files may come from anybody: their size is known before they are decoded, and whatever is wrong is one line.
"""

from __future__ import annotations

import io
import math
import warnings
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import inside, read_file
from convanim.core.text import Pair
from convanim.values.exact import Matrix, Value, _quoted, simplest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Plane = NDArray[np.float64]
    """Pixels, (rows, columns), from 0 to 1; or the numbers of an array as they are."""

ARRAY_SUFFIX = ".npy"


PICTURE_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF", ".bmp": "BMP"}
"""Files of pictures, and what Pillow calls them: by its own bytes a file is one of these, whatever its suffix."""


PICTURE_BYTES = 40_000_000
"""Of a file: more than any photo."""


PICTURE_PIXELS = 50_000_000
"""Before anything is decoded: more than most cameras take."""


MOST_ACROSS = 32
"""Cells of the longer side, where the size of the input is not said: of more the numbers cannot be followed."""


GREY, RGB = "grey", "rgb"
"""A picture is one plane, or one for each of red, green and blue."""


WHITES = 1, 255
"""What white can be: pixels have values from 0 to that."""


class Reading(NamedTuple):
    """How pixels become numbers: from 0 to white, in one plane or in three."""

    white: int = WHITES[0]
    channels: str = GREY


PIXEL_PARTS = 100
"""Pixels are rounded to these, so that sums can be checked by hand."""


ARRAY_PARTS = 10_000
"""To parts of this the numbers of an array are rounded."""


def is_picture(text: str) -> bool:
    """Whether a text is the name of a picture's file.

    >>> is_picture("cat.JPG"), is_picture("house"), is_picture("1 2; 3 4"), is_picture("weights.npy")
    (True, False, False, True)
    """
    return Path(text).suffix.lower() in (*PICTURE_FORMATS, ARRAY_SUFFIX) and ";" not in text and "\n" not in text


def read_picture(
    option: str,
    name: str,
    size: Pair | None,
    read: Reading = Reading(),  # noqa: B008  # it is frozen
    folder: Path | None = None,
) -> tuple[Matrix, ...]:
    """The pixels of a file in or below `folder`, in that size or a small one.

    Raises ConvanimError for whatever cannot be read.
    """
    where = (Setting(option), f" {_quoted(name)}")
    try:
        data = read_file(inside(folder, name, where) if folder else Path(name), PICTURE_BYTES)
    except OSError as error:
        raise ConvanimError(*where, f": cannot read it ({error.strerror})", way="use another picture") from error
    if len(data) > PICTURE_BYTES:
        raise ConvanimError(*where, f": more than {PICTURE_BYTES:,} bytes are not read", way="use a smaller picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in a file: it is read, or it is refused
            if Path(name).suffix.lower() == ARRAY_SUFFIX:
                return _of_array(_array(data), size, read)
            return numbers_of_picture(_opened(data), size, read)
    except ConvanimError as error:
        raise ConvanimError(*where, ": ", *error.sentence, way=error.way) from None
    except (Exception, MemoryError) as error:  # decoders raise anything for damaged data
        raise ConvanimError(*where, " is no picture that can be read", way="save it anew as .png") from error


def numbers_of_picture(image: Any, size: Pair | None, read: Reading) -> tuple[Matrix, ...]:
    """The pixels of an image of Pillow, in the same way."""
    parts = PIXEL_PARTS if read.white == 1 else 1  # hundredths of one, or whole up to 255
    return tuple(_matrix(_resized(plane, size) * read.white, parts) for plane in _planes(image, read.channels))


def numbers_of_pixels(array: Any, size: Pair | None, read: Reading) -> tuple[Matrix, ...]:
    """The pixels of an array of bytes, (rows, columns, 3 or 4), in the same way."""
    from PIL import Image

    return numbers_of_picture(Image.fromarray(array), size, read)


def _opened(data: bytes) -> Any:
    """The picture, not decoded yet: only its head is read."""
    from PIL import Image

    image = Image.open(io.BytesIO(data), formats=tuple(dict.fromkeys(PICTURE_FORMATS.values())))
    _require_pixels(image.width * image.height)
    return image


def _require_pixels(count: int) -> None:
    if count > PICTURE_PIXELS:
        raise ConvanimError(
            f"{count:,} pixels are more than the {PICTURE_PIXELS:,} that are read", way="use a smaller one"
        )


def _planes(image: Any, channels: str) -> list[Plane]:
    """As the camera was held, on white where it is see-through: as bright as it looks, or red, green and blue."""
    import numpy as np
    from PIL import Image, ImageOps

    _require_pixels(image.width * image.height)
    image = ImageOps.exif_transpose(image)
    if image.mode == "F" or image.mode.startswith("I"):  # parts of one, or 16 bits of grey
        whole: Plane = np.clip(np.asarray(image, float) / (1 if image.mode == "F" else 65_535), 0, 1)
        return [whole] * (3 if channels == RGB else 1)
    image = image.convert("RGBA")
    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return [np.asarray(plane, float) / 255 for plane in image.convert("RGB" if channels == RGB else "L").split()]


def _array(data: bytes) -> Any:
    """The array of an .npy file; its head says how large it is before anything is read."""
    import numpy as np

    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    read_head = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read_head(file)
    _require_pixels(math.prod(shape))
    if kind.kind not in "biuf" or not 2 <= len(shape) <= 3 or math.prod(shape) == 0:
        raise ConvanimError(f"an array of {kind} with shape {shape} is no matrix", way="save rows of numbers")
    file.seek(0)
    return np.load(file, allow_pickle=False)


def _of_array(array: Any, size: Pair | None, read: Reading) -> tuple[Matrix, ...]:
    """Bytes in three or four planes, or bytes in one, are pixels; other numbers are what they are."""
    import numpy as np

    if array.dtype == np.uint8:
        return numbers_of_pixels(array, size, read)
    if array.ndim != 2:
        raise ConvanimError(f"an array with shape {array.shape} is no matrix", way="use one plane of it")
    if not np.isfinite(array).all() or np.abs(array).max() >= 10**9:
        raise ConvanimError("it has numbers that are too large, or none at all", way="use numbers below a billion")
    return (_matrix(_resized(array.astype(float), size), ARRAY_PARTS),)


def _resized(grey: Plane, size: Pair | None) -> Plane:
    """In that size, or with the longer side cut down to `MOST_ACROSS`: each cell the mean of what lies in it."""
    rows, columns = grey.shape
    if size is None:
        longer = max(rows, columns)
        scale = min(1.0, MOST_ACROSS / longer)
        size = max(1, round(rows * scale)), max(1, round(columns * scale))
    made: Plane = _shares(rows, size[0]) @ grey @ _shares(columns, size[1]).T
    return made


def _shares(before: int, after: int) -> Plane:
    """How much of each old cell lies in each new one, (after, before), in parts of the new one."""
    import numpy as np

    edges = np.arange(after + 1) * before / after
    low, high = edges[:-1, None], edges[1:, None]
    cells = np.arange(before)[None, :]
    share: Plane = np.clip(np.minimum(high, cells + 1) - np.maximum(low, cells), 0, None) / (high - low)
    return share


def _matrix(values: Plane, parts: int) -> Matrix:
    import numpy as np

    rounded = np.rint(values * parts).astype(int).tolist()
    return tuple(tuple(_value(number, parts) for number in row) for row in rounded)


def _value(number: int, parts: int) -> Value:
    return simplest(Fraction(number, parts))
