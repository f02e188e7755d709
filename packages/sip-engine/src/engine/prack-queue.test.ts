import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomApp } from '../testing/random-app.ts';
import { RandomPeer } from '../testing/random-peer.ts';
import { SimulatedEngine } from '../testing/simulated-engine.ts';

test('an answer that waits for a PRACK goes out also when the app never answers that PRACK', () => {
  const engine = new SimulatedEngine('prack');
  const app = new RandomApp(engine);
  const peer = new RandomPeer(engine);
  peer.call('INVITE', undefined);
  app.listen();
  const [invite] = app.asked;
  assert(invite !== undefined);
  app.answer(invite, 183);
  app.answer(invite, 183);
  peer.listen();
  const [dialog] = peer.dialogs;
  assert(dialog !== undefined);
  peer.within(dialog, 'PRACK');
  app.listen();
  assert.deepEqual([...app.replies.values()], [1, 0], 'the second waits until the PRACK is answered');
  engine.clock.advance(40_000);
  app.listen();
  assert.deepEqual([...app.replies.values()], [1, 1]);
});
