"""Counterfoil: a help desk that runs by its own procedures and can prove it did."""
