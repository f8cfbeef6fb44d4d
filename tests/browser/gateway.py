"""The console's API over HTTP: each request becomes an event of the API's, and goes to the function.

The gateway of the local AWS refuses odd requests itself, or alters them; here all of them arrive. The
function is the real one, in its real place. The person who asks may operate.
"""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.local.deploy import client

CLAIMS = {"username": "fuzz", "token_use": "access", "cognito:groups": "[operate]"}
BASE = "/api/v1"


class Gateway:
    """Use it as a context. `url` is where the API begins; `asked` counts the requests, `failed` holds those
    in which the function failed."""

    def __init__(self, aws_url: str, function: str):
        self.asked, self.failed = 0, []
        self._functions, self._name = client("lambda", aws_url), function
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                # The gateway lets no such header through.
                if any(not value.isprintable() for value in self.headers.values()):
                    self.send_error(400)
                    return
                length = int(self.headers.get("content-length") or 0)
                status, headers, body = gateway.ask(self.command, self.path, dict(self.headers), self.rfile.read(length))
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "connection"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def __getattr__(self, name):
                # Any method: the route takes all of them.
                if name.startswith("do_"):
                    return self.answer
                raise AttributeError(name)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{BASE}"

    def __enter__(self) -> "Gateway":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, dict, bytes]:
        self.asked += 1
        answer = self._functions.invoke(FunctionName=self._name, Payload=json.dumps(event(method, target, headers, body)))
        said = json.loads(answer["Payload"].read())
        if "statusCode" not in said:
            self.failed.append(f"{method} {target}: {said}")
            return 500, {"content-type": "application/json"}, json.dumps(said).encode()
        text = said.get("body") or ""
        told = base64.b64decode(text) if said.get("isBase64Encoded") else text.encode()
        return said["statusCode"], said.get("headers") or {}, told


def event(method: str, target: str, headers: dict[str, str], body: bytes) -> dict:
    path, _, query = target.partition("?")
    # Names in lower case, as the gateway writes them; no compression, which nobody here would undo.
    told = {name.lower(): value for name, value in headers.items() if name.lower() != "accept-encoding"}
    return {
        "version": "2.0", "routeKey": "ANY /api/v1/{proxy+}", "rawPath": path, "rawQueryString": query, "headers": told,
        "requestContext": {
            "accountId": "000000000000", "apiId": "a", "domainName": "console.example", "domainPrefix": "a", "requestId": "r",
            "routeKey": "ANY /api/v1/{proxy+}", "stage": "$default", "time": "28/Nov/2026:12:00:00 +0000", "timeEpoch": 0,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "-"},
            "authorizer": {"jwt": {"claims": CLAIMS, "scopes": None}},
        },
        "body": base64.b64encode(body).decode(), "isBase64Encoded": True,
    }
