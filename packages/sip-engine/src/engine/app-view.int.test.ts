import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { createResponse } from '../message/build.ts';
import { header, type SipRequest } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { StreamFramer } from '../message/stream-framer.ts';
import { RawApp } from '../testing/raw-app.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import {
  type AppAnswer,
  Bed,
  finalOf,
  portOf,
  SDP,
  SECRET,
  startEngine,
  until,
} from '../testing/test-bed.ts';

/** Timers of the field, on a clock that the test turns. */
const FIELD = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };

test('a second final answer is taken with OK and without a dialog, and goes nowhere', async () => {
  await using engine = await startEngine();
  await using caller = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  await app.ask('route|invite');
  caller.send(caller.request('INVITE', [], SDP));
  const { tokens } = await app.takeSip('INVITE');
  const transactionId = tokens[8] ?? '';
  const first = await app.ask(`sip|${transactionId}|`, 'SIP/2.0 200 OK\r\n\r\n');
  assert.match(first.tokens[11] ?? '', /;from-tag=/);
  const second = await app.ask(`sip|${transactionId}|`, 'SIP/2.0 486 Busy Here\r\n\r\n');
  assert.deepEqual([second.tokens[3], second.tokens[11]], ['OK', '']);
  await caller.takeResponse(200);
  assert.equal(
    caller.received.filter((message) => message.type === 'response' && message.status === 486).length,
    0,
  );
});

test('a response that the engine made up has no size and no sender', async () => {
  await using engine = await startEngine();
  await using silent = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  const echo = await app.ask('sip||', `OPTIONS sip:bob@127.0.0.1:${silent.port} SIP/2.0\r\n\r\n`);
  const { tokens } = await app.takeSip('SIP/2.0 408');
  assert.deepEqual(tokens.slice(2, 7), ['network', '0', '', '', '0']);
  assert.equal(tokens[8], echo.tokens[10]);
});

test('a name without an address: the request is echoed without protocol and address, then 503 DNS Error', async () => {
  await using engine = await startEngine();
  await using app = await RawApp.open(engine, SECRET);
  // No label may be so long, so no server has to be asked.
  const name = `${'a'.repeat(64)}.example`;
  const echo = await app.ask('sip||', `OPTIONS sip:bob@${name} SIP/2.0\r\n\r\n`);
  assert.deepEqual([echo.tokens[3], echo.tokens[6], echo.tokens[7]], ['OK', 'unknown', '']);
  const answer = await app.takeSip('SIP/2.0 503');
  assert.match(answer.message ?? '', /^SIP\/2\.0 503 DNS Error\r\n/);
});

test('a response without a transaction is refused, and the connection closed', async () => {
  await using engine = await startEngine();
  await using app = await RawApp.open(engine, SECRET);
  const { tokens } = await app.ask('sip||', 'SIP/2.0 200 OK\r\n\r\n');
  assert.deepEqual(tokens.slice(3), ['NO', 'transaction id missing']);
  await app.closed();
});

test('after any 1xx a caller may wait as long as the app wants, and hears that 1xx once', async () => {
  const clock = new SimulatedClock();
  await using bed = await Bed.open({ clock, timers: { ...FIELD } });
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const waiting: AppAnswer[] = [];
  bed.app.invite((_req, res) => {
    res.send(180);
    waiting.push(res);
  });
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(180);
  clock.advance(200_000);
  waiting[0]?.send(200, { body: SDP });
  await caller.takeResponse(200);
  assert.equal(
    caller.received.filter((message) => message.type === 'response' && message.status === 180).length,
    0,
  );
});

test('an ACK that comes 35 s after the 200 still goes out', async () => {
  const clock = new SimulatedClock();
  await using engine = await startEngine({ clock, timers: { ...FIELD } });
  await using callee = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  await app.ask('sip||', `INVITE sip:bob@127.0.0.1:${callee.port} SIP/2.0\r\n\r\n${SDP}`);
  callee.respond(await callee.takeRequest('INVITE'), 200, { body: SDP });
  const { tokens } = await app.takeSip('SIP/2.0 200');
  clock.advance(35_000);
  const ack = await app.ask(`sip||${tokens[9] ?? ''}`, 'ACK sip:placeholder SIP/2.0\r\n\r\n');
  assert.equal(ack.tokens[3], 'OK');
  await callee.takeRequest('ACK');
});

test('180 and then silence: cancelled after timer C, and 408 when nothing comes of it, 217 s after the INVITE', async () => {
  const clock = new SimulatedClock();
  await using engine = await startEngine({ clock, timers: { ...FIELD } });
  await using callee = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  await app.ask('sip||', `INVITE sip:bob@127.0.0.1:${callee.port} SIP/2.0\r\n\r\n${SDP}`);
  callee.respond(await callee.takeRequest('INVITE'), 180);
  await app.takeSip('SIP/2.0 180');
  clock.advance(184_999);
  assert.equal(callee.pending('CANCEL'), 0);
  clock.advance(1);
  await callee.takeRequest('CANCEL');
  clock.advance(32_000);
  await app.takeSip('SIP/2.0 408');
});

