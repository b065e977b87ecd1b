"""Settings × seeds -> results: training runs, their folder, what their differences are worth."""
