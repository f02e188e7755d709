import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oncePerMessage } from './once-per-message.ts';
import type { BusMessage } from './port.ts';

const context = { signal: new AbortController().signal, attempt: 1 };

function message(id: string): BusMessage {
  const payload = new Uint8Array();
  return {
    id,
    topic: 't',
    partition: 0,
    offset: 0n,
    key: 'k',
    type: 'T',
    payload,
    occurredAt: 0,
    headers: {},
  };
}

test('a message is handled once however often it comes, in order', async () => {
  const handled: string[] = [];
  const handler = oncePerMessage(async ({ id }) => void handled.push(id));
  await handler(['a', 'b', 'a'].map(message), context);
  await handler(['b', 'c'].map(message), context);
  assert.deepEqual(handled, ['a', 'b', 'c']);
});

test('a message whose handling failed is handled again, those before it are not', async () => {
  const handled: string[] = [];
  let failing = true;
  const handler = oncePerMessage(async ({ id }) => {
    if (id === 'b' && failing) throw new Error('planted');
    handled.push(id);
  });
  await assert.rejects(handler(['a', 'b'].map(message), context), /planted/);
  failing = false;
  await handler(['a', 'b'].map(message), context);
  assert.deepEqual(handled, ['a', 'b']);
});

test('only so many ids are remembered, the newest', async () => {
  const handled: string[] = [];
  const handler = oncePerMessage(async ({ id }) => void handled.push(id), 2);
  await handler(['a', 'b', 'c', 'b', 'c', 'a'].map(message), context);
  assert.deepEqual(handled, ['a', 'b', 'c', 'a']);
});

test('a delivery that was given up stops before its next message', async () => {
  const stop = new AbortController();
  const handled: string[] = [];
  const handler = oncePerMessage(async ({ id }) => {
    handled.push(id);
    stop.abort(new Error('given up'));
  });
  await assert.rejects(handler(['a', 'b'].map(message), { signal: stop.signal, attempt: 1 }), /given up/);
  assert.deepEqual(handled, ['a']);
});
