import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header, type Header, type SipRequest, type SipResponse } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppAnswer, type AppIncoming, Bed, next, portOf, sdp, SDP, until } from '../testing/test-bed.ts';

const SUPPORTED: Header = { name: 'Supported', value: '100rel' };
const reliable = (rseq: number): Header[] => [
  { name: 'RSeq', value: String(rseq) },
  { name: 'Require', value: '100rel' },
];

/** The PRACK of a reliable response that the engine sent. */
function prackOf(
  peer: ScriptedPeer,
  to: { invite: SipRequest; early: SipResponse },
  what: { cseq: number; body?: string },
): SipRequest {
  const prack = peer.inDialog(to.invite, to.early, { method: 'PRACK', ...what });
  const rack = { name: 'RAck', value: `${header(to.early, 'RSeq')} ${header(to.invite, 'CSeq')}` };
  return { ...prack, headers: [...prack.headers, rack] };
}

test('RFC 3262 3: a second reliable response, and a 2xx, wait for the PRACK of the first', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((_req, res) => {
    res.send(183, { headers: { Require: '100rel' }, body: sdp('sendonly', 4_001) });
    res.send(180, { headers: { Require: '100rel' } });
    res.send(200, { body: sdp('sendrecv', 4_003) });
  });
  const invite = peer.request('INVITE', [SUPPORTED], SDP);
  peer.send(invite);
  const first = await peer.takeResponse(183);
  await peer.takeResponse(183);
  assert.ok(peer.received.every((it) => it.type === 'response' && (it.status === 183 || it.status === 100)));
  peer.send(prackOf(peer, { invite, early: first }, { cseq: 2 }));
  await peer.takeResponse(200, 'PRACK');
  const second = await peer.takeResponse(180);
  assert.equal(Number(header(second, 'RSeq')), Number(header(first, 'RSeq')) + 1);
  // The 180 has no description, so the 200 need not wait for its PRACK, which may still come.
  await peer.takeResponse(200);
  peer.send(prackOf(peer, { invite, early: second }, { cseq: 3 }));
  await peer.takeResponse(200, 'PRACK');
  peer.send(prackOf(peer, { invite, early: second }, { cseq: 4 }));
  await peer.takeResponse(481, 'PRACK');
});

test('RFC 3262 3: a caller that requires 100rel gets each 18x reliably, though the app did not ask for it', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((_req, res) => res.send(180));
  const invite = peer.request('INVITE', [{ name: 'Require', value: '100rel' }], SDP);
  peer.send(invite);
  const ringing = await peer.takeResponse(180);
  assert.equal(header(ringing, 'Require'), '100rel');
  peer.send(prackOf(peer, { invite, early: ringing }, { cseq: 2 }));
  await peer.takeResponse(200, 'PRACK');
});

test('RFC 3262 5: an offer in a PRACK is answered before the 200 to the INVITE goes out', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.prack((req, res) => res.send(200, { body: req.body.replace('sendonly', 'recvonly') }));
  bed.app.invite((_req, res) => {
    res.send(183, { headers: { Require: '100rel' }, body: SDP });
    res.send(200, { body: SDP });
  });
  const invite = peer.request('INVITE', [SUPPORTED], SDP);
  peer.send(invite);
  const early = await peer.takeResponse(183);
  peer.send(prackOf(peer, { invite, early: early }, { cseq: 2, body: sdp('sendonly') }));
  await until(() => peer.received.some((it) => it.type === 'response' && it.status === 200), 'a 200');
  const finals = peer.received.filter((it) => it.type === 'response' && it.status === 200);
  assert.match(header(finals[0] ?? invite, 'CSeq') ?? '', /PRACK/);
  assert.equal(Buffer.from((await peer.takeResponse(200, 'PRACK')).body).toString(), sdp('recvonly'));
  await peer.takeResponse(200);
});

