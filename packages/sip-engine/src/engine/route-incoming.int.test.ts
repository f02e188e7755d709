import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { test } from 'node:test';
import Srf from 'drachtio-srf';
import { createCancel } from '../message/build.ts';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type App, Bed, portOf, SDP, SECRET, until } from '../testing/test-bed.ts';

/** An HTTP service that answers each question with what it is told; undefined never answers. */
class Router implements AsyncDisposable {
  answer: string | undefined = '';
  readonly asked: { url: URL; body: string; method: string }[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const url = new URL(req.url ?? '', 'http://127.0.0.1');
        this.asked.push({ url, body: Buffer.concat(chunks).toString(), method: req.method ?? '' });
        if (this.answer !== undefined) res.end(this.answer);
      });
    });
  }

  static async open(): Promise<Router> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Router(server);
  }

  decides(action: string, data: object): void {
    this.answer = JSON.stringify({ action, data });
  }

  get url(): string {
    return `http://127.0.0.1:${portOfServer(this.#server)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function portOfServer(server: TcpServer): number {
  // Both servers listen on TCP, whose address is never a path.
  return (server.address() as AddressInfo).port;
}

/** An unmodified drachtio-srf that waits for the engine to connect. */
async function listeningApp(secret = SECRET): Promise<{ app: App; port: number; close: () => void }> {
  const app = new (Srf as unknown as new () => App & { listen(options: object): unknown })();
  app.on('error', () => {});
  app.on('connect', () => {});
  app.listen({ host: '127.0.0.1', port: 0, secret });
  // The library keeps its server to itself.
  const { server } = (app as unknown as { _app: { client: { wp: { server: TcpServer } } } })._app.client.wp;
  if (!server.listening) await once(server, 'listening');
  return { app, port: portOfServer(server), close: () => server.close() };
}

async function bedWith(router: Router, httpMethod: 'GET' | 'POST' = 'GET'): Promise<Bed> {
  const routing = [{ method: 'INVITE', url: router.url, httpMethod }];
  return Bed.open({ routing, limits: { routingMs: 300, appConnectMs: 300, authenticateMs: 600 } });
}

test('a call is delivered to an app that listens, once the app has authenticated', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const listening = await listeningApp();
  router.decides('route', { uri: `127.0.0.1:${listening.port}` });
  const taken: string[] = [];
  listening.app.invite((req, res) => {
    void listening.app.createUAS(req, res, { localSdp: SDP }).then((dialog) => {
      taken.push(dialog.id);
      dialog.on('destroy', () => {
        taken.push('destroyed');
        (listening.app as unknown as { endSession(req: unknown): void }).endSession(req);
      });
    });
  });
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  await caller.takeResponse(100);
  const answer = await caller.takeResponse(200);
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => taken.length === 1, 'the dialog');
  assert.equal(bed.engine.stats().apps, 2);
  caller.send(caller.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await caller.takeResponse(200, 'BYE');
  await until(() => bed.engine.stats().apps === 1, 'the app to close its connection');
  const [question] = router.asked;
  assert.equal(question?.url.searchParams.get('method'), 'INVITE');
  assert.equal(question?.url.searchParams.get('fromUser'), 'alice');
  listening.close();
});

test('an app that cannot be reached, or does not know the secret, is 480', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  router.decides('route', { uri: '127.0.0.1:1' });
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(480);
  const stranger = await listeningApp('wrong');
  router.decides('route', { uri: `127.0.0.1:${stranger.port}` });
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(480);
  stranger.close();
  await until(() => bed.engine.stats().apps === 1, 'the connection to end');
});

test('a tag finds a connected app that registered the method; an unknown one is 480', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const blue = await bed.addApp({ tags: ['blue'] });
  blue.invite((_req, res) => res.send(486));
  bed.app.invite((_req, res) => res.send(603));
  await blue.request(`sip:127.0.0.1:${peer.port}`, { method: 'OPTIONS' });
  router.decides('route', { tag: 'blue' });
  for (let call = 0; call < 2; call += 1) {
    caller.send(caller.request('INVITE', [], SDP));
    await caller.takeResponse(486);
  }
  router.decides('route', { tag: 'green' });
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(480);
});

test('the answer may refuse, redirect or proxy', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router, 'POST');
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using target = await ScriptedPeer.open(portOf(bed.engine));
  router.decides('reject', { status: 403, reason: 'Not You' });
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  assert.equal((await caller.takeResponse(403)).reason, 'Not You');
  const [question] = router.asked;
  assert.equal(question?.method, 'POST');
  assert.match(question?.body ?? '', /^INVITE sip:bob@/);
  router.decides('redirect', { contact: 'sip:carol@192.0.2.7' });
  caller.send(caller.request('INVITE', [], SDP));
  assert.equal(header(await caller.takeResponse(302), 'Contact'), '<sip:carol@192.0.2.7>');
  router.decides('proxy', { destination: `127.0.0.1:${target.port}`, recordRoute: true });
  caller.send(caller.request('INVITE', [], SDP));
  const onward = await target.takeRequest('INVITE');
  assert.match(header(onward, 'Record-Route') ?? '', /;lr;/);
  target.respond(onward, 200, { body: SDP });
  await caller.takeResponse(200);
});

test('nonsense, silence and nobody there are 500', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  for (const answer of ['not json', '{"action":"route","data":{}}', 'x'.repeat(70_000), undefined]) {
    router.answer = answer;
    caller.send(caller.request('INVITE', [], SDP));
    await caller.takeResponse(500);
  }
  const routing = [{ method: '*', url: 'http://127.0.0.1:1' }];
  await using alone = await Bed.open({ routing });
  await using other = await ScriptedPeer.open(portOf(alone.engine));
  other.send(other.request('OPTIONS'));
  await other.takeResponse(500, 'OPTIONS');
});

test('a caller who gives up before the decision gets 487, and no app hears of the call', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  router.answer = undefined;
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  await caller.takeResponse(100);
  await until(() => router.asked.length === 1, 'the question');
  caller.send(createCancel(invite));
  await caller.takeResponse(200, 'CANCEL');
  await caller.takeResponse(487);
});

test('a rule may name an app that listens, and then nobody is asked; beyond the bound new requests are 503', async () => {
  const listening = await listeningApp();
  const routing = [
    { method: 'INVITE', url: `tcp://127.0.0.1:${listening.port}` },
    { method: 'MESSAGE', url: 'http://127.0.0.1:1' },
  ];
  listening.app.invite((_req, res) => res.send(486));
  await using bed = await Bed.open({ routing });
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(486);
  listening.close();
  await using full = await Bed.open({ routing, limits: { routingMax: 0 } });
  await using other = await ScriptedPeer.open(portOf(full.engine));
  other.send(other.request('MESSAGE'));
  await other.takeResponse(503, 'MESSAGE');
});

test('credentials go to the target that asked for them, though the answer names all targets again', async () => {
  await using router = await Router.open();
  await using bed = await bedWith(router);
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using first = await ScriptedPeer.open(portOf(bed.engine));
  await using second = await ScriptedPeer.open(portOf(bed.engine));
  router.decides('proxy', { destination: [first, second].map(({ port }) => `sip:bob@127.0.0.1:${port}`) });
  caller.send(caller.request('INVITE', [], SDP));
  first.respond(await first.takeRequest('INVITE'), 404);
  const challenge = { name: 'Proxy-Authenticate', value: 'Digest realm="r", nonce="n1"' };
  second.respond(await second.takeRequest('INVITE'), 407, { headers: [challenge] });
  await caller.takeResponse(407);
  const credentials = { name: 'Proxy-Authorization', value: 'Digest username="a", realm="r", nonce="n1"' };
  caller.send(caller.request('INVITE', [credentials], SDP));
  second.respond(await second.takeRequest('INVITE'), 486);
  await caller.takeResponse(486);
  assert.equal(first.pending('INVITE'), 0);
});
