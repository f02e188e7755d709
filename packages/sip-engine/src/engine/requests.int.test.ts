import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createSipEngine } from '../engine.ts';
import { header, headerValues } from '../message/message.ts';
import { serializeMessage } from '../message/serialize.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { Bed, connectApp, finalOf, portOf, startEngine, until } from '../testing/test-bed.ts';

test('an app with a wrong secret is refused', async () => {
  await using engine = await startEngine();
  await assert.rejects(connectApp(engine, { secret: 'guess' }), /failed to authenticate/);
});

test('an OPTIONS reaches the app and its answer the peer', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.options((req, res) => {
    assert.equal(req.source_port, peer.port);
    res.send(200, { headers: { Allow: 'INVITE, OPTIONS', 'X-Answer': 'yes' } });
  });
  peer.send(peer.request('OPTIONS'));
  const response = await peer.takeResponse(200, 'OPTIONS');
  assert.equal(header(response, 'X-Answer'), 'yes');
  assert.match(header(response, 'To') ?? '', /;tag=/);
});

test('a request of an app gets its answer, over UDP and over TCP', async () => {
  await using near = await Bed.open();
  await using far = await Bed.open();
  far.app.options((_req, res) => res.send(200));
  for (const protocol of ['udp', 'tcp'] as const) {
    const request = await near.app.request(far.uri('bob', protocol), { method: 'OPTIONS' });
    assert.equal((await finalOf(request)).status, 200);
  }
});

test('a phone registers with a digest challenge', async () => {
  await using near = await Bed.open();
  await using far = await Bed.open();
  const seen: { callId: string; from: string; cseq: number }[] = [];
  far.app.register((req, res) => {
    seen.push({ callId: req.get('Call-ID'), from: req.get('From'), cseq: Number.parseInt(req.get('CSeq')) });
    if (req.has('Authorization')) res.send(200, { headers: { Contact: req.get('Contact'), Expires: '60' } });
    else res.send(401, { headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="abc", qop="auth"' } });
  });
  const request = await near.app.request(far.uri('bob'), {
    method: 'REGISTER',
    headers: { Contact: '<sip:bob@localhost>', To: far.uri('bob'), From: far.uri('bob') },
    auth: { username: 'bob', password: 'secret' },
  });
  assert.equal((await finalOf(request)).status, 200);
  assert.equal(seen.length, 2);
  assert.equal(seen[1]?.callId, seen[0]?.callId);
  assert.equal(seen[1]?.from, seen[0]?.from);
  assert.equal(seen[1]?.cseq, (seen[0]?.cseq ?? 0) + 1);
  assert.equal(far.engine.stats().registeredFlows, 1);
});

test('an INVITE to a registered contact goes to where its REGISTER came from', async () => {
  await using bed = await Bed.open();
  await using phone = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.register((_req, res) => res.send(200, { headers: { Expires: '60' } }));
  const contact = { name: 'Contact', value: '<sip:ada@10.99.0.7:5060>' };
  phone.send(phone.request('REGISTER', [contact]));
  await phone.takeResponse(200, 'REGISTER');
  const request = await bed.app.request('sip:ada@10.99.0.7:5060', {
    method: 'MESSAGE',
    body: 'hi',
    headers: { 'Content-Type': 'text/plain' },
  });
  const got = await phone.takeRequest('MESSAGE');
  assert.equal(got.uri, 'sip:ada@10.99.0.7:5060');
  const final = finalOf(request);
  phone.respond(got, 200);
  assert.equal((await final).status, 200);
});

test('requests of one verb go to the apps that registered it in turn', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const second = await bed.addApp();
  bed.app.options((_req, res) => res.send(200, { headers: { 'X-App': 'one' } }));
  second.options((_req, res) => res.send(200, { headers: { 'X-App': 'two' } }));
  const apps: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    peer.send(peer.request('OPTIONS'));
    apps.push(header(await peer.takeResponse(200, 'OPTIONS'), 'X-App') ?? '');
  }
  assert.equal(apps.filter((name) => name === 'one').length, 2);
  assert.notEqual(apps[0], apps[1]);
});

test('without an app for the verb a request is answered 503', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(503, 'OPTIONS');
});

test('a request that cannot be served gets the status that says why', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.options((_req, res) => res.send(200));
  const cases = [
    { request: peer.request('BYE'), status: 481 },
    { request: peer.request('UPDATE'), status: 481 },
    { request: peer.request('DANCE'), status: 501 },
    { request: peer.request('OPTIONS', [{ name: 'Max-Forwards', value: '0' }]), status: 483 },
    {
      request: peer.request('INVITE', [{ name: 'To', value: '<sip:bob@127.0.0.1>;tag=nobody' }]),
      status: 481,
    },
    { request: { ...peer.request('OPTIONS'), uri: 'mailto:bob@example.com' }, status: 416 },
  ];
  for (const { request, status } of cases) {
    peer.send(request);
    await peer.takeResponse(status, request.method);
  }
  const invite = peer.request('INVITE');
  peer.send({ ...invite, headers: invite.headers.filter((entry) => entry.name !== 'Contact') });
  await peer.takeResponse(400);
});

test('the same request by another way is answered 482', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.options((_req, res) => res.send(200));
  const request = peer.request('OPTIONS');
  peer.send(request);
  await peer.takeResponse(200, 'OPTIONS');
  const via = {
    name: 'Via',
    value: (header(request, 'Via') ?? '').replace(/branch=[^;]+/, 'branch=z9hG4bKother'),
  };
  peer.send({ ...request, headers: [via, ...request.headers.filter((entry) => entry.name !== 'Via')] });
  await peer.takeResponse(482, 'OPTIONS');
});

