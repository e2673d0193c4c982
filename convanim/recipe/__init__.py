"""What was asked, as data, from words, tables or Python; it may draw nothing and write nothing."""
