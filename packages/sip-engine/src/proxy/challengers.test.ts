import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { Challengers } from './challengers.ts';

const challenge = (nonce: string): ReturnType<typeof sampleResponse> => {
  const made = sampleResponse(sampleRequest('INVITE'), 407);
  const value = `Digest realm="r", nonce="${nonce}"`;
  return { ...made, headers: [...made.headers, { name: 'Proxy-Authenticate', value }] };
};
const answerTo = (nonce: string): ReturnType<typeof sampleRequest> =>
  sampleRequest('INVITE', [{ name: 'Proxy-Authorization', value: `Digest username="a", nonce="${nonce}"` }]);

test('credentials lead to the target that asked for them, once and not for ever', () => {
  const challengers = new Challengers(1_000, 10);
  challengers.learn(challenge('n1'), 'sip:a@192.0.2.1', 0);
  challengers.learn(challenge('n2'), 'sip:b@192.0.2.2', 0);
  assert.equal(challengers.take(answerTo('n1'), 999), 'sip:a@192.0.2.1');
  assert.equal(challengers.take(answerTo('n1'), 999), undefined);
  assert.equal(challengers.take(answerTo('n2'), 1_000), undefined);
  assert.equal(challengers.take(sampleRequest('INVITE'), 0), undefined);
});

test('no more challenges are kept than allowed, the latest ones', () => {
  const challengers = new Challengers(1_000, 2);
  for (const nonce of ['n1', 'n2', 'n3']) challengers.learn(challenge(nonce), `sip:${nonce}@192.0.2.1`, 0);
  assert.equal(challengers.take(answerTo('n1'), 1), undefined);
  assert.equal(challengers.take(answerTo('n3'), 1), 'sip:n3@192.0.2.1');
});
