"""What an AI deployment does to the people whose work it touches, and what a policy decides on it."""
