"""Pictures in pages: snippets, posts, galleries, the plan document. Draws only through the pipeline."""
