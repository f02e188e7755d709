import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel } from '../message/build.ts';
import { header, headerValues, type SipRequest } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppDialog, Bed, portOf, SDP, until } from '../testing/test-bed.ts';

/** An app that takes calls and OPTIONS, and a peer. */
async function open(): Promise<{ bed: Bed; peer: ScriptedPeer; calls: AppDialog[] } & AsyncDisposable> {
  const bed = await Bed.open();
  const peer = await ScriptedPeer.open(portOf(bed.engine));
  const calls: AppDialog[] = [];
  bed.app.options((_req, res) => res.send(200));
  bed.app.invite((req, res) => {
    bed.app.createUAS(req, res, { localSdp: SDP }).then(
      (dialog) => calls.push(dialog),
      () => {},
    );
  });
  const dispose = async (): Promise<void> => {
    await peer[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  };
  return { bed, peer, calls, [Symbol.asyncDispose]: dispose };
}

/** The engine still serves: what came before did no harm. */
async function stillServes(peer: ScriptedPeer): Promise<void> {
  const options = peer.request('OPTIONS');
  peer.send(options);
  // Datagrams may be lost in a storm; whoever asks repeats.
  const again = setInterval(() => peer.send(options), 500);
  await peer.takeResponse(200, 'OPTIONS').finally(() => clearInterval(again));
}

async function establish(at: { peer: ScriptedPeer; calls: AppDialog[] }): Promise<{
  invite: SipRequest;
  answer: Awaited<ReturnType<ScriptedPeer['takeResponse']>>;
}> {
  const { peer, calls } = at;
  const invite = peer.request('INVITE', [], SDP);
  peer.send(invite);
  const answer = await peer.takeResponse(200);
  peer.send(peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => calls.length > 0, 'the dialog');
  return { invite, answer };
}

test('sip/6 an unknown method is answered 501 with Allow, in a dialog as well (RFC 3261 8.2.1)', async () => {
  await using at = await open();
  at.peer.send(at.peer.request('DANCE'));
  const allow = headerValues(await at.peer.takeResponse(501, 'DANCE'), 'Allow');
  assert.ok(allow.includes('INVITE') && allow.includes('PRACK') && !allow.includes('DANCE'));
  const { invite, answer } = await establish(at);
  at.peer.send(at.peer.inDialog(invite, answer, { method: 'DANCE', cseq: 2 }));
  await at.peer.takeResponse(501, 'DANCE');
});

test('sip/11 Max-Forwards: 0 is 483, missing is served, 300 is 400', async () => {
  await using at = await open();
  at.peer.send(at.peer.request('OPTIONS', [{ name: 'Max-Forwards', value: '0' }]));
  await at.peer.takeResponse(483, 'OPTIONS');
  const request = at.peer.request('OPTIONS');
  at.peer.send({ ...request, headers: request.headers.filter((entry) => entry.name !== 'Max-Forwards') });
  await at.peer.takeResponse(200, 'OPTIONS');
  const text = Buffer.from(serializeMessage(at.peer.request('OPTIONS'))).toString();
  at.peer.sendRaw(text.replace('Max-Forwards: 70', 'Max-Forwards: 300'));
  await at.peer.takeResponse(400, 'OPTIONS');
});

test('sip/12 a request that comes by a second way is 482 with one To tag for all copies (RFC 3261 8.2.2.2, 8.2.7)', async () => {
  await using at = await open();
  const request = at.peer.request('INVITE', [], SDP);
  at.peer.send(request);
  await at.peer.takeResponse(200);
  const other = at.peer.request(
    'INVITE',
    request.headers.filter((entry) => entry.name !== 'Via'),
    SDP,
  );
  at.peer.send(other);
  at.peer.send(other);
  const tags = [await at.peer.takeResponse(482), await at.peer.takeResponse(482)].map((it) =>
    header(it, 'To'),
  );
  assert.match(tags[0] ?? '', /;tag=[0-9a-f]{16}$/);
  assert.equal(tags[0], tags[1]);
  assert.equal(at.calls.length, 1);
});

test('sip/12 200 Via headers are served or refused, and never forgotten', async () => {
  await using at = await open();
  const request = at.peer.request('OPTIONS');
  const [via, ...rest] = request.headers;
  assert.ok(via);
  const path = Array.from({ length: 200 }, (_, hop) => ({
    name: 'Via',
    value: `SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK${hop}`,
  }));
  at.peer.send({ ...request, headers: [via, ...path, ...rest] });
  const answer = await at.peer.takeResponse(200, 'OPTIONS');
  assert.equal(headerValues(answer, 'Via').length, 201);
});

test('RFC 3261 8.2.2.3: an option tag nobody has registered is 420 with Unsupported; a registered one is for the app', async () => {
  await using at = await open();
  const ask = (value: string): void => {
    at.peer.send(at.peer.request('OPTIONS', [{ name: 'Require', value }]));
  };
  ask('nothingSupportsThis, replaces, nothingSupportsThisEither');
  const refused = await at.peer.takeResponse(420, 'OPTIONS');
  assert.deepEqual(headerValues(refused, 'Unsupported'), [
    'nothingSupportsThis',
    'nothingSupportsThisEither',
  ]);
  ask('replaces');
  await at.peer.takeResponse(200, 'OPTIONS');
  const cancel = createCancel(at.peer.request('INVITE'));
  at.peer.send({ ...cancel, headers: [...cancel.headers, { name: 'Require', value: 'nothing' }] });
  await at.peer.takeResponse(481, 'CANCEL');
});

test('sip/24 a scheme nobody knows is 416', async () => {
  await using at = await open();
  at.peer.send({ ...at.peer.request('OPTIONS'), uri: 'mailto:bob@example.com' });
  await at.peer.takeResponse(416, 'OPTIONS');
});

test('RFC 4320 4: an app can answer neither 180 nor 408 to what is no INVITE', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const told: unknown[] = [];
  bed.app.options((req, res) => {
    const isFirst = req.has('X-First');
    res.send(isFirst ? 180 : 408, {}, (error) => told.push(error));
    if (isFirst) res.send(200);
  });
  peer.send(peer.request('OPTIONS', [{ name: 'X-First', value: 'yes' }]));
  await peer.takeResponse(200, 'OPTIONS');
  peer.send(peer.request('OPTIONS'));
  await until(() => told.length === 2, 'both refusals');
  assert.deepEqual(told, ['Response not sent: provisional', 'Response not sent: request-timeout']);
  // The peer hears 100 at most, and makes its own 408.
  assert.ok(peer.received.every((message) => message.type === 'response' && message.status === 100));
});

