"""How long a function takes from exec to its first poll for work."""

import os
import socket
import statistics
import subprocess
import time
from pathlib import Path

RUNS = 10


def milliseconds(binary: Path) -> float:
    """The median of some starts."""
    return statistics.median(one_start(binary) for _ in range(RUNS))


def one_start(binary: Path) -> float:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.getsockname()[1]}",
            "AWS_LAMBDA_FUNCTION_NAME": "start-up",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_LOG_GROUP_NAME": "none",
            "AWS_LAMBDA_LOG_STREAM_NAME": "none",
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "QUEUE_URL": "http://127.0.0.1:1/queue",
            "WEBHOOK_SECRETS_ARN": "secrets",
        }
        started = time.perf_counter()
        process = subprocess.Popen([binary], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection, _ = server.accept()
            connection.recv(1)
            return (time.perf_counter() - started) * 1000
        finally:
            process.kill()
            process.wait()
