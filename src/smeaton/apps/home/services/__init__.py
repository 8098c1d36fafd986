"""Writes that cross stages: erasing people, holds, periods, corrections."""
