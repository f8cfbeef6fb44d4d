"""How long a function's binary takes from exec to its first poll, and how large it is."""

import http.server
import os
import statistics
import subprocess
import threading
import time
from pathlib import Path

# What the template gives a function, as far as it is needed to start.
ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "start-time",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/000000000000/changes.fifo",
    "WEBHOOK_SECRETS_ARN": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:webhooks",
}


def start_milliseconds(binary: Path, runs: int = 5) -> float:
    """The median of `runs` starts of the webhook's `binary`, in milliseconds."""
    return statistics.median(_one_start(binary) for _ in range(runs))


def megabytes(binary: Path) -> float:
    """The size of `binary` in MB of 1,000,000 bytes."""
    return binary.stat().st_size / 1_000_000


def _one_start(binary: Path) -> float:
    polled = threading.Event()
    at = 0.0

    class RuntimeApi(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            nonlocal at
            at = time.perf_counter()
            polled.set()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), RuntimeApi) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"127.0.0.1:{server.server_address[1]}"
        environment = {"PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": address} | ENVIRONMENT
        began = time.perf_counter()
        process = subprocess.Popen([binary], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not polled.wait(10):
                raise TimeoutError(f"{binary} did not poll within 10 s")
        finally:
            process.kill()
            process.wait()
            server.shutdown()
    return (at - began) * 1000
