"""Stands for AWS's library where a test has no AWS: one secret, whose answer a variable has. It proves how the edge asks, not that AWS answers."""

import json
import os


class _Secrets:
    def __init__(self, region_name: str) -> None:
        self.region_name = region_name

    def get_secret_value(self, SecretId: str) -> dict:  # noqa: N803: AWS's name
        answer = json.loads(os.environ["SECRET_ANSWER"])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return {name: value.replace("{asked}", f"{SecretId} in {self.region_name}") for name, value in answer.items()}


def client(service: str, region_name: str) -> _Secrets:
    assert service == "secretsmanager"
    return _Secrets(region_name)
