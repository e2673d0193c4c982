"""A place for everything, in whole px, worked out before anything is drawn. Knows no layer and no colour."""
