import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { header, headerValues, type Header, type SipRequest } from '../message/message.ts';
import { RFC_TIMERS } from '../transaction/timers.ts';
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

/** A call from the app to a scripted peer whose time only the test moves. */
class TimedCall implements AsyncDisposable {
  readonly clock: SimulatedClock;
  readonly bed: Bed;
  readonly peer: ScriptedPeer;
  readonly dialog: AppDialog;
  readonly invite: SipRequest;
  ended: string | undefined;

  private constructor(parts: Pick<TimedCall, 'clock' | 'bed' | 'peer' | 'dialog' | 'invite'>) {
    this.clock = parts.clock;
    this.bed = parts.bed;
    this.peer = parts.peer;
    this.dialog = parts.dialog;
    this.invite = parts.invite;
    this.dialog.once('destroy', (_req: unknown, reason: string) => (this.ended = reason));
  }

  /** The peer's 200 carries `headers`. */
  static async placed(headers: Header[], options: object = { localSdp: SDP }): Promise<TimedCall> {
    const clock = new SimulatedClock();
    const bed = await Bed.open({ clock, timers: RFC_TIMERS });
    const peer = await ScriptedPeer.open(portOf(bed.engine));
    const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, options);
    const invite = await peer.takeRequest('INVITE');
    peer.respond(invite, 200, { body: SDP, headers });
    const dialog = await placed;
    await peer.takeRequest('ACK');
    return new TimedCall({ clock, bed, peer, dialog, invite });
  }

  /** Moves time until the engine sends a request by itself. */
  refreshDue(): void {
    advanceUntilSent(this.clock, this.bed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.peer[Symbol.asyncDispose]();
    await this.bed[Symbol.asyncDispose]();
  }
}

function advanceUntilSent(clock: SimulatedClock, bed: Bed): void {
  const before = bed.engine.stats().requestsSent;
  while (bed.engine.stats().requestsSent === before) clock.advance(400);
}

const timer = (value: string): Header => ({ name: 'Session-Expires', value });
const ALLOW_UPDATE: Header = { name: 'Allow', value: 'INVITE, ACK, BYE, UPDATE' };
const body = (request: SipRequest): string => Buffer.from(request.body).toString();

test('RFC 4028 10: as refresher the engine repeats the current SDP half-way and acknowledges; the app hears nothing', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  let heard = 0;
  for (const event of ['modify', 'refresh', 'update', 'ack']) call.dialog.on(event, () => (heard += 1));
  for (let round = 0; round < 3; round += 1) {
    call.clock.advance(39_000);
    assert.equal(call.peer.pending('INVITE'), 0);
    call.refreshDue();
    const refresh = await call.peer.takeRequest('INVITE');
    assert.equal(body(refresh), SDP);
    assert.equal(header(refresh, 'Session-Expires'), '90;refresher=uac');
    assert.deepEqual(headerValues(refresh, 'Supported'), ['timer']);
    call.peer.respond(refresh, 200, { body: SDP, headers: [timer('90;refresher=uac')] });
    const ack = await call.peer.takeRequest('ACK');
    assert.equal(header(ack, 'CSeq')?.split(' ')[0], header(refresh, 'CSeq')?.split(' ')[0]);
    // A repeated 200 means that the ACK was lost.
    call.peer.respond(refresh, 200, { body: SDP });
    await call.peer.takeRequest('ACK');
  }
  assert.equal(heard, 0);
  assert.equal(call.ended, undefined);
});

test('RFC 4028 7.4: a peer that allows UPDATE is refreshed without an offer; one that then refuses it, by INVITE', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac'), ALLOW_UPDATE]);
  call.refreshDue();
  const update = await call.peer.takeRequest('UPDATE');
  assert.equal(update.body.length, 0);
  call.peer.respond(update, 200, { headers: [timer('90;refresher=uac')] });
  await until(() => call.bed.engine.stats().responsesReceived === 2, 'the 200');
  call.refreshDue();
  call.peer.respond(await call.peer.takeRequest('UPDATE'), 501);
  const refresh = await call.peer.takeRequest('INVITE');
  assert.equal(body(refresh), SDP);
});

