"""Figures and documents for the working group: rows in, figures and pages out. Pure."""
