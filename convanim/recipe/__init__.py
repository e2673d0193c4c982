"""What was asked, as data, from words, tables or Python. Draws nothing and writes nothing."""
