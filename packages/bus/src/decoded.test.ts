import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decoded, decodedOfProcess } from './decoded.ts';
import { PoisonMessage, type BusMessage } from './port.ts';

const MESSAGE: BusMessage = {
  topic: 't',
  partition: 0,
  offset: 0n,
  id: 'a',
  key: 'k',
  type: 'LeadDeleted',
  payload: Uint8Array.of(7),
  occurredAt: 0,
  headers: {},
};

test('a message is what its codec makes of the payload', () => {
  assert.equal(decoded({ decode: ([first]) => first }, MESSAGE), 7);
});

test('a payload that cannot be read is no reason to try again, and the error names type and cause', () => {
  const cause = new RangeError('planted');
  const codec = {
    decode(): never {
      throw cause;
    },
  };
  assert.throws(
    () => decoded(codec, MESSAGE),
    (error) =>
      error instanceof PoisonMessage && error.message.includes('LeadDeleted') && error.cause === cause,
  );
});

test('bad-inputs kafka/3 kafka/20: an event of another process than its key is set aside, an empty one with it', () => {
  const codec = { decode: () => ({ processId: 'p' }) };
  assert.deepEqual(decodedOfProcess(codec, { ...MESSAGE, key: 'p' }), { processId: 'p' });
  assert.throws(() => decodedOfProcess(codec, { ...MESSAGE, key: 'q' }), PoisonMessage);
  const empty = { decode: () => ({ processId: '' }) };
  assert.throws(() => decodedOfProcess(empty, { ...MESSAGE, key: 'p' }), PoisonMessage);
});
