"""Pictures in pages: snippets, posts, galleries and the plan document; it may draw only through the pipeline."""
