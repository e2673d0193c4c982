"""The numbers in the cells: exact, seeded, read, or those of a named kernel; it may know no layer."""
