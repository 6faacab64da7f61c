"""Readers of projects of qualitative research, a module a format."""
