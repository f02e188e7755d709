import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import {
  type AppAnswer,
  type AppDialog,
  type AppIncoming,
  Bed,
  next,
  portOf,
  sdp,
  SDP,
  until,
} from '../testing/test-bed.ts';

interface Pair extends AsyncDisposable {
  readonly near: Bed;
  readonly far: Bed;
  readonly caller: AppDialog;
  readonly callee: AppDialog;
}

/** Two engines with an app each, and a call between them that is acknowledged. */
async function openCall(): Promise<Pair> {
  const near = await Bed.open();
  const far = await Bed.open();
  let callee: AppDialog | undefined;
  let acknowledged = false;
  far.app.invite(async (req, res) => {
    callee = await far.app.createUAS(req, res, { localSdp: SDP });
    callee.once('ack', () => (acknowledged = true));
  });
  const caller = await near.app.createUAC(far.uri('bob'), { localSdp: SDP });
  await until(() => acknowledged, 'the ACK');
  assert.ok(callee);
  const dispose = async (): Promise<void> => {
    await near[Symbol.asyncDispose]();
    await far[Symbol.asyncDispose]();
  };
  return { near, far, caller, callee, [Symbol.asyncDispose]: dispose };
}

test('a re-INVITE of either side is answered and acknowledged: hold and back', async () => {
  await using call = await openCall();
  for (const [one, other] of [
    [call.caller, call.callee],
    [call.callee, call.caller],
  ] as const) {
    other.on('modify', (req: AppIncoming, res: AppAnswer) => {
      res.send(200, { body: req.body.replace('sendonly', 'recvonly') });
    });
    const acked = next<AppIncoming>(other, 'ack');
    assert.equal(await one.modify(sdp('sendonly', 5_000)), sdp('recvonly', 5_000));
    await acked;
    assert.equal(await one.modify(sdp('sendrecv', 5_000)), sdp('sendrecv', 5_000));
  }
  await call.caller.destroy();
});

test('INFO, MESSAGE and UPDATE pass both ways with their bodies', async () => {
  await using call = await openCall();
  for (const [one, other] of [
    [call.caller, call.callee],
    [call.callee, call.caller],
  ] as const) {
    for (const method of ['INFO', 'MESSAGE', 'UPDATE']) {
      other.once(method.toLowerCase(), (req: AppIncoming, res: AppAnswer) => {
        res.send(200, { headers: { 'X-Echo': req.body } });
      });
      const headers = { 'Content-Type': 'text/plain' };
      const answer = await one.request({ method, headers, body: 'grüße' });
      assert.equal(answer.status, 200);
      assert.equal(answer.get('X-Echo'), 'grüße');
    }
  }
});

test('a refused re-INVITE leaves the call as it was', async () => {
  await using call = await openCall();
  call.callee.once('modify', (_req: AppIncoming, res: AppAnswer) => res.send(491));
  const answer = await call.caller.request({ method: 'INVITE', body: sdp('sendonly') });
  assert.equal(answer.status, 491);
  const again = await call.caller.request({ method: 'INVITE', body: sdp('sendonly') });
  assert.equal(again.status, 200);
});

test('18x and 200 of a re-INVITE both reach the app', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  const modified = dialog.modify(sdp('sendonly'));
  const again = await peer.takeRequest('INVITE');
  peer.respond(again, 183);
  peer.respond(again, 200, { body: sdp('recvonly') });
  assert.equal(await modified, sdp('recvonly'));
  await peer.takeRequest('ACK');
});

test('a BYE that crosses our re-INVITE ends the call: the INVITE is cancelled', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  dialog.request({ method: 'INVITE', body: sdp('sendonly') }).catch(() => {});
  const again = await peer.takeRequest('INVITE');
  peer.respond(again, 100);
  const ended = dialog.destroy();
  const cancel = await peer.takeRequest('CANCEL');
  peer.respond(cancel, 200);
  peer.respond(again, 487);
  peer.respond(await peer.takeRequest('BYE'), 200);
  await ended;
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('a second re-INVITE while the first is unanswered is refused with 500 and Retry-After', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  let dialog: AppDialog | undefined;
  bed.app.invite(async (req, res) => {
    dialog = await bed.app.createUAS(req, res, { localSdp: SDP });
    dialog.on('modify', () => {});
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => dialog !== undefined, 'the dialog');
  peer.send(peer.inDialog(invite, answer, { method: 'INVITE', cseq: 2, body: SDP }));
  await peer.takeResponse(100);
  peer.send(peer.inDialog(invite, answer, { method: 'INVITE', cseq: 3, body: SDP }));
  assert.ok(header(await peer.takeResponse(500), 'Retry-After'));
  peer.send(peer.inDialog(invite, answer, { method: 'BYE', cseq: 4 }));
  await peer.takeResponse(487);
  await peer.takeResponse(200, 'BYE');
});

test('a request with an old sequence number is answered 500, and one of an unknown dialog 481', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((req, res) => void bed.app.createUAS(req, res, { localSdp: SDP }));
  const invite = peer.request('INVITE', [{ name: 'CSeq', value: '10 INVITE' }], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 10 }));
  peer.send(peer.inDialog(invite, answer, { method: 'INFO', cseq: 9 }));
  await peer.takeResponse(500, 'INFO');
  const stranger = peer.request('INVITE', [], SDP);
  peer.send(peer.inDialog(stranger, answer, { method: 'BYE', cseq: 2 }));
  await peer.takeResponse(481, 'BYE');
});

test('an app that names a dialog nobody knows gets ENODIALOG', async () => {
  await using call = await openCall();
  await call.caller.destroy();
  const failed = call.near.app.request('sip:placeholder', {
    method: 'INFO',
    stackDialogId: call.caller.id,
    _socket: call.caller.socket,
  });
  await assert.rejects(failed, (error: { code?: string }) => error.code === 'ENODIALOG');
});

test('any app may use a dialog by its id, and then owns it', async () => {
  await using call = await openCall();
  const other = await call.near.addApp();
  const destroyed = next(call.callee, 'destroy');
  const request = await other.request('sip:placeholder', { method: 'BYE', stackDialogId: call.caller.id });
  await next(request, 'response');
  await destroyed;
  assert.equal(call.near.engine.stats().dialogs, 0);
});

test('a challenged BYE keeps the dialog for the second try', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const auth = { username: 'u', password: 'p' };
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP, auth });
  peer.respond(await peer.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  const ended = dialog.destroy();
  const first = await peer.takeRequest('BYE');
  peer.respond(first, 401, { headers: [{ name: 'WWW-Authenticate', value: 'Digest realm="r", nonce="n"' }] });
  const second = await peer.takeRequest('BYE');
  assert.match(header(second, 'Authorization') ?? '', /^Digest/);
  assert.equal(
    Number.parseInt(header(second, 'CSeq') ?? ''),
    Number.parseInt(header(first, 'CSeq') ?? '') + 1,
  );
  peer.respond(second, 200);
  await ended;
  assert.equal(bed.engine.stats().dialogs, 0);
});
