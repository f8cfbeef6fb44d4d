"""What a delivery is about, if its signature is the store's. The same for both Python handlers."""

import base64
import hashlib
import hmac
import json

TOPICS = {
    "order.created", "order.updated", "order.deleted", "order.restored",
    "customer.created", "customer.updated", "customer.deleted",
}


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(made, signature)


def hint(store: str, topic: str, body: bytes, request_id: str) -> tuple[str, str] | None:
    """The message and its group, or nothing if there is nothing to do."""
    identity = json.loads(body).get("id")
    if topic not in TOPICS or not identity:
        return None
    resource = topic.split(".")[0]
    message = {"store": store, "resource": resource, "id": identity, "topic": topic, "source": "webhook", "trace": request_id}
    return json.dumps(message), f"{store}.{resource}.{identity}"
