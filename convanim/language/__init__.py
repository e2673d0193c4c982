"""What pictures say, in any language: every sentence stands in one table; it may know no layer and no picture."""
