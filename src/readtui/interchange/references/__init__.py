"""Readers of what reference managers export, a module a program."""
