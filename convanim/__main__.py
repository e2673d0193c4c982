"""`python -m convanim` and the installed command `convanim`: signals are handled before anything else is loaded."""

from convanim.core.signals import end_on_signals, ignore_signals


def main() -> None:
    """Run the command line."""
    end_on_signals()
    from convanim.cli import main as run

    try:
        run()
    finally:
        ignore_signals()


if __name__ == "__main__":
    main()
