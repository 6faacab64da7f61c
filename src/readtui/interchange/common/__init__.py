"""What readers of several formats share: JSON, CSV, times, colors."""
