"""Between a layer and the frameworks: the lines that make it there, and a framework's layer read as one of ours.

No framework is imported: a line is text, and a layer is known by the names of its class and of its attributes.
"""

from convanim.frameworks.lines import framework_lines
from convanim.frameworks.reading import MODULES, read_module

__all__ = ["MODULES", "framework_lines", "read_module"]
