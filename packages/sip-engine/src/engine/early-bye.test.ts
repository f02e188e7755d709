import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomApp } from '../testing/random-app.ts';
import { RandomPeer } from '../testing/random-peer.ts';
import { SimulatedEngine } from '../testing/simulated-engine.ts';

test('an INVITE that is answered while the BYE of its early dialog is on the way is acknowledged', () => {
  const engine = new SimulatedEngine('early BYE');
  const app = new RandomApp(engine);
  const peer = new RandomPeer(engine);
  const listen = (): void => [app, peer].forEach((each) => each.listen());
  app.open('INVITE');
  listen();
  const [invite] = peer.open;
  assert(invite !== undefined);
  peer.answer(invite, 180, { toTag: 't1', timer: undefined });
  listen();
  const [dialogId] = app.dialogs;
  assert(dialogId !== undefined);
  app.within(dialogId, 'BYE');
  peer.answer(invite, 200, { toTag: 't1', timer: undefined });
  // Nobody answers the BYE.
  engine.clock.advance(40_000);
  listen();
  assert.deepEqual([...peer.owedAcks], []);
  assert.equal(engine.toPeer.filter((it) => it.type === 'request' && it.method === 'ACK').length, 1);
});
