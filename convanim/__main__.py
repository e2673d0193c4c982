"""`python -m convanim` is the command `convanim`."""

from convanim.cli import main

main()
