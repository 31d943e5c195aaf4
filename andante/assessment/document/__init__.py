"""The assessment document and the notice: one view, written as HTML, DOCX and PDF, in two languages."""