test('a malformed request is answered 400, and noise is dropped', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  peer.sendRaw('\r\n\r\n');
  peer.sendRaw('there is no SIP in this at all');
  const request = peer.request('OPTIONS');
  peer.send({
    ...request,
    headers: request.headers.map((entry) =>
      entry.name === 'Contact' ? { ...entry, value: '<sip:x' } : entry,
    ),
  });
  await peer.takeResponse(400, 'OPTIONS');
  peer.send({ ...peer.request('INVITE', []), uri: 'sip:bob@example.com' });
  await peer.takeResponse(503);
  const nul = Buffer.from(
    serializeMessage(peer.request('INVITE', [{ name: 'Contact', value: '<sip:a~b@x>' }])),
  );
  peer.sendRaw(nul.toString('latin1').replace('a~b', 'a\0b'));
  await until(() => bed.engine.stats().parseErrors === 3, 'the third parse error');
  assert.equal(bed.engine.stats().faults, 0);
});

test('an app learns why a request cannot be sent', async () => {
  await using bed = await Bed.open();
  const refusedWith = async (uri: string, options: object): Promise<string> =>
    bed.app.request(uri, options).then(
      () => 'sent',
      (error: Error) => error.message,
    );
  assert.match(await refusedWith('bob', { method: 'OPTIONS' }), /invalid request-uri/);
  assert.equal(await refusedWith(bed.uri('me'), { method: 'OPTIONS' }), 'can not send request to myself');
  assert.equal(
    await refusedWith('sip:bob@127.0.0.1;transport=tls', { method: 'OPTIONS' }),
    'requested protocol/transport not available',
  );
  assert.equal(
    await refusedWith('sip:bob@127.0.0.1:9', { method: 'MESSAGE', body: 'hi' }),
    'missing content-type',
  );
});

test('an app sees 408 for a silent peer and 503 for a closed TCP port', async () => {
  await using bed = await Bed.open();
  await using silent = await ScriptedPeer.open(portOf(bed.engine));
  const timeout = await bed.app.request(`sip:bob@127.0.0.1:${silent.port}`, { method: 'OPTIONS' });
  const refused = await bed.app.request(`sip:bob@127.0.0.1:${silent.port};transport=tcp`, {
    method: 'OPTIONS',
  });
  assert.equal((await finalOf(refused)).status, 503);
  assert.equal((await finalOf(timeout)).status, 408);
});

test('an app sees 503 at once for a closed UDP port, and the same port works when it opens', async () => {
  await using bed = await Bed.open({ timers: { t1Ms: 500 } });
  const port = await (async () => {
    await using gone = await ScriptedPeer.open(portOf(bed.engine));
    const request = await bed.app.request(`sip:bob@127.0.0.1:${gone.port}`, { method: 'OPTIONS' });
    const final = finalOf(request);
    gone.respond(await gone.takeRequest('OPTIONS'), 200);
    assert.equal((await final).status, 200);
    return gone.port;
  })();
  const startedMs = performance.now();
  const refused = await bed.app.request(`sip:bob@127.0.0.1:${port}`, { method: 'OPTIONS' });
  assert.equal((await finalOf(refused)).status, 503);
  // Without the network's word it would be a 408 at timer F, after 32 s.
  assert.ok(performance.now() - startedMs < 10_000);
  await using back = await ScriptedPeer.open(portOf(bed.engine), port);
  const request = await bed.app.request(`sip:bob@127.0.0.1:${port}`, { method: 'OPTIONS' });
  const final = finalOf(request);
  back.respond(await back.takeRequest('OPTIONS'), 200);
  assert.equal((await final).status, 200);
});

test('two engines cannot listen on one port', async () => {
  await using engine = await startEngine();
  for (const protocol of ['udp', 'tcp'] as const) {
    const second = createSipEngine({
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      listeners: [{ protocol, address: '127.0.0.1', port: portOf(engine, protocol) }],
      control: { host: '127.0.0.1', port: 0, secret: new Secret('s') },
    });
    await assert.rejects(second, (error: { reason?: string }) => error.reason === 'SIP_UNAVAILABLE');
  }
});

test('Routes of the app stay where it names the next hop (the path of a registered phone), and nowhere else', async () => {
  await using bed = await Bed.open();
  await using edge = await ScriptedPeer.open(portOf(bed.engine));
  const route = `<sip:127.0.0.1:${edge.port};lr>, <sip:inner.example;lr>`;
  const headers = { Route: route };
  const proxy = `sip:127.0.0.1:${edge.port}`;
  await bed.app.request('sip:bob@10.9.9.9', { method: 'OPTIONS', proxy, headers });
  const got = await edge.takeRequest('OPTIONS');
  assert.equal(got.uri, 'sip:bob@10.9.9.9');
  assert.deepEqual(headerValues(got, 'Route').join(', '), route);
  edge.respond(got, 200);
  await bed.app.request(`sip:bob@127.0.0.1:${edge.port}`, { method: 'OPTIONS', headers });
  const direct = await edge.takeRequest('OPTIONS');
  assert.equal(header(direct, 'Route'), undefined);
  edge.respond(direct, 200);
});

test('the 5th token decides where a request goes, and the request-URI stays', async () => {
  await using bed = await Bed.open();
  await using proxy = await ScriptedPeer.open(portOf(bed.engine));
  const request = await bed.app.request('sip:bob@example.invalid', {
    method: 'OPTIONS',
    proxy: `sip:127.0.0.1:${proxy.port}`,
  });
  const got = await proxy.takeRequest('OPTIONS');
  assert.equal(got.uri, 'sip:bob@example.invalid');
  assert.equal(header(got, 'Route'), undefined);
  const final = finalOf(request);
  proxy.respond(got, 200);
  assert.equal((await final).status, 200);
});
