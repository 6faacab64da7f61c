"""Colors for every theme and color depth."""