test('a refresh repeats the SDP that was sent last, also in an ACK or in the 200 to a re-INVITE of the peer', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  const { peer, dialog } = call;
  const modified = dialog.request({
    method: 'INVITE',
    body: '',
    noAck: true,
  } as object) as unknown as Promise<AppAnswer>;
  const offerless = await peer.takeRequest('INVITE');
  assert.equal(
    header(offerless, 'Session-Expires'),
    '90;refresher=uac',
    'section 7.4: the agreement goes on',
  );
  peer.respond(offerless, 200, { body: SDP, headers: [timer('90;refresher=uac')] });
  await modified;
  await acknowledgeWith(call, sdp('sendrecv', 5_002));
  await peer.takeRequest('ACK');
  call.refreshDue();
  const refresh = await peer.takeRequest('INVITE');
  assert.equal(body(refresh), sdp('sendrecv', 5_002), 'the answer was in the ACK');
  peer.respond(refresh, 200, { body: SDP, headers: [timer('90;refresher=uac')] });
  await peer.takeRequest('ACK');
  dialog.once('modify', (_req: AppIncoming, res: AppAnswer) =>
    res.send(200, { body: sdp('recvonly', 5_004) }),
  );
  peer.send(peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 5, body: sdp('sendonly') }));
  const held = await peer.takeResponse(200);
  assert.equal(header(held, 'Session-Expires'), '90;refresher=uas', 'we keep refreshing');
  peer.send(peer.inDialogAsCallee(call.invite, { method: 'ACK', cseq: 5 }));
  await next(dialog, 'ack');
  call.refreshDue();
  assert.equal(body(await peer.takeRequest('INVITE')), sdp('recvonly', 5_004));
});

/** The app's ACK with an answer, as drachtio-srf sends it. */
async function acknowledgeWith(call: TimedCall, answer: string): Promise<void> {
  const { app } = call.bed;
  await app.request('sip:placeholder', {
    method: 'ACK',
    stackDialogId: call.dialog.id,
    body: answer,
    _socket: call.dialog.socket,
  });
}

test('RFC 4028 10: a peer that does not refresh loses the call at the full interval, and the app is told', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uas')]);
  call.clock.advance(89_000);
  assert.equal(call.bed.engine.stats().dialogs, 1);
  call.clock.advance(1_000);
  assert.match(header(await call.peer.takeRequest('BYE'), 'Reason') ?? '', /Session timer expired/);
  await until(() => call.ended !== undefined, 'the end');
  assert.equal(call.ended, 'Session timer expired');
  assert.equal(call.bed.engine.stats().dialogs, 0);
});

test('RFC 4028 9: a refresh of the peer, by INVITE or UPDATE, keeps the call for another interval', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uas')]);
  for (const [round, method] of ['INVITE', 'UPDATE', 'INVITE'].entries()) {
    call.clock.advance(80_000);
    const cseq = round * 2 + 2;
    const headers = [timer('90;refresher=uac'), { name: 'Supported', value: 'timer' }];
    const text = method === 'INVITE' ? SDP : '';
    call.peer.send(call.peer.inDialogAsCallee(call.invite, { method, cseq, headers, body: text }));
    const answer = await call.peer.takeResponse(200, method);
    assert.equal(header(answer, 'Session-Expires'), '90;refresher=uac');
    assert.ok(headerValues(answer, 'Require').includes('timer'));
    if (method !== 'INVITE') continue;
    call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'ACK', cseq }));
    await next(call.dialog, 'ack');
  }
  assert.equal(call.ended, undefined);
});

test('RFC 4028 8 and 9: in a dialog, an interval below 90 s is refused with 422 and Min-SE', async () => {
  await using call = await TimedCall.placed([]);
  for (const [index, method] of ['INVITE', 'UPDATE'].entries()) {
    const what = { method, cseq: index + 2, headers: [timer('60;refresher=uac')] };
    call.peer.send(call.peer.inDialogAsCallee(call.invite, what));
    assert.equal(header(await call.peer.takeResponse(422, method), 'Min-SE'), '90');
  }
});

test('RFC 4028 7.3: a refresh that is too brief for the peer is sent again with its Min-SE', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  call.refreshDue();
  call.peer.respond(await call.peer.takeRequest('INVITE'), 422, {
    headers: [{ name: 'Min-SE', value: '120' }],
  });
  assert.equal(header(await call.peer.takeRequest('INVITE'), 'Session-Expires'), '120;refresher=uac');
});

test('an offer that the app refused with a description of its own is not what a refresh repeats', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  call.dialog.once('modify', (_req: AppIncoming, res: AppAnswer) =>
    res.send(488, { body: sdp('inactive', 9) }),
  );
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 2, body: SDP }));
  await call.peer.takeResponse(488);
  call.refreshDue();
  assert.equal(body(await call.peer.takeRequest('INVITE')), SDP);
});

test('a refresh does not move us: it carries the Contact that the app chose', async () => {
  const headers = { Contact: '<sip:desk@localhost>' };
  await using call = await TimedCall.placed([timer('90;refresher=uac')], { localSdp: SDP, headers });
  call.refreshDue();
  const refresh = await call.peer.takeRequest('INVITE');
  assert.match(header(refresh, 'Contact') ?? '', /^<sip:desk@127\.0\.0\.1:\d+>$/);
  assert.equal(header(refresh, 'Contact'), header(call.invite, 'Contact'));
});

