"""Deciding on doubtful annotations."""
