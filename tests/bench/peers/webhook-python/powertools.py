"""The webhook in Python with Powertools for AWS Lambda: its router, logger and parameters."""

import os

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities import parameters

import delivery

app, logger = APIGatewayHttpResolver(), Logger()
sqs = boto3.client("sqs")


@app.post("/webhooks/<store>")
def webhook(store: str):
    event = app.current_event
    body = event.decoded_body.encode()
    secrets = parameters.get_secret(os.environ["WEBHOOK_SECRETS_ARN"], transform="json", max_age=3600)
    keys = secrets.get(store)
    if not keys or not delivery.is_signed(keys["current"], body, event.headers.get("x-wc-webhook-signature", "")):
        return Response(status_code=401, content_type="text/plain", body="Unauthorized")
    request_id = event.request_context.request_id
    found = delivery.hint(store, event.headers.get("x-wc-webhook-topic", ""), body, request_id)
    if found:
        message, group = found
        sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=message, MessageGroupId=group, MessageDeduplicationId=request_id)
    logger.info("delivery", outcome="queued", trace=request_id)
    return Response(status_code=200, content_type="text/plain", body="queued")


def handler(event, context):
    return app.resolve(event, context)
