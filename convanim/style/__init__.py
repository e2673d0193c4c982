"""Colours and marks of roles: themes, theme files, rules of contrast; it may know no layer and no place."""
