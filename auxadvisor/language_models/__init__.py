"""Character language models: Witten-Bell n-grams, Gamallo's n-grams, and the text they read."""
