"""Brings in annotations, and articles, from other programs: reads, plans, writes; and those that wait."""
