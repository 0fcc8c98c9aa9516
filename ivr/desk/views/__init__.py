"""What staff look at: the desk's records put together for one page or one list each; nothing here changes the line."""