test('RFC 4028 10: a refresh that is challenged, which only the app could answer, or refused costs the call at the full interval only', async () => {
  await using call = await TimedCall.placed([timer('300;refresher=uac')]);
  for (const status of [401, 500]) {
    call.refreshDue();
    const challenge = { name: 'WWW-Authenticate', value: 'Digest realm="r", nonce="n"' };
    const headers = status === 401 ? [challenge] : [];
    call.peer.respond(await call.peer.takeRequest('INVITE'), status, { headers });
    await call.peer.takeRequest('ACK');
  }
  assert.equal(call.ended, undefined);
  // What the app offers is a refresh as well.
  const offered = call.dialog.modify(SDP);
  const again = await call.peer.takeRequest('INVITE');
  call.peer.respond(again, 200, { body: SDP, headers: [timer('300;refresher=uac')] });
  await offered;
  await call.peer.takeRequest('ACK');
  call.clock.advance(140_000);
  assert.equal(call.ended, undefined);
});

test('RFC 3261 14.1: a refresh that crosses an offer of the peer: 491 both ways, and the refresh comes again', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  let modified = 0;
  call.dialog.on('modify', () => (modified += 1));
  call.refreshDue();
  const refresh = await call.peer.takeRequest('INVITE');
  call.peer.send(call.peer.inDialogAsCallee(call.invite, { method: 'INVITE', cseq: 2, body: SDP }));
  await call.peer.takeResponse(491);
  call.peer.respond(refresh, 491);
  await call.peer.takeRequest('ACK');
  call.clock.advance(2_000);
  assert.equal(call.peer.pending('INVITE'), 0, 'the owner of the Call-ID waits 2.1 s at least');
  call.clock.advance(2_100);
  await call.peer.takeRequest('INVITE');
  assert.equal(modified, 0);
});

test('a re-INVITE of the app waits for a refresh that is out', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  call.refreshDue();
  const refresh = await call.peer.takeRequest('INVITE');
  const held = call.dialog.modify(sdp('sendonly'));
  call.peer.respond(refresh, 200, { body: SDP, headers: [timer('90;refresher=uac')] });
  const hold = await call.peer.takeRequest('INVITE');
  assert.equal(body(hold), sdp('sendonly'));
  call.peer.respond(hold, 200, { body: sdp('recvonly') });
  assert.equal(await held, sdp('recvonly'));
});

test('a refresh waits while the app has an offer open', async () => {
  await using call = await TimedCall.placed([timer('90;refresher=uac')]);
  const held = call.dialog.modify(sdp('sendonly'));
  const hold = await call.peer.takeRequest('INVITE');
  call.peer.respond(hold, 100);
  await until(() => call.bed.engine.stats().responsesReceived === 2, 'the 100');
  call.clock.advance(51_000);
  assert.equal(call.peer.pending('INVITE'), 0);
  call.peer.respond(hold, 200, { body: sdp('recvonly'), headers: [timer('90;refresher=uac')] });
  await held;
});

test('RFC 5057: a refresh that the peer answers 481 or not at all ends the call', async () => {
  for (const status of [481, undefined]) {
    await using call = await TimedCall.placed([timer('90;refresher=uac')]);
    call.refreshDue();
    const refresh = await call.peer.takeRequest('INVITE');
    if (status === undefined) call.clock.advance(32_000);
    else call.peer.respond(refresh, status);
    await call.peer.takeRequest('BYE');
    await until(() => call.ended !== undefined, 'the end');
    assert.equal(call.ended, 'Session timer expired');
  }
});

test('as callee the engine answers an INVITE that names its refresher; without one no timer runs, like on drachtio-server', async () => {
  for (const [asked, agreed] of [
    ['1800;refresher=uac', '1800;refresher=uac'],
    ['1800;refresher=uas', '1800;refresher=uas'],
    ['1800', undefined],
  ] as const) {
    const clock = new SimulatedClock();
    await using bed = await Bed.open({ clock, timers: RFC_TIMERS });
    await using peer = await ScriptedPeer.open(portOf(bed.engine));
    const dialog = new Promise<AppDialog>((resolve) => {
      bed.app.invite((req, res) => resolve(bed.app.createUAS(req, res, { localSdp: SDP })));
    });
    const invite = peer.request('INVITE', [timer(asked), { name: 'Supported', value: 'timer' }], SDP);
    peer.send(invite);
    const answer = await peer.takeResponse(200);
    assert.equal(header(answer, 'Session-Expires'), agreed);
    peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
    await next(await dialog, 'ack');
    clock.advance(890_000);
    assert.equal(bed.engine.stats().requestsSent, 0);
    if (agreed?.endsWith('uas') !== true) continue;
    advanceUntilSent(clock, bed);
    assert.equal(header(await peer.takeRequest('INVITE'), 'Session-Expires'), '1800;refresher=uac');
  }
});
