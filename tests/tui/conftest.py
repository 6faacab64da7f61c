"""Every journey has a library of its own."""

from app_fixtures import own_places, rivers, services

__all__ = ["own_places", "rivers", "services"]
