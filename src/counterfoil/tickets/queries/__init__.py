"""What is read of tickets. Every query begins with what its actor may see; none of them changes anything."""
