"""What happens next: one pure step function for calls and one for texts; knows no clock, network, disk or vendor."""
