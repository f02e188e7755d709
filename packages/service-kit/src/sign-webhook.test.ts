import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSecret, webhookHeaders } from './sign-webhook.ts';

test('R-136 the signature is that of the Standard Webhooks specification’s own example', () => {
  const headers = webhookHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    body: '{"test": 2432232314}',
    at: 1_614_265_330_000,
  });
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  assert.equal(headers['webhook-timestamp'], '1614265330');
});

test('R-136 while a secret is rotated, each message has a signature of both', () => {
  const secrets = [formatSecret(Buffer.alloc(24, 1)), formatSecret(Buffer.alloc(24, 2))];
  const headers = webhookHeaders(secrets, { id: 'msg_1', body: '{}', at: 0 });
  assert.equal(headers['webhook-signature']?.split(' ').length, 2);
});
