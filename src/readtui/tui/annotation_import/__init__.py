"""Imports notes of other programs in the app: asks for a file, shows what would happen, and does it."""
