"""What a text is about, learnt from the examples of a content, on this machine, anew for each edition."""
