"""Calls AWS, or what stands for it: python ask-aws.py, with [[service, operation, parameters], …] as JSON on its input. Answers, or errors, come as JSON in the same order."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

clients = {}


def answer(service, operation, parameters):
    client = clients.setdefault(service, boto3.client(service))
    try:
        said = getattr(client, operation)(**parameters)
    except ClientError as error:
        return {"Error": str(error)}
    said.pop("ResponseMetadata", None)
    return said


json.dump([answer(*call) for call in json.load(sys.stdin)], sys.stdout, default=str)
