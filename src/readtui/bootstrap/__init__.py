"""Assembles the parts: services on an open library, and what works on a closed one."""

from readtui.bootstrap.services import Services, open_services

__all__ = ["Services", "open_services"]
