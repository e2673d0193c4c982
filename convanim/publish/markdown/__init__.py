"""The blocks of a Markdown post become pictures; it may change no other byte of the post."""
