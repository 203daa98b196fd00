"""The ways a notice goes out, one file each: `write` puts it down once, `send` hands it over."""