test('RFC 3261 12.1, RFC 3262 4: forks are dialogs of their own: tags, early media and the PRACK of each', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const heard: string[] = [];
  const placed = bed.app.createUAC(
    `sip:bob@127.0.0.1:${peer.port}`,
    { localSdp: SDP },
    {
      cbProvisional: (res: AppAnswer) => {
        const tag = /tag=(\w+)/.exec(res.get('To'))?.[1] ?? '';
        heard.push(`${tag} ${/m=audio (\d+)/.exec(res.body)?.[1]}`);
      },
    },
  );
  const invite = await peer.takeRequest('INVITE');
  // Both at once, so that the app answers the first when the second is the latest; and one number for both.
  peer.respond(invite, 183, { toTag: 'one', headers: reliable(7), body: sdp('sendonly', 5_001) });
  peer.respond(invite, 183, { toTag: 'two', headers: reliable(7), body: sdp('sendonly', 5_002) });
  const pracks = [await peer.takeRequest('PRACK'), await peer.takeRequest('PRACK')];
  assert.deepEqual(
    pracks.map((prack) => /tag=(\w+)/.exec(header(prack, 'To') ?? '')?.[1]),
    ['one', 'two'],
  );
  for (const prack of pracks) peer.respond(prack, 200);
  assert.deepEqual(heard, ['one 5001', 'two 5002']);
  peer.respond(invite, 200, { toTag: 'one', body: sdp('sendrecv', 5_001) });
  assert.equal((await placed).sip.remoteTag, 'one');
  assert.match(header(await peer.takeRequest('ACK'), 'To') ?? '', /tag=one/);
});

test('RFC 3262 4: a reliable response that overtakes a lost one waits for it to come again', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 183, { headers: reliable(7), body: SDP });
  assert.match(header(await peer.takeRequest('PRACK'), 'RAck') ?? '', /^7 /);
  peer.respond(invite, 180, { headers: reliable(9) });
  peer.respond(invite, 180, { headers: reliable(8) });
  assert.match(header(await peer.takeRequest('PRACK'), 'RAck') ?? '', /^8 /);
  peer.respond(invite, 180, { headers: reliable(9) });
  assert.match(header(await peer.takeRequest('PRACK'), 'RAck') ?? '', /^9 /);
  peer.respond(invite, 200, { body: SDP });
  await placed;
});

test('RFC 3311: UPDATE in an early dialog passes both ways', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((req, res) => {
    req.on('update', (update: AppIncoming, answer: AppAnswer) => {
      answer.send(200, { body: update.body.replace('sendonly', 'recvonly') });
    });
    res.send(180);
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const ringing = await peer.takeResponse(180);
  peer.send(peer.inDialog(invite, ringing, { method: 'UPDATE', cseq: 2, body: sdp('sendonly') }));
  const answer = await peer.takeResponse(200, 'UPDATE');
  assert.equal(Buffer.from(answer.body).toString(), sdp('recvonly'));
});

test('RFC 3311 5.2: a second UPDATE while the first is unanswered is 500 with Retry-After', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((req, res) => {
    req.on('update', () => {});
    res.send(180);
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const ringing = await peer.takeResponse(180);
  peer.send(peer.inDialog(invite, ringing, { method: 'UPDATE', cseq: 2, body: SDP }));
  peer.send(peer.inDialog(invite, ringing, { method: 'UPDATE', cseq: 3, body: SDP }));
  const refused = await peer.takeResponse(500, 'UPDATE');
  assert.ok(header(refused, 'Retry-After'));
  assert.match(header(refused, 'CSeq') ?? '', /^3 /);
});

test('RFC 3261 15: a caller that ends its early dialog with a BYE: 200, 487 to the INVITE, and the app sees a cancel', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const called = new Promise<AppIncoming>((resolve) => {
    bed.app.invite((req, res) => {
      res.send(180);
      resolve(req);
    });
  });
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const ringing = await peer.takeResponse(180);
  const cancelled = next(await called, 'cancel');
  peer.send(peer.inDialog(invite, ringing, { method: 'BYE', cseq: 2 }));
  await peer.takeResponse(200, 'BYE');
  await peer.takeResponse(487);
  await cancelled;
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('a callee that sends BYE while it rings, which it must not, and answers all the same: the call is up and can be ended', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 180);
  await until(() => bed.engine.stats().dialogs === 1, 'the early dialog');
  peer.send(peer.inDialogAsCallee(invite, { method: 'BYE', cseq: 1 }));
  await until(() => bed.engine.stats().dialogs === 0, 'its end');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  const ended = dialog.destroy();
  peer.respond(await peer.takeRequest('BYE'), 200);
  await ended;
  assert.equal(bed.engine.stats().dialogs, 0);
});
