"""A recipe becomes a file. The only room in which planner, renderer and encoder meet."""
