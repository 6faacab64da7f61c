"""Links in texts and notes: following them, the way back, and what links here."""