test('sip/40 an INVITE with a To tag nobody knows is 481', async () => {
  await using at = await open();
  at.peer.send(at.peer.request('INVITE', [{ name: 'To', value: '<sip:bob@127.0.0.1>;tag=nobody' }], SDP));
  await at.peer.takeResponse(481);
});

test('sip/41 a BYE with a wrong tag on either side is 481, and the call stays', async () => {
  await using at = await open();
  const { invite, answer } = await establish(at);
  const bye = at.peer.inDialog(invite, answer, { method: 'BYE', cseq: 2 });
  for (const name of ['From', 'To']) {
    const wrong = bye.headers.map((entry) =>
      entry.name === name ? { name, value: entry.value.replace(/tag=.*/, 'tag=wrong') } : entry,
    );
    const via = { name: 'Via', value: header(at.peer.request('BYE'), 'Via') ?? '' };
    at.peer.send({ ...bye, headers: [via, ...wrong.filter((entry) => entry.name !== 'Via')] });
    await at.peer.takeResponse(481, 'BYE');
  }
  assert.equal(at.bed.engine.stats().dialogs, 1);
  at.peer.send(bye);
  await at.peer.takeResponse(200, 'BYE');
});

test('sip/42 a CANCEL of nothing is 481', async () => {
  await using at = await open();
  at.peer.send(createCancel(at.peer.request('INVITE')));
  await at.peer.takeResponse(481, 'CANCEL');
});

test('sip/43 a CANCEL behind the 200 is 200, and the call stays, before and after its ACK (RFC 3261 9.2, RFC 6026)', async () => {
  await using at = await open();
  let cancelled = 0;
  at.bed.app.invite((req) => req.on('cancel', () => (cancelled += 1)));
  const invite = at.peer.request('INVITE', [], SDP);
  at.peer.send(invite);
  const answer = await at.peer.takeResponse(200);
  at.peer.send(createCancel(invite));
  await at.peer.takeResponse(200, 'CANCEL');
  at.peer.send(at.peer.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => at.calls.length === 1, 'the dialog');
  at.peer.send(invite);
  await stillServes(at.peer);
  assert.equal(at.bed.engine.stats().dialogs, 1);
  assert.equal(cancelled, 0);
});

