"""The report: what people read of a comparison, as one self-contained HTML document in two languages."""
