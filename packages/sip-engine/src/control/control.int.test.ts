import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { RawApp } from '../testing/raw-app.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { Bed, connectApp, next, portOf, SECRET, startEngine, until } from '../testing/test-bed.ts';

test('nothing works before an app has authenticated, and it has to do so in time', async () => {
  await using engine = await startEngine({ limits: { authenticateMs: 100 } });
  for (const command of ['ping', 'route|invite', 'proxy|x|||']) {
    await using app = await RawApp.connect(engine);
    const { tokens } = await app.ask(command);
    assert.deepEqual(tokens.slice(3), ['NO', 'not authenticated']);
    await app.closed();
  }
  await using silent = await RawApp.connect(engine);
  await silent.closed();
});

test('no more apps than allowed are taken', async () => {
  await using engine = await startEngine({ limits: { appsMax: 1 } });
  await using first = await RawApp.open(engine, SECRET);
  await using second = await RawApp.connect(engine);
  await second.closed();
  assert.deepEqual((await first.ask('ping')).tokens.slice(3), ['OK', 'pong']);
});

test('a burst of frames of 4.5 kB arrives whole, and so does one of 100 kB; a longer one than allowed ends the connection', async () => {
  await using engine = await startEngine({ limits: { frameBytesMax: 200_000 } });
  await using peer = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  const request = (body: string): string => {
    const uri = `sip:bob@127.0.0.1:${peer.port}`;
    return `MESSAGE ${uri} SIP/2.0\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const ids = Array.from({ length: 100 }, () => app.send('sip||', request('x'.repeat(4_300))));
  for (const id of ids) {
    const echo = await app.take(({ tokens }) => tokens[2] === id, 'an echo');
    assert.equal(echo.tokens[3], 'OK');
    assert.ok(echo.message?.endsWith('x'.repeat(4_300)) === true);
  }
  const long = await app.ask('sip||', request('y'.repeat(100_000)));
  assert.equal(long.tokens[3], 'OK');
  app.write('300000#');
  await app.closed();
});

test('an app that does not read is cut off, and the others go on', async () => {
  const engine = await startEngine({ limits: { unsentBytesMax: 100_000 } });
  await using stack = new AsyncDisposableStack();
  stack.use(engine);
  await using slow = await RawApp.open(engine, SECRET);
  await using other = await RawApp.open(engine, SECRET);
  slow.pause();
  const body = 'z'.repeat(500_000);
  const uri = `sip:bob@127.0.0.1:1;transport=tcp`;
  const request = `MESSAGE ${uri} SIP/2.0\r\nContent-Type: text/plain\r\n\r\n${body}`;
  for (let sent = 0; sent < 40; sent += 1) slow.send('sip||', request);
  await until(() => engine.stats().apps === 1, 'the slow app to be cut off', 10_000);
  assert.deepEqual((await other.ask('ping')).tokens.slice(3), ['OK', 'pong']);
});

test('remove_route takes away the verb it names and no other', async () => {
  await using engine = await startEngine();
  await using peer = await ScriptedPeer.open(portOf(engine));
  await using app = await RawApp.open(engine, SECRET);
  await app.ask('route|options');
  await app.ask('route|message');
  await app.ask('remove_route|options');
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(503, 'OPTIONS');
  peer.send(peer.request('MESSAGE'));
  await app.takeSip('MESSAGE');
});

test('an app that lost its connection connects again by itself, and gets new requests', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const app = await bed.addApp({ reconnects: true });
  app.on('close', () => {});
  app.options((req, res) => {
    if (req.has('X-Break')) req.socket.destroy();
    else res.send(200);
  });
  await app.request(`sip:127.0.0.1:${peer.port}`, { method: 'OPTIONS' });
  const back = next(app, 'connect');
  peer.send(peer.request('OPTIONS', [{ name: 'X-Break', value: 'yes' }]));
  await back;
  await app.request(`sip:127.0.0.1:${peer.port}`, { method: 'OPTIONS' });
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(200, 'OPTIONS');
  app.disconnect();
});

test('with certificates apps connect by TLS, and one without it gets nothing', async () => {
  using authority = new CertificateAuthority();
  const certificates = [authority.issue('control', 'IP:127.0.0.1')];
  await using engine = await startEngine({ control: { certificates } });
  await using peer = await ScriptedPeer.open(portOf(engine));
  const app = await connectApp(engine, { tls: { ca: readFileSync(authority.caFile) } });
  app.options((_req, res) => res.send(200));
  await app.request(`sip:127.0.0.1:${peer.port}`, { method: 'INFO' });
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(200, 'OPTIONS');
  await using plain = await RawApp.connect(engine);
  plain.send(`authenticate|${SECRET}|`);
  await plain.closed();
  assert.equal(plain.frames.length, 0);
  app.disconnect();
});
