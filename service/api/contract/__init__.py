"""The OpenAPI document, generated from what the handlers declare and from the texts."""
