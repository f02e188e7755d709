import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResponse } from '../message/build.ts';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppDialog, Bed, next, portOf, sdp, SDP, until } from '../testing/test-bed.ts';

test('a call is placed: 100 stays below, 180 and 183 go up, the app acknowledges and hangs up', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const provisional: number[] = [];
  const placed = bed.app.createUAC(
    `sip:bob@127.0.0.1:${peer.port}`,
    { localSdp: SDP, callingNumber: '1000' },
    { cbProvisional: (res) => provisional.push(res.status) },
  );
  const invite = await peer.takeRequest('INVITE');
  assert.match(header(invite, 'From') ?? '', /^<sip:1000@127\.0\.0\.1:\d+>;tag=/);
  assert.match(header(invite, 'Contact') ?? '', /^<sip:1000@127\.0\.0\.1:\d+>$/);
  assert.equal(header(invite, 'Max-Forwards'), '70');
  peer.respond(invite, 100);
  peer.respond(invite, 180);
  peer.respond(invite, 183, { body: sdp('sendonly') });
  peer.respond(invite, 200, { body: sdp('sendrecv', 6_000) });
  const dialog = await placed;
  assert.deepEqual(provisional, [180, 183]);
  assert.equal(dialog.remote.sdp, sdp('sendrecv', 6_000));
  assert.match(header(await peer.takeRequest('ACK'), 'To') ?? '', /tag=peer-tag/);
  const ended = dialog.destroy();
  const bye = await peer.takeRequest('BYE');
  peer.respond(bye, 200);
  await ended;
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('an INVITE is repeated over UDP until it is heard, and given up with 408', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  await assert.rejects(placed, (error: { status?: number }) => error.status === 408);
  // At 0, 1, 3, 7, 15, 31 and 63 times T1; the last one falls out when the machine is late.
  assert.ok([6, 7].includes(peer.count('INVITE')), `${peer.count('INVITE')} sent`);
});

test('a refusal goes up and is acknowledged by the engine', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  placed.catch(() => {});
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 486);
  const ack = await peer.takeRequest('ACK');
  assert.equal(header(ack, 'Via'), header(invite, 'Via'));
  await assert.rejects(placed, (error: { status?: number }) => error.status === 486);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('a repeated 200 is acknowledged again, without the app', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  await placed;
  const first = await peer.takeRequest('ACK');
  peer.respond(invite, 200, { body: SDP });
  assert.deepEqual(await peer.takeRequest('ACK'), first);
});

test('a challenged INVITE is repeated with credentials, which its ACK carries too', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const auth = { username: 'u', password: 'p' };
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP, auth });
  const plain = await peer.takeRequest('INVITE');
  const challenge = { name: 'Proxy-Authenticate', value: 'Digest realm="carrier", nonce="n1"' };
  peer.respond(plain, 407, { headers: [challenge] });
  await peer.takeRequest('ACK');
  const second = await peer.takeRequest('INVITE');
  assert.equal(header(second, 'Call-ID'), header(plain, 'Call-ID'));
  assert.equal(header(second, 'From'), header(plain, 'From'));
  assert.equal(
    Number.parseInt(header(second, 'CSeq') ?? ''),
    Number.parseInt(header(plain, 'CSeq') ?? '') + 1,
  );
  const credentials = header(second, 'Proxy-Authorization');
  assert.match(credentials ?? '', /^Digest username="u"/);
  peer.respond(second, 200, { body: SDP });
  const ack = await peer.takeRequest('ACK');
  assert.equal(header(ack, 'Proxy-Authorization'), credentials);
  const dialog = await placed;
  const destroyed = next(dialog, 'destroy');
  peer.send(peer.inDialogAsCallee(second, { method: 'BYE', cseq: 1 }));
  await peer.takeResponse(200, 'BYE');
  await destroyed;
});

test('a second fork that answers is acknowledged and ended; the call goes on with the first', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 180, { toTag: 'one' });
  peer.respond(invite, 180, { toTag: 'two' });
  peer.respond(invite, 200, { toTag: 'two', body: SDP });
  peer.respond(invite, 200, { toTag: 'one', body: SDP });
  const dialog = await placed;
  assert.equal(dialog.sip.remoteTag, 'two');
  const bye = await peer.takeRequest('BYE');
  assert.match(header(bye, 'To') ?? '', /tag=one/);
  await until(() => peer.count('ACK') === 2, 'both ACKs');
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('a 200 without Contact is acknowledged and ended', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  placed.catch(() => {});
  const invite = await peer.takeRequest('INVITE');
  peer.send(createResponse(invite, 200, { toTag: 'x' }));
  await peer.takeRequest('ACK');
  peer.respond(await peer.takeRequest('BYE'), 200);
  await assert.rejects(placed);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('the whole call over TCP, hung up by the other side', async () => {
  await using near = await Bed.open();
  await using far = await Bed.open();
  let taken: AppDialog | undefined;
  far.app.invite(async (req, res) => {
    taken = await far.app.createUAS(req, res, { localSdp: SDP });
  });
  const dialog = await near.app.createUAC(far.uri('bob', 'tcp'), { localSdp: SDP, callingNumber: '1000' });
  await until(() => taken !== undefined, 'the far dialog');
  assert.match(taken?.remote.uri ?? '', /^sip:1000@127\.0\.0\.1:\d+;transport=tcp$/);
  const destroyed = next(dialog, 'destroy');
  await taken?.destroy();
  await destroyed;
  assert.equal(near.engine.stats().dialogs + far.engine.stats().dialogs, 0);
});
