"""The page of sliders: 625 runs around one policy, and one offline document that shows them."""
