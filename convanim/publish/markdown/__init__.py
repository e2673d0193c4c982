"""The blocks of a Markdown post, and their pictures."""
