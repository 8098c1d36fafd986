"""Writes that cross stages: erasing people, holds, periods, corrections; how somebody signs in."""
