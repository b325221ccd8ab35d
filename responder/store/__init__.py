"""The one store, Redis: a change of state, its audit record and its announcement are one transaction."""
