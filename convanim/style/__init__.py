"""Colours and marks of roles: themes, theme files, the rules of contrast. Knows no layer and no place."""
