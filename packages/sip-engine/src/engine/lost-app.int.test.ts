import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppDialog, type AppIncoming, Bed, next, portOf, SDP, until } from '../testing/test-bed.ts';
import { deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';

const GRACE = { timers: { appGraceMs: 60 } };

test('when an app is lost its established call ends with a BYE, after the grace time', async () => {
  await using bed = await Bed.open(GRACE);
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  dialog.socket.destroy();
  await until(() => bed.engine.stats().apps === 0, 'the app to be gone');
  assert.equal(bed.engine.stats().dialogs, 1);
  assert.match(header(await peer.takeRequest('BYE'), 'Reason') ?? '', /app lost/);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('when an app is lost its ringing INVITE is cancelled, and if answered instead, ended', async () => {
  await using bed = await Bed.open(GRACE);
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  for (const answerInstead of [false, true]) {
    const app = await bed.addApp();
    app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP }).catch(() => {});
    const invite = await peer.takeRequest('INVITE');
    peer.respond(invite, 180);
    await until(() => bed.engine.stats().dialogs === 1, 'the early dialog');
    app.disconnect();
    if (answerInstead) {
      peer.respond(invite, 200, { body: SDP });
      await peer.takeRequest('ACK');
      peer.respond(await peer.takeRequest('BYE'), 200);
    } else {
      peer.respond(await peer.takeRequest('CANCEL'), 200);
      peer.respond(invite, 487);
      await peer.takeRequest('ACK');
    }
    await until(() => bed.engine.stats().dialogs === 0, 'nothing to be left');
  }
});

test('when an app is lost a caller that waits for its answer gets 503', async () => {
  await using bed = await Bed.open(GRACE);
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const called = deferred<AppIncoming>();
  bed.app.invite((req, res) => {
    res.send(180);
    called.resolve(req);
  });
  peer.send(peer.request('INVITE', [], SDP));
  await peer.takeResponse(180);
  (await called.promise).socket.destroy();
  await peer.takeResponse(503);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('an app that comes back in time, by its tags, keeps its calls', async () => {
  await using bed = await Bed.open(GRACE);
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const first = await bed.addApp({ tags: ['dialler'] });
  const placed = first.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  first.disconnect();
  await until(() => bed.engine.stats().apps === 1, 'the app to be gone');
  const stranger = await bed.addApp({ tags: ['other'] });
  const second = await bed.addApp({ tags: ['dialler'] });
  // Longer than the grace time: the round trips of a request that waits for its timeout.
  const probe = await stranger.request(`sip:nobody@127.0.0.1:${peer.port}`, { method: 'OPTIONS' });
  await next(probe, 'response');
  assert.equal(bed.engine.stats().dialogs, 1);
  const bye = await second.request('sip:placeholder', { method: 'BYE', stackDialogId: dialog.id });
  peer.respond(await peer.takeRequest('BYE'), 200);
  await next(bye, 'response');
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('a peer that hangs up while the app is lost gets its 200', async () => {
  await using bed = await Bed.open({ timers: { appGraceMs: 2_000 } });
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  let dialog: AppDialog | undefined;
  bed.app.invite(async (req, res) => {
    dialog = await bed.app.createUAS(req, res, { localSdp: SDP });
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => dialog !== undefined, 'the dialog');
  dialog?.socket.destroy();
  await until(() => bed.engine.stats().apps === 0, 'the app to be gone');
  peer.send(peer.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await peer.takeResponse(200, 'BYE');
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('an engine that is closed during a call says and sends nothing more, also when the grace time of its app is over', async () => {
  const bed = await Bed.open(GRACE);
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  await placed;
  await peer.takeRequest('ACK');
  await bed.engine.close();
  const { requestsSent } = bed.engine.stats();
  await systemClock.sleep(2 * GRACE.timers.appGraceMs);
  assert.equal(bed.engine.stats().requestsSent, requestsSent);
  assert.equal(bed.engine.stats().faults, 0);
});
