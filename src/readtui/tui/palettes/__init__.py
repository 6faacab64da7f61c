"""Colors for every theme and depth."""
