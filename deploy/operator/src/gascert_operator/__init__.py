"""The command line of those who run the register: `gascert`."""
