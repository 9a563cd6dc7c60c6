"""The manual's rules on certificates: pure functions over frozen values, without clock or I/O."""
