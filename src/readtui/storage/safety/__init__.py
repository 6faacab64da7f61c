"""Protection against damage: backups, quarantine, repair."""
