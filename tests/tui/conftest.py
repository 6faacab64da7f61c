"""A separate library for every journey."""

from app_fixtures import own_places, rivers, services

__all__ = ["own_places", "rivers", "services"]
