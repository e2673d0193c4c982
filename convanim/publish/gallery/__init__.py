"""Many pictures from one TOML file, and the page that shows them; it may know no command line."""
