"""What is made of the code for the guides."""
