"""Charts as SVG strings, one file per kind; each takes plain data and returns a picture that stands alone."""
