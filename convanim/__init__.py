"""convanim: one command turns a convolution layer's numbers into an animated picture that teaches.

In Python, `convanim.conv(5, 3, padding=1, stride=2)` is such a picture: it shows itself in a notebook.
"""

TYPE_CHECKING = (
    False  # for type checkers, who take it for True; importing `typing` would cost more than all else here
)
if TYPE_CHECKING:
    from convanim.api import Animation, conv, from_module, transposed
    from convanim.core.errors import ConvanimError, OutputError

__version__ = "0.1.0"

__all__ = ["Animation", "ConvanimError", "OutputError", "conv", "from_module", "transposed"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """What `__all__` names, loaded when it is asked for: the command line needs none of it to start."""
        if name not in __all__:
            raise AttributeError(f"module 'convanim' has no attribute '{name}'")
        import convanim.api

        return getattr(convanim.api, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
