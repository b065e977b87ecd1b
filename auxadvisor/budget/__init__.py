"""Training on a budget of minutes: successive halving over auxiliary languages, then full seeds."""
