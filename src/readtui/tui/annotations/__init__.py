"""The annotations screen."""
