// The webhook in Node with the AWS SDK v3.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const TOPICS = new Set([
  'order.created', 'order.updated', 'order.deleted', 'order.restored',
  'customer.created', 'customer.updated', 'customer.deleted',
]);

const sqs = new SQSClient({});
const secretsManager = new SecretsManagerClient({});
let secrets;

async function webhookSecrets() {
  if (!secrets) {
    const answer = await secretsManager.send(new GetSecretValueCommand({ SecretId: process.env.WEBHOOK_SECRETS_ARN }));
    secrets = JSON.parse(answer.SecretString);
  }
  return secrets;
}

function isSigned(secret, body, signature) {
  const made = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature ?? '', 'base64');
  return given.length === made.length && timingSafeEqual(made, given);
}

export async function handler(event) {
  const { store } = event.pathParameters;
  const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  const keys = (await webhookSecrets())[store];
  if (!keys || !isSigned(keys.current, body, event.headers['x-wc-webhook-signature'])) {
    return { statusCode: 401, body: 'Unauthorized' };
  }
  const topic = event.headers['x-wc-webhook-topic'];
  const { id } = JSON.parse(body);
  const { requestId } = event.requestContext;
  if (TOPICS.has(topic) && id) {
    const resource = topic.split('.')[0];
    await sqs.send(new SendMessageCommand({
      QueueUrl: process.env.QUEUE_URL,
      MessageBody: JSON.stringify({ store, resource, id, topic, source: 'webhook', trace: requestId }),
      MessageGroupId: `${store}.${resource}.${id}`,
      MessageDeduplicationId: requestId,
    }));
  }
  console.log(JSON.stringify({ message: 'delivery', outcome: 'queued', trace: requestId }));
  return { statusCode: 200, body: 'queued' };
}
