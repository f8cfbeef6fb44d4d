"""What goes along with a release: the licences of what is linked in, and a bill of materials."""
