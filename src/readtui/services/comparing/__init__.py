"""Coders compared: how far their codes agree, where they differ, and what they agree on in the end."""
