"""What staff may do to the line: each rule once, for commands, phone and browser alike."""
