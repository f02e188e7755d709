import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel, replaceFirstHeader } from '../message/build.ts';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import {
  type AppIncoming,
  type AppOutgoing,
  Bed,
  next,
  portOf,
  SDP,
  until,
  within,
} from '../testing/test-bed.ts';
import { deferred } from '@firstring/kernel';

/** Starts a call and gives the request that can cancel it. */
async function calling(bed: Bed, uri: string): Promise<{ placed: Promise<unknown>; request: AppOutgoing }> {
  const sent = deferred<AppOutgoing>();
  const placed = bed.app.createUAC(uri, { localSdp: SDP }, { cbRequest: (_error, req) => sent.resolve(req) });
  placed.catch(() => {});
  return { placed, request: await within(10_000, sent.promise, 'the request') };
}

test('a CANCEL after 180 goes out at once, and the 487 reaches the app', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed, request } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 180);
  await until(() => bed.engine.stats().dialogs === 1, 'the early dialog');
  request.cancel();
  const cancel = await peer.takeRequest('CANCEL');
  assert.equal(header(cancel, 'Via'), header(invite, 'Via'));
  peer.respond(cancel, 200);
  peer.respond(invite, 487);
  await assert.rejects(placed, (error: { status?: number }) => error.status === 487);
  await peer.takeRequest('ACK');
});

test('a CANCEL before any answer waits for the first one', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed, request } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  const invite = await peer.takeRequest('INVITE');
  const answered = deferred<unknown>();
  request.cancel((error) => answered.resolve(error));
  assert.equal(await within(10_000, answered.promise, 'the answer to the CANCEL'), null);
  assert.equal(peer.pending('CANCEL'), 0);
  peer.respond(invite, 100);
  peer.respond(await peer.takeRequest('CANCEL'), 200);
  peer.respond(invite, 487);
  await assert.rejects(placed, (error: { status?: number }) => error.status === 487);
});

test('no answer after a CANCEL is 408', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed, request } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  peer.respond(await peer.takeRequest('INVITE'), 180);
  await until(() => bed.engine.stats().dialogs === 1, 'the early dialog');
  request.cancel();
  peer.respond(await peer.takeRequest('CANCEL'), 200);
  await assert.rejects(placed, (error: { status?: number }) => error.status === 408);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('ringing without end is cancelled by the engine', async () => {
  await using bed = await Bed.open({ timers: { timerCMs: 100 } });
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 180);
  peer.respond(await peer.takeRequest('CANCEL'), 200);
  peer.respond(invite, 487);
  await assert.rejects(placed, (error: { status?: number }) => error.status === 487);
});

test('a 200 that crosses the CANCEL: acknowledged, then ended, and the app is told why', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed, request } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 180);
  await until(() => bed.engine.stats().dialogs === 1, 'the early dialog');
  const reason = placed.then(
    (dialog) =>
      new Promise((resolve) => (dialog as AppIncoming).once('destroy', (_req, text) => resolve(text))),
  );
  request.cancel();
  const cancel = await peer.takeRequest('CANCEL');
  peer.respond(invite, 200, { body: SDP });
  peer.respond(cancel, 200);
  await peer.takeRequest('ACK');
  peer.respond(await peer.takeRequest('BYE'), 200);
  assert.equal(await reason, 'ACK-BYE due to cancel race condition');
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('an unknown request cannot be cancelled', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const { placed, request } = await calling(bed, `sip:bob@127.0.0.1:${peer.port}`);
  peer.respond(await peer.takeRequest('INVITE'), 404);
  await assert.rejects(placed);
  const answered = deferred<unknown>();
  request.cancel((error) => answered.resolve(error));
  assert.match(String(await answered.promise), /unable to cancel unknown transaction id/);
});

test('a caller gives up: 200 to its CANCEL, 487 to its INVITE, and the app is told', async () => {
  for (const ring of [false, true]) {
    await using bed = await Bed.open();
    await using peer = await ScriptedPeer.open(portOf(bed.engine));
    const called = deferred<AppIncoming>();
    const late = deferred<unknown>();
    bed.app.invite((req, res) => {
      if (ring) res.send(180);
      req.on('cancel', () => res.send(200, { body: SDP }, (error) => late.resolve(error)));
      called.resolve(req);
    });
    const invite = peer.request('INVITE', [], SDP);
    peer.send(invite);
    if (ring) await peer.takeResponse(180);
    const req = await called.promise;
    const cancelled = next(req, 'cancel');
    peer.send(createCancel(invite));
    await peer.takeResponse(200, 'CANCEL');
    await peer.takeResponse(487);
    await cancelled;
    assert.match(String(await late.promise), /unknown transaction/);
    assert.equal(bed.engine.stats().dialogs, 0);
  }
});

test('a CANCEL with another Via than its INVITE is known by its call', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((_req, res) => res.send(180));
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  await peer.takeResponse(180);
  const via = `SIP/2.0/UDP 10.9.9.9:5060;rport;branch=z9hG4bKelsewhere`;
  peer.send(replaceFirstHeader(createCancel(invite), 'Via', via));
  await peer.takeResponse(200, 'CANCEL');
  await peer.takeResponse(487);
});

test('a CANCEL of nothing is answered 481; one after the 200 changes nothing', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((req, res) => void bed.app.createUAS(req, res, { localSdp: SDP }));
  const invite = peer.request('INVITE', [], SDP);
  peer.send(createCancel(invite));
  await peer.takeResponse(481, 'CANCEL');
  const second = peer.request('INVITE', [], SDP);
  peer.send(second);
  const answer = await peer.takeResponse(200);
  peer.send(createCancel(second));
  await peer.takeResponse(200, 'CANCEL');
  peer.send(peer.inDialog(second, answer, { method: 'ACK', cseq: 1 }));
  assert.equal(bed.engine.stats().dialogs, 1);
});
