"""The OpenAPI document: its parameters, responses and wording, generated from what the handlers declare."""
