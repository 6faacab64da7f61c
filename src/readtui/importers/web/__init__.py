"""What an address gives: fetched, unpacked, bounded."""
