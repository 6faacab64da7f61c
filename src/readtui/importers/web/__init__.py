"""Fetches and unpacks web pages, within limits."""
