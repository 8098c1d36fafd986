"""The catalogue, plan runs and support packages."""
