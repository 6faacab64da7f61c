"""Readers of what programs for saving articles export: their pages, with highlights, a module a program."""