test('a BYE that the app never answers is 500, before its sender gives up', async () => {
  const clock = new SimulatedClock();
  await using bed = await Bed.open({ clock, timers: { ...FIELD } });
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using mute = await RawApp.open(bed.engine, SECRET);
  await mute.ask('route|invite');
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const { tokens } = await mute.takeSip('INVITE');
  await mute.ask(`sip|${tokens[8] ?? ''}|`, `SIP/2.0 200 OK\r\n\r\n${SDP}`);
  const answer = await caller.takeResponse(200);
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  caller.send(caller.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await mute.takeSip('BYE');
  clock.advance(31_500);
  await caller.takeResponse(500, 'BYE');
});

test('a phone that is silent in a dialog is 408 after 64*T1, and the dialog stays', async () => {
  await using bed = await Bed.open();
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${callee.port}`, { localSdp: SDP });
  callee.respond(await callee.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await callee.takeRequest('ACK');
  assert.equal((await dialog.request({ method: 'OPTIONS' })).status, 408);
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('a phone whose TCP connection has gone is 503 at once', async () => {
  await using bed = await Bed.open();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on TCP, whose address is never a path.
  const { port } = server.address() as AddressInfo;
  const connected = once(server, 'connection');
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${port};transport=tcp`, { localSdp: SDP });
  const [socket] = (await connected) as [Socket];
  const requests: SipRequest[] = [];
  const framer = new StreamFramer();
  socket.on('data', (chunk: Buffer) => {
    for (const event of framer.push(chunk)) {
      if (event.type === 'message' && event.message.type === 'request') requests.push(event.message);
    }
  });
  await until(() => requests.length === 1, 'the INVITE');
  const [invite] = requests;
  assert.ok(invite !== undefined);
  const headers = [{ name: 'Contact', value: `<sip:bob@127.0.0.1:${port};transport=tcp>` }];
  socket.write(serializeMessage(createResponse(invite, 200, { toTag: 'phone', headers })));
  const dialog = await placed;
  await until(() => requests.length === 2, 'the ACK');
  server.close();
  socket.destroy();
  await until(() => bed.engine.stats().connections === 0, 'the connection to be gone');
  assert.equal((await dialog.request({ method: 'INFO' })).status, 503);
});

test('ACK and BYE of a callee whose Contact is not where its 200 came from go to where that came from', async () => {
  await using bed = await Bed.open();
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${callee.port}`, { localSdp: SDP });
  const invite = await callee.takeRequest('INVITE');
  const contact = { name: 'Contact', value: '<sip:bob@10.99.99.99:5070>' };
  const headers = [contact, { name: 'Content-Type', value: 'application/sdp' }];
  callee.send(createResponse(invite, 200, { toTag: 'callee', headers, body: Buffer.from(SDP) }));
  const dialog = await placed;
  const ack = await callee.takeRequest('ACK');
  assert.equal(ack.uri, 'sip:bob@10.99.99.99:5070');
  const ended = dialog.destroy();
  callee.respond(await callee.takeRequest('BYE'), 200);
  await ended;
});

test('an advertised address is in Via, Contact, From@localhost and what the app is told at connect', async () => {
  await using engine = await startEngine({
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0, advertise: '203.0.113.7' }],
  });
  await using peer = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.connect(engine);
  const { tokens } = await app.ask(`authenticate|${SECRET}|`);
  const port = portOf(engine);
  assert.ok(tokens[4]?.split(',').includes(`udp/203.0.113.7:${port}`) === true, tokens[4]);
  assert.ok(tokens[6]?.split(',').includes(`udp/127.0.0.1:${port}`) === true, tokens[6]);
  assert.match(tokens[5] ?? '', /^v0\.9\.\d+/);
  await app.ask(
    'sip||',
    `INVITE sip:bob@127.0.0.1:${peer.port} SIP/2.0\r\nFrom: <sip:a@localhost>\r\n\r\n${SDP}`,
  );
  const invite = await peer.takeRequest('INVITE');
  for (const name of ['Via', 'Contact', 'From']) {
    assert.ok(header(invite, name)?.includes(`203.0.113.7:${port}`) === true, header(invite, name));
  }
  peer.respond(invite, 486);
  await app.takeSip('SIP/2.0 486');
});

test('a digest retry of the app keeps Call-ID, From tag and its own CSeq', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const headers = { 'Call-ID': 'retry@app', From: '<sip:a@localhost>;tag=mine', CSeq: '41 OPTIONS' };
  const sent = await bed.app.request(`sip:bob@127.0.0.1:${peer.port}`, { method: 'OPTIONS', headers });
  const final = finalOf(sent);
  const request = await peer.takeRequest('OPTIONS');
  assert.equal(header(request, 'Call-ID'), 'retry@app');
  assert.match(header(request, 'From') ?? '', /;tag=mine$/);
  assert.equal(header(request, 'CSeq'), '41 OPTIONS');
  peer.respond(request, 200);
  assert.equal((await final).status, 200);
  await until(() => bed.engine.stats().dialogs === 0, 'no dialog');
});
