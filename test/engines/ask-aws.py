"""Calls AWS, or what stands for it: python ask-aws.py, with [[service, operation, parameters], …] as JSON on its input. Answers come as JSON in the same order."""
import json
import sys

import boto3

clients = {}


def answer(service, operation, parameters):
    client = clients.setdefault(service, boto3.client(service))
    said = getattr(client, operation)(**parameters)
    said.pop("ResponseMetadata", None)
    return said


json.dump([answer(*call) for call in json.load(sys.stdin)], sys.stdout, default=str)
