"""Protection against damage: backups, quarantine, salvage, repair, checks."""
