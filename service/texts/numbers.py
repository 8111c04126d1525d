"""Numbers as a language writes them. Imports the shape of texts."""

from service.texts.shape import NumberFormat


def write_number(value: float, numbers: NumberFormat, form: str = "g") -> str:
    """Return a number in a format of Python's, with the decimal mark of the language."""
    return f"{value:{form}}".replace(".", numbers.decimal)


def write_amount(value: int, numbers: NumberFormat) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{value:,}".replace(",", numbers.thousands)


def is_singular(number: float, numbers: NumberFormat) -> bool:
    """Tell whether a noun after this number stands in the singular: French counts so up to two."""
    return number == 1 or (numbers.is_zero_singular and number < 2)
