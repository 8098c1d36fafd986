"""Instruments, answers, profiles of need."""
