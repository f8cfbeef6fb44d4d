"""The webhook in Python with boto3."""

import base64
import json
import os

import boto3

import delivery

sqs = boto3.client("sqs")
secrets = boto3.client("secretsmanager")
kept: dict = {}


def webhook_secrets() -> dict:
    if not kept:
        kept.update(json.loads(secrets.get_secret_value(SecretId=os.environ["WEBHOOK_SECRETS_ARN"])["SecretString"]))
    return kept


def handler(event, context):
    headers, store = event["headers"], event["pathParameters"]["store"]
    body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    keys = webhook_secrets().get(store)
    if not keys or not delivery.is_signed(keys["current"], body, headers.get("x-wc-webhook-signature", "")):
        return {"statusCode": 401, "body": "Unauthorized"}
    request_id = event["requestContext"]["requestId"]
    found = delivery.hint(store, headers.get("x-wc-webhook-topic", ""), body, request_id)
    if found:
        message, group = found
        sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=message, MessageGroupId=group, MessageDeduplicationId=request_id)
    print(json.dumps({"message": "delivery", "outcome": "queued", "trace": request_id}))
    return {"statusCode": 200, "body": "queued"}
