"""Instruments that Smeaton ships, as text. The engine never opens them: the caller reads and passes them."""
