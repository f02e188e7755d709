import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppDialog, type AppIncoming, Bed, next, portOf, sdp, SDP, until } from '../testing/test-bed.ts';

/** An app that rings and answers every call; the dialogs it got. */
function answering(bed: Bed): AppDialog[] {
  const dialogs: AppDialog[] = [];
  bed.app.invite((req, res) => {
    res.send(180);
    bed.app.createUAS(req, res, { localSdp: SDP }).then(
      (dialog) => dialogs.push(dialog),
      () => {},
    );
  });
  return dialogs;
}

test('a call is taken: 100 at once, 180 and 200 with Contact and one tag, ACK and BYE reach the app', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  await peer.takeResponse(100);
  const ringing = await peer.takeResponse(180);
  const answer = await peer.takeResponse(200);
  assert.equal(header(ringing, 'To'), header(answer, 'To'));
  assert.match(header(ringing, 'Contact') ?? '', /^<sip:127\.0\.0\.1:\d+>$/);
  assert.equal(Buffer.from(answer.body).toString(), SDP);
  await until(() => dialogs.length === 1, 'the dialog');
  const dialog = dialogs[0];
  assert.ok(dialog);
  const fromTag = /tag=(\w+)/.exec(header(invite, 'From') ?? '')?.[1];
  assert.equal(dialog.id, `${header(invite, 'Call-ID')};from-tag=${fromTag}`);
  const acked = next(dialog, 'ack');
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await acked;
  const destroyed = next(dialog, 'destroy');
  peer.send(peer.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await peer.takeResponse(200, 'BYE');
  await destroyed;
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('the answer of a late offer reaches the app with the ACK', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  const invite = peer.request('INVITE');
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  await until(() => dialogs.length === 1, 'the dialog');
  const [dialog] = dialogs;
  assert.ok(dialog);
  const acked = next<AppIncoming>(dialog, 'ack');
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1, body: sdp('sendrecv', 7_000) }));
  assert.equal((await acked).body, sdp('sendrecv', 7_000));
});

test('a repeated INVITE is one call, and its 200 is repeated until the ACK', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  let calls = 0;
  bed.app.invite((req, res) => {
    calls += 1;
    void bed.app.createUAS(req, res, { localSdp: SDP });
  });
  const invite = peer.request('INVITE', [], SDP);
  for (let copy = 0; copy < 4; copy += 1) peer.send(invite);
  const answer = await peer.takeResponse(200);
  await peer.takeResponse(200);
  await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  peer.send(invite);
  await until(() => bed.engine.stats().transactions === 0, 'the transaction to end');
  assert.equal(calls, 1);
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('a 200 that is never acknowledged ends in a BYE to both sides', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  peer.send(peer.request('INVITE', [], SDP));
  await peer.takeResponse(200);
  await until(() => dialogs.length === 1, 'the dialog');
  const [dialog] = dialogs;
  assert.ok(dialog);
  const reason = new Promise((resolve) => dialog.once('destroy', (_req, text) => resolve(text)));
  const bye = await peer.takeRequest('BYE');
  assert.match(header(bye, 'Reason') ?? '', /ACK timeout/);
  peer.respond(bye, 200);
  assert.equal(await reason, 'ACK timeout');
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('a rejected call: the refusal is repeated until its ACK', async () => {
  await using bed = await Bed.open({ timers: { t1Ms: 500 } });
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((_req, res) => res.send(486, { headers: { 'X-Why': 'lunch' } }));
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const refusal = await peer.takeResponse(486);
  await peer.takeResponse(486);
  assert.equal(header(refusal, 'X-Why'), 'lunch');
  const ack = peer.inDialog(invite, refusal, { method: 'ACK', cseq: 1 });
  const via = { name: 'Via', value: header(invite, 'Via') ?? '' };
  peer.send({ ...ack, headers: [via, ...ack.headers.filter((entry) => entry.name !== 'Via')] });
  // Without the ACK it would end at timer H only, after 32 s.
  await until(() => bed.engine.stats().transactions === 0, 'the transaction to end');
});

test('early media: 183 with SDP, then 200', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((req, res) => {
    res.send(183, { body: sdp('sendonly') });
    void bed.app.createUAS(req, res, { localSdp: SDP });
  });
  peer.send(peer.request('INVITE', [], SDP));
  const early = await peer.takeResponse(183);
  assert.equal(header(early, 'Content-Type'), 'application/sdp');
  assert.equal(Buffer.from(early.body).toString(), sdp('sendonly'));
  await peer.takeResponse(200);
});

test('an INVITE that no app answers is refused with 480, and the late answer too', async () => {
  await using bed = await Bed.open({ timers: { pendingMs: 50 } });
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const late = new Promise((resolve) => {
    bed.app.invite((_req, res) => {
      setTimeout(() => res.send(200, { body: SDP }, (error) => resolve(error)), 120);
    });
  });
  peer.send(peer.request('INVITE', [], SDP));
  await peer.takeResponse(480);
  assert.equal(await late, 'Response not sent due to unknown transaction');
});

test('a caller behind a NAT gets later requests at the address it called from', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  const invite = peer.request('INVITE', [{ name: 'Contact', value: '<sip:alice@10.255.255.1:5060>' }], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => dialogs.length === 1, 'the dialog');
  const ended = dialogs[0]?.destroy();
  const bye = await peer.takeRequest('BYE');
  assert.equal(bye.uri, 'sip:alice@10.255.255.1:5060');
  peer.respond(bye, 200);
  await ended;
});

test('Record-Route of the caller is the route of our requests', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  const route = `<sip:127.0.0.1:${peer.port};lr>`;
  const invite = peer.request('INVITE', [{ name: 'Record-Route', value: route }], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  assert.equal(header(answer, 'Record-Route'), route);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => dialogs.length === 1, 'the dialog');
  const ended = dialogs[0]?.destroy();
  const bye = await peer.takeRequest('BYE');
  assert.equal(header(bye, 'Route'), route);
  peer.respond(bye, 200);
  await ended;
});

test('three INVITEs of one Call-ID and From tag are three dialogs, each with a name of its own', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const dialogs = answering(bed);
  const first = peer.request('INVITE', [], SDP);
  const same = ['From', 'Call-ID'].map((name) => ({ name, value: header(first, name) ?? '' }));
  const others = [2, 3].map((cseq) =>
    peer.request('INVITE', [...same, { name: 'CSeq', value: `${cseq} INVITE` }], SDP),
  );
  for (const [at, invite] of [first, ...others].entries()) {
    peer.send(invite);
    const answer = await peer.takeResponse(200);
    peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: at + 1 }));
  }
  await until(() => dialogs.length === 3, 'the dialogs');
  assert.equal(new Set(dialogs.map(({ id }) => id)).size, 3);
  assert.equal(bed.engine.stats().dialogs, 3);
});
