"""convanim: one command turns a convolution layer's numbers into an animated picture that teaches.

In Python, `convanim.conv(5, 3, padding=1, stride=2)` is such a picture: it shows itself in a notebook. What an editor
knows of these calls stands in `__init__.pyi`, which is made from the table of options.
"""

__version__ = "0.1.0"

__all__ = [  # loaded below when they are asked for
    "Animation",
    "ConvanimError",
    "Exploration",
    "OutputError",
    "avgpool",
    "avgpool1d",
    "checkerboard",
    "compare",
    "conv",
    "conv1d",
    "explore",
    "from_module",
    "maxpool",
    "maxpool1d",
    "roundtrip",
    "sheet",
    "stack",
    "transposed",
    "transposed1d",
]


def __getattr__(name: str) -> object:
    """What `__all__` names, loaded when it is asked for: the command line needs none of it to start."""
    if name not in __all__:
        raise AttributeError(f"module 'convanim' has no attribute '{name}'")
    import convanim.api

    return getattr(convanim.api, name)


def load_ipython_extension(shell: object) -> None:
    """Make `%%convanim` known, for `%load_ext convanim`."""
    from convanim.notebook import load

    load(shell)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
