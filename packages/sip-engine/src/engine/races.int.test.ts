import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel } from '../message/build.ts';
import { header, type SipRequest } from '../message/message.ts';
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

/** A call of the app to a peer that does only what the test says. */
interface Call extends AsyncDisposable {
  readonly bed: Bed;
  readonly peer: ScriptedPeer;
  readonly dialog: AppDialog;
  readonly invite: SipRequest;
}

async function placed(): Promise<Call> {
  const bed = await Bed.open();
  const peer = await ScriptedPeer.open(portOf(bed.engine));
  const answered = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await answered;
  await peer.takeRequest('ACK');
  const dispose = async (): Promise<void> => {
    await peer[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  };
  return { bed, peer, dialog, invite, [Symbol.asyncDispose]: dispose };
}

test('BYE crosses BYE: both are answered, and nothing is left (RFC 3261 15.1)', async () => {
  await using call = await placed();
  const ended = call.dialog.destroy();
  const bye = await call.peer.takeRequest('BYE');
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'BYE', cseq: 1 }));
  await call.peer.takeResponse(200, 'BYE');
  call.peer.respond(bye, 481);
  await ended;
  assert.equal(call.bed.engine.stats().dialogs, 0);
});

test('RFC 3261 13.2.2.4: an app that hangs up before it has acknowledged: the ACK goes out first', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const uri = `sip:bob@127.0.0.1:${peer.port}`;
  const request = await bed.app.request(uri, { method: 'INVITE', body: SDP });
  const answered = next<AppAnswer & { stackDialogId: string }>(request, 'response');
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const { stackDialogId } = await answered;
  await bed.app.request('sip:placeholder', { method: 'BYE', stackDialogId });
  const ack = await peer.takeRequest('ACK');
  assert.equal(header(ack, 'CSeq')?.split(' ')[0], header(invite, 'CSeq')?.split(' ')[0]);
  peer.respond(await peer.takeRequest('BYE'), 200);
});

test('a repeated BYE gets its 200 again, though the call is gone', async () => {
  await using call = await placed();
  const bye = call.peer.inDialogAsCallee(call.invite, { method: 'BYE', cseq: 1 });
  for (let copy = 0; copy < 3; copy += 1) {
    call.peer.send(bye);
    await call.peer.takeResponse(200, 'BYE');
  }
});

test('a re-INVITE that crosses our BYE is 481; one that was open gets 487, and no 200 of the app can follow', async () => {
  await using call = await placed();
  const asked = next<AppIncoming>(call.dialog, 'modify');
  let late: unknown;
  call.dialog.once('modify', (_req: AppIncoming, res: AppAnswer) => {
    void call.dialog.destroy().then(() => res.send(200, { body: SDP }, (error) => (late = error)));
  });
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 1, body: SDP }));
  await asked;
  await call.peer.takeResponse(487);
  const bye = await call.peer.takeRequest('BYE');
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 2, body: SDP }));
  await call.peer.takeResponse(481);
  call.peer.respond(bye, 200);
  await until(() => late !== undefined, 'the late answer');
  assert.match(String(late), /unknown transaction/);
});

test('a re-INVITE that the peer takes back: 200, 487, and the call stays (RFC 3261 9.2)', async () => {
  await using call = await placed();
  call.dialog.on('modify', () => {});
  const again = call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 1, body: SDP });
  call.peer.send(again);
  await call.peer.takeResponse(100);
  call.peer.send(createCancel(again));
  await call.peer.takeResponse(200, 'CANCEL');
  await call.peer.takeResponse(487);
  assert.equal(call.bed.engine.stats().dialogs, 1);
  // The next one is not refused for the one that was taken back.
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 2, body: SDP }));
  await call.peer.takeResponse(100);
  assert.ok(call.peer.received.every((it) => it.type !== 'response' || it.status !== 500));
});

test('RFC 3261 14.1: offers of the app and the peer cross: the app sees both, and answers 491 by itself', async () => {
  await using call = await placed();
  let isAsking = true;
  call.dialog.on('modify', (_req: AppIncoming, res: AppAnswer) => {
    if (isAsking) res.send(491);
    else res.send(200, { body: SDP });
  });
  const ours = call.dialog.request({ method: 'INVITE', body: sdp('sendonly') });
  const crossing = await call.peer.takeRequest('INVITE');
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 1, body: SDP }));
  await call.peer.takeResponse(491);
  call.peer.respond(crossing, 491);
  assert.equal((await ours).status, 491);
  isAsking = false;
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 2, body: SDP }));
  await call.peer.takeResponse(200);
});

test('RFC 5057: 481 and 408 within a dialog are the app`s to judge; its BYE then ends the dialog, whatever it is answered', async () => {
  await using call = await placed();
  const gone = call.dialog.request({ method: 'INFO' });
  call.peer.respond(await call.peer.takeRequest('INFO'), 481);
  assert.equal((await gone).status, 481);
  const silent = call.dialog.request({ method: 'OPTIONS' });
  await call.peer.takeRequest('OPTIONS');
  assert.equal((await silent).status, 408);
  assert.equal(call.bed.engine.stats().dialogs, 1);
  const ended = call.dialog.destroy();
  call.peer.respond(await call.peer.takeRequest('BYE'), 481);
  await ended;
  assert.equal(call.bed.engine.stats().dialogs, 0);
});

test('a peer that never answers our BYE holds the call no longer than 64*T1', async () => {
  await using call = await placed();
  await call.dialog.destroy();
  assert.equal(call.bed.engine.stats().dialogs, 0);
});

test('an ACK that a re-INVITE overtakes is still taken: both answers of ours end', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  let acks = 0;
  const dialog = new Promise<AppDialog>((resolve) => {
    bed.app.invite(async (req, res) => resolve(await bed.app.createUAS(req, res, { localSdp: SDP })));
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  (await dialog).on('ack', () => (acks += 1));
  peer.send(peer.inDialog(invite, answer, { method: 'INVITE', cseq: 2, body: SDP }));
  await until(
    () =>
      peer.received.some((it) => header(it, 'CSeq') === '2 INVITE' && 'status' in it && it.status === 200),
    'the second 200',
  );
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 2 }));
  await until(() => acks === 2, 'both ACKs');
  await until(() => bed.engine.stats().transactions === 0, 'the transactions to end');
  assert.equal(bed.engine.stats().dialogs, 1);
});
