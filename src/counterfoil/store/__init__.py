"""What the engine gives us, in our words. No help-desk word in here."""
