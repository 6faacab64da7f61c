"""Writes changes completely or not at all."""
