import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { silentLog as log } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { AppConnection } from './app-connection.ts';

const GATHER_MS = 2;

/** A connection that has just written one frame, and what is written to it, one text a write. */
async function connect() {
  const clock = new SimulatedClock();
  const writes: string[] = [];
  const write = (bytes: Buffer): number => writes.push(bytes.toString());
  // Only the writing side of a socket is used here.
  const socket = { writable: true, writableLength: 0, write } as unknown as Socket;
  const limits = { unsentBytesMax: 1e6, gatherMs: GATHER_MS };
  const app = new AppConnection({ number: 1, socket, isOutbound: false, limits, clock, log });
  app.send(Buffer.from('first'), 'call-1');
  await turn();
  return { app, clock, writes };
}

test('frames of several calls that follow each other soon go in one write', async () => {
  const { app, clock, writes } = await connect();
  app.send(Buffer.from('a'), 'call-1');
  app.send(Buffer.from('b'), 'call-2');
  app.send(Buffer.from('c'));
  clock.advance(GATHER_MS);
  assert.deepEqual(writes, ['first', 'abc']);
});

test('frames of one call never go in one write: whoever awaits the first begins to listen after it', async () => {
  const { app, clock, writes } = await connect();
  app.send(Buffer.from('200 '), 'call-1');
  app.send(Buffer.from('other'), 'call-2');
  clock.advance(1);
  app.send(Buffer.from('BYE '), 'call-1');
  app.send(Buffer.from('another'), 'call-3');
  assert.deepEqual(writes, ['first', '200 other']);
  clock.advance(GATHER_MS - 1);
  assert.deepEqual(writes, ['first', '200 other'], 'the BYE waits its whole time');
  clock.advance(1);
  assert.deepEqual(writes, ['first', '200 other', 'BYE another']);
});
