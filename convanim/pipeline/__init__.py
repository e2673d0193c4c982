"""A recipe becomes a file here, where planner, renderer and encoder meet; it may know no page and no command."""
