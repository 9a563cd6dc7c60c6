"""The words of GasCert: calls, events, errors and the vocabulary that all services share."""
