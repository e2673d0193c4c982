"""convanim: one command turns a convolution layer's numbers into an animated picture that teaches.

In Python, `convanim.conv(5, 3, padding=1, stride=2)` is such a picture: it shows itself in a notebook. What an editor
knows of these calls stands in `__init__.pyi`, which is made from the table of options.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """What `api` offers, loaded when it is asked for: the command line needs none of it to start."""
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module 'convanim' has no attribute '{name}'")
    import convanim.api

    if name == "__all__":
        return convanim.api.__all__
    if name not in convanim.api.__all__:
        raise AttributeError(f"module 'convanim' has no attribute '{name}'")
    return getattr(convanim.api, name)


def load_ipython_extension(shell: object) -> None:
    """Make `%%convanim` known, for `%load_ext convanim`."""
    from convanim.notebook import load

    load(shell)


def __dir__() -> list[str]:
    import convanim.api

    return sorted({*globals(), *convanim.api.__all__})
