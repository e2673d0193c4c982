"""A place for everything, in whole px, before anything is drawn; it may know no layer and no colour."""
