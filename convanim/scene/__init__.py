"""The words of pictures: roles, cells, panels, links and frames; it may know no layer, no colour and no pixel."""