test('sip/44 a flood of ACKs without a call is dropped and leaves nothing behind', async () => {
  await using at = await open();
  for (let index = 0; index < 300; index += 1) {
    at.peer.send(at.peer.request('ACK', [{ name: 'To', value: `<sip:bob@127.0.0.1>;tag=${index}` }]));
  }
  await stillServes(at.peer);
  assert.equal(at.peer.received.length, 0, 'nobody answers an ACK');
  assert.equal(at.bed.engine.stats().transactions, 1);
});

test('sip/45 a response without a request, with a wrong branch or a wrong method, is dropped', async () => {
  await using at = await open();
  const call = at.bed.app.createUAC(`sip:bob@127.0.0.1:${at.peer.port}`, { localSdp: SDP });
  const invite = await at.peer.takeRequest('INVITE');
  at.peer.respond(at.peer.request('INVITE'), 200, { body: SDP });
  const wrong = (name: string, from: RegExp, to: string): SipRequest => ({
    ...invite,
    headers: invite.headers.map((entry) =>
      entry.name === name ? { name, value: entry.value.replace(from, to) } : entry,
    ),
  });
  at.peer.respond(wrong('Via', /branch=[^;]+/, 'branch=z9hG4bKwrong'), 200, { body: SDP });
  at.peer.respond(wrong('CSeq', /INVITE/, 'BYE'), 200);
  await stillServes(at.peer);
  assert.equal(at.bed.engine.stats().dialogs, 0);
  at.peer.respond(invite, 200, { body: SDP });
  await call;
});

test('sip/46 a hundred provisional responses a second, each of a fork of its own, are bounded', async () => {
  await using at = await open();
  let heard = 0;
  const call = at.bed.app.createUAC(
    `sip:bob@127.0.0.1:${at.peer.port}`,
    { localSdp: SDP },
    { cbProvisional: () => (heard += 1) },
  );
  const invite = await at.peer.takeRequest('INVITE');
  for (let index = 0; index < 300; index += 1) at.peer.respond(invite, 180, { toTag: `t${index}` });
  at.peer.respond(invite, 200, { toTag: 't299', body: SDP });
  await call;
  assert.ok(heard >= 10 && heard <= 20, `${heard} reached the app`);
});

test('sip/48 a storm of re-INVITEs in a dialog reaches the app in measure; the rest is 500 with Retry-After', async () => {
  await using at = await open();
  const { invite, answer } = await establish(at);
  let reached = 0;
  at.calls[0]?.on('modify', (_req: unknown, res: { send(status: number, options: object): void }) => {
    reached += 1;
    res.send(200, { body: SDP });
  });
  const storm = 300;
  for (let index = 0; index < storm; index += 1) {
    at.peer.send(at.peer.inDialog(invite, answer, { method: 'INVITE', cseq: 2 + index, body: SDP }));
    // The datagrams of one turn would overflow the socket.
    if (index % 50 === 0) await stillServes(at.peer);
  }
  const refused = await at.peer.takeResponse(500);
  assert.ok(header(refused, 'Retry-After'));
  await stillServes(at.peer);
  assert.ok(reached < 10, `${reached} reached the app`);
  at.peer.send(at.peer.inDialog(invite, answer, { method: 'BYE', cseq: 1_000 }));
  await at.peer.takeResponse(200, 'BYE');
});

test('sip/49 a flood of INFO in a dialog is bounded, and the call can still be ended', async () => {
  await using at = await open();
  const { invite, answer } = await establish(at);
  let reached = 0;
  at.calls[0]?.on('info', (_req: unknown, res: { send(status: number): void }) => {
    reached += 1;
    res.send(200);
  });
  for (let index = 0; index < 150; index += 1) {
    at.peer.send(at.peer.inDialog(invite, answer, { method: 'INFO', cseq: 2 + index }));
    if (index % 50 === 0) await stillServes(at.peer);
  }
  assert.ok(header(await at.peer.takeResponse(500, 'INFO'), 'Retry-After'));
  assert.ok(reached <= 100, `${reached} reached the app`);
  at.peer.send(at.peer.inDialog(invite, answer, { method: 'BYE', cseq: 1_000 }));
  await at.peer.takeResponse(200, 'BYE');
});
