"""What damage cannot take: backups, quarantine, salvage, repair, checks."""
