"""The numbers in the cells: exact, seeded, read, or a named kernel's. Knows no layer."""
