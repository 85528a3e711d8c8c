"""An Iceberg table of the lake, as tables/ defines it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IcebergTable:
    """A table by its name with schema, its columns with their types, and the statement that makes it."""

    name: str
    columns: dict[str, str]
    create: str
