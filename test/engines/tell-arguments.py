"""Tells what phases would be given of its own arguments, and whether Glue's library is there."""

import importlib.util
import json
import sys

from edge import Phase, arguments, with_hash_key
from lake_job import ExpectedError

PHASES = {"one": Phase(print), "two": Phase(print, needs=("from",), takes=("to",))}
try:
    print(json.dumps({"library": importlib.util.find_spec("awsglue") is not None, **with_hash_key(arguments(sys.argv, PHASES))}))
except ExpectedError as error:
    print(error)
