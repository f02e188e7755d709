import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { LossyRelay } from '../testing/lossy-relay.ts';
import { Bed, next, portOf, SDP, until } from '../testing/test-bed.ts';

test('with a third of all datagrams lost every call still is set up, acknowledged and ended, once', async () => {
  await using near = await Bed.open();
  await using far = await Bed.open();
  await using relay = await LossyRelay.open(
    { a: portOf(near.engine), b: portOf(far.engine) },
    0.33,
    seededRandom('loss'),
  );
  let taken = 0;
  let acknowledged = 0;
  far.app.invite(async (req, res) => {
    taken += 1;
    res.send(180);
    const dialog = await far.app.createUAS(req, res, { localSdp: SDP });
    dialog.once('ack', () => (acknowledged += 1));
  });
  const calls = 10;
  for (let call = 0; call < calls; call += 1) {
    const proxy = `sip:127.0.0.1:${relay.port}`;
    const placed = near.app.createUAC('sip:bob@127.0.0.1:5099', { localSdp: SDP, proxy });
    const dialog = await placed;
    await until(() => acknowledged === call + 1, 'the ACK');
    await dialog.destroy();
  }
  assert.equal(taken, calls);
  assert.ok(relay.lost > 10, `only ${relay.lost} lost`);
  await until(() => far.engine.stats().dialogs === 0, 'the far dialogs to end');
  assert.equal(near.engine.stats().dialogs, 0);
});

test('an app that hangs up while its 200 is unacknowledged ends the repetition', async () => {
  await using near = await Bed.open();
  await using far = await Bed.open();
  far.app.invite(async (req, res) => {
    const dialog = await far.app.createUAS(req, res, { localSdp: SDP });
    await dialog.destroy();
  });
  const dialog = await near.app.createUAC(far.uri('bob'), { localSdp: SDP });
  await next(dialog, 'destroy');
  await until(() => far.engine.stats().dialogs === 0, 'the far dialog to end');
});
