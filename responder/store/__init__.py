"""The one store, Redis: every change of state is one transaction with its audit record and its announcement."""
