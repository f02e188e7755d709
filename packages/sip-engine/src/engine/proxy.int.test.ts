import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel, createResponse } from '../message/build.ts';
import { header, headerValues, type SipRequest, type SipResponse } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import {
  type AppDialog,
  type AppIncoming,
  Bed,
  portOf,
  type ProxyResults,
  SDP,
  until,
} from '../testing/test-bed.ts';

type Peer = ScriptedPeer;

/** An app that proxies each INVITE to these peers; what it learns comes into the list, errors as their message. */
function proxying(bed: Bed, peers: readonly Peer[], options: object = {}): (ProxyResults | string)[] {
  const destinations = peers.map((peer) => `sip:bob@127.0.0.1:${peer.port}`);
  return proxyingTo(bed, destinations, options);
}

function proxyingTo(bed: Bed, destinations: string | string[], options: object): (ProxyResults | string)[] {
  const results: (ProxyResults | string)[] = [];
  bed.app.invite((req) => {
    bed.app.proxyRequest(req, destinations, { ...options }).then(
      (result) => results.push(result),
      (error: unknown) => results.push(String(error)),
    );
  });
  return results;
}

async function resultOf(results: readonly (ProxyResults | string)[]): Promise<ProxyResults> {
  await until(() => results.length === 1, 'the end of the proxy command');
  const [result] = results;
  assert.ok(typeof result === 'object', JSON.stringify(result));
  return result;
}

function statuses(result: ProxyResults): number[] {
  return result.responses.flatMap((from) => from.msgs.map((msg) => msg.status));
}

/** A later request of the caller, along the route that the answer recorded. */
function alongRoute(
  caller: Peer,
  invite: SipRequest,
  answer: SipResponse,
  what: { method: string; cseq: number },
) {
  const made = caller.inDialog(invite, answer, what);
  const routes = headerValues(answer, 'Record-Route').toReversed();
  const headers = [...made.headers, ...routes.map((value) => ({ name: 'Route', value }))];
  return { ...made, uri: 'sip:bob@127.0.0.1:' + portNamed(answer), headers };
}

function portNamed(answer: SipResponse): string {
  return /:(\d+)>/.exec(header(answer, 'Contact') ?? '')?.[1] ?? '';
}

test('a proxied call: Via, Max-Forwards and Record-Route as in RFC 3261, then ACK and BYE pass the engine without the app', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const results = proxying(bed, [callee], { remainInDialog: true, headers: { 'X-Via-App': 'yes' } });
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  assert.equal(onward.uri, `sip:bob@127.0.0.1:${callee.port}`);
  assert.equal(headerValues(onward, 'Via').length, 2);
  assert.equal(header(onward, 'Max-Forwards'), '69');
  assert.equal(header(onward, 'X-Via-App'), 'yes');
  assert.equal(header(onward, 'Call-ID'), header(invite, 'Call-ID'));
  assert.equal(Buffer.from(onward.body).toString(), SDP);
  assert.match(header(onward, 'Record-Route') ?? '', /^<sip:127\.0\.0\.1:\d+;lr;call=[0-9a-f]+>$/);
  callee.respond(onward, 180);
  await caller.takeResponse(180);
  callee.respond(onward, 200, { body: SDP });
  const answer = await caller.takeResponse(200);
  assert.equal(headerValues(answer, 'Via').length, 1);
  caller.send(alongRoute(caller, invite, answer, { method: 'ACK', cseq: 1 }));
  const ack = await callee.takeRequest('ACK');
  assert.equal(header(ack, 'Route'), undefined);
  assert.equal(headerValues(ack, 'Via').length, 2);
  const result = await resultOf(results);
  assert.deepEqual([result.connected, result.finalStatus, statuses(result)], [true, 200, [200]]);
  caller.send(alongRoute(caller, invite, answer, { method: 'BYE', cseq: 2 }));
  callee.respond(await callee.takeRequest('BYE'), 200);
  await caller.takeResponse(200, 'BYE');
  const { dialogs, requestsReceived } = bed.engine.stats();
  assert.deepEqual([dialogs, requestsReceived], [0, 2]);
});

test('the callee of a proxied call reaches the caller along the same route', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  proxying(bed, [callee], { remainInDialog: true });
  caller.send(caller.request('INVITE', [], SDP));
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 200, { body: SDP });
  await caller.takeResponse(200);
  const route = { name: 'Route', value: header(onward, 'Record-Route') ?? '' };
  const bye = callee.inDialogAsCallee(onward, { method: 'BYE', cseq: 1, headers: [route] });
  callee.send({ ...bye, uri: `sip:alice@127.0.0.1:${caller.port}` });
  caller.respond(await caller.takeRequest('BYE'), 200);
  await callee.takeResponse(200, 'BYE');
});

test('a route that the engine did not give is not followed', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using victim = await ScriptedPeer.open(portOf(bed.engine));
  const headers = [
    { name: 'To', value: '<sip:bob@127.0.0.1>;tag=x' },
    { name: 'Route', value: `<sip:127.0.0.1:${portOf(bed.engine)};lr;call=0123456789abcdef>` },
  ];
  caller.send({ ...caller.request('BYE', headers), uri: `sip:bob@127.0.0.1:${victim.port}` });
  await caller.takeResponse(481, 'BYE');
  assert.equal(victim.received.length, 0);
});

test('serial forking: a target that is busy, one that is silent, one that answers', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using busy = await ScriptedPeer.open(portOf(bed.engine));
  await using silent = await ScriptedPeer.open(portOf(bed.engine));
  await using last = await ScriptedPeer.open(portOf(bed.engine));
  const results = proxying(bed, [busy, silent, last], { provisionalTimeout: '150ms' });
  caller.send(caller.request('INVITE', [], SDP));
  const first = await busy.takeRequest('INVITE');
  busy.respond(first, 486);
  await busy.takeRequest('ACK');
  const second = await silent.takeRequest('INVITE');
  const third = await last.takeRequest('INVITE');
  assert.equal(header(third, 'Record-Route'), undefined);
  last.respond(third, 200, { body: SDP });
  await caller.takeResponse(200);
  // A late sign of life lets the CANCEL out that was due.
  silent.respond(second, 180);
  await silent.takeRequest('CANCEL');
  assert.deepEqual(statuses(await resultOf(results)), [486, 200]);
});

test('simultaneous forking: all ring, one answers, the others are cancelled', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using a = await ScriptedPeer.open(portOf(bed.engine));
  await using b = await ScriptedPeer.open(portOf(bed.engine));
  const results = proxying(bed, [a, b], { forking: 'simultaneous' });
  caller.send(caller.request('INVITE', [], SDP));
  const [toA, toB] = [await a.takeRequest('INVITE'), await b.takeRequest('INVITE')];
  a.respond(toA, 180, { toTag: 'a' });
  b.respond(toB, 180, { toTag: 'b' });
  await caller.takeResponse(180);
  await caller.takeResponse(180);
  b.respond(toB, 200, { toTag: 'b', body: SDP });
  await caller.takeResponse(200);
  const cancel = await a.takeRequest('CANCEL');
  assert.equal(header(cancel, 'Via'), header(toA, 'Via'));
  a.respond(cancel, 200);
  a.respond(toA, 487, { toTag: 'a' });
  await a.takeRequest('ACK');
  assert.equal((await resultOf(results)).connected, true);
});

test('a caller who cancels a proxied call: 200 to the CANCEL, and the 487 of the callee', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const results = proxying(bed, [callee]);
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 180);
  await caller.takeResponse(180);
  caller.send(createCancel(invite));
  await caller.takeResponse(200, 'CANCEL');
  callee.respond(await callee.takeRequest('CANCEL'), 200);
  callee.respond(onward, 487);
  const answer = await caller.takeResponse(487);
  assert.match(header(answer, 'To') ?? '', /tag=peer-tag/);
  const result = await resultOf(results);
  assert.deepEqual([result.connected, result.finalStatus], [false, 487]);
});

test('a callee who answers after the caller was refused is acknowledged and hung up', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  proxying(bed, [callee], { finalTimeout: '100ms' });
  caller.send(caller.request('INVITE', [], SDP));
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 180);
  await caller.takeResponse(408);
  await callee.takeRequest('CANCEL');
  callee.respond(onward, 200, { body: SDP });
  await callee.takeRequest('ACK');
  await callee.takeRequest('BYE');
});

test('a silent target is 408, a dead one 500, and an app that names no usable target learns it', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using silent = await ScriptedPeer.open(portOf(bed.engine));
  const targets = [
    `sip:127.0.0.1:${silent.port}`,
    'sip:127.0.0.1:1;transport=tcp',
    'sip:127.0.0.1;transport=x',
  ];
  const told: string[] = [];
  bed.app.invite((req: AppIncoming) => {
    const target = targets[Number(req.get('X-Target'))] ?? '';
    bed.app.proxyRequest(req, target, {}).then(
      (result) => told.push(`done ${result.connected}`),
      (error: unknown) => told.push(String(error)),
    );
  });
  for (const [index, status] of [408, 500, 500].entries()) {
    caller.send(caller.request('INVITE', [{ name: 'X-Target', value: String(index) }], SDP));
    await caller.takeResponse(status);
  }
  await until(() => told.length === 3, 'all three to end');
  assert.deepEqual(told, ['done false', 'done false', 'error proxying request to ']);
});

test('a 302 is followed when the app asks for it, and passed to the caller when not', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using moved = await ScriptedPeer.open(portOf(bed.engine));
  await using target = await ScriptedPeer.open(portOf(bed.engine));
  let followRedirects = true;
  bed.app.invite((req) => {
    bed.app.proxyRequest(req, `sip:127.0.0.1:${moved.port}`, { followRedirects }).catch(() => {});
  });
  const contact = { name: 'Contact', value: `<sip:carol@127.0.0.1:${target.port}>` };
  const redirect = async (): Promise<void> => {
    const made = await moved.takeRequest('INVITE');
    moved.send(createResponse(made, 302, { toTag: 'moved', headers: [contact] }));
  };
  caller.send(caller.request('INVITE', [], SDP));
  await redirect();
  const followed = await target.takeRequest('INVITE');
  target.respond(followed, 200, { body: SDP });
  await caller.takeResponse(200);
  followRedirects = false;
  caller.send(caller.request('INVITE', [], SDP));
  await redirect();
  await caller.takeResponse(302);
});

test('a request that comes back unchanged is a loop: 482', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using hop = await ScriptedPeer.open(portOf(bed.engine));
  const results = proxying(bed, [hop]);
  caller.send({ ...caller.request('INVITE', [], SDP), uri: 'sip:bob@example.net' });
  const onward = await hop.takeRequest('INVITE');
  assert.equal(onward.uri, 'sip:bob@example.net');
  hop.respond(onward, 486);
  await caller.takeResponse(486);
  assert.deepEqual(statuses(await resultOf(results)), [486]);
  const via = { name: 'Via', value: `SIP/2.0/UDP 127.0.0.1:${hop.port};rport;branch=z9hG4bKhop` };
  const back = { ...onward, headers: [via, ...onward.headers] };
  await until(() => bed.engine.stats().transactions === 0, 'the first try to be forgotten');
  hop.send(back);
  await hop.takeResponse(482);
  await until(() => results.length === 2, 'the second command');
  assert.equal(results[1], 'Rejected with 482 Loop Detected');
});

test('a proxied OPTIONS gets the answer of its target, and the app cannot answer it any more', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using target = await ScriptedPeer.open(portOf(bed.engine));
  let late: unknown;
  bed.app.options((req, res) => {
    void bed.app.proxyRequest(req, `sip:127.0.0.1:${target.port}`, {});
    res.send(200, {}, (error) => {
      late = error;
    });
  });
  caller.send(caller.request('OPTIONS'));
  target.respond(await target.takeRequest('OPTIONS'), 404);
  await caller.takeResponse(404, 'OPTIONS');
  await until(() => late !== undefined, 'the late answer to be refused');
  assert.equal(late, 'Response not sent due to unknown transaction');
});

test('a call that changes its transport records a route for each side, and both are followed', async () => {
  await using bed = await Bed.open();
  await using far = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  proxyingTo(bed, far.uri('bob', 'tcp'), { remainInDialog: true });
  const taken: AppDialog[] = [];
  far.app.invite((req, res) => {
    void far.app.createUAS(req, res, { localSdp: SDP }).then((dialog) => taken.push(dialog));
  });
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const answer = await caller.takeResponse(200);
  const routes = headerValues(answer, 'Record-Route');
  assert.match(routes[0] ?? '', /;transport=tcp;lr;/);
  assert.match(routes[1] ?? '', /127\.0\.0\.1:\d+;lr;/);
  assert.equal(routes.length, 2);
  caller.send(alongRoute(caller, invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => taken.length === 1, 'the dialog');
  const ended = taken[0]?.destroy();
  const bye = await caller.takeRequest('BYE');
  assert.equal(header(bye, 'Route'), undefined);
  caller.respond(bye, 200);
  await ended;
});

test('credentials go to the target that asked for them, and not through all targets again', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using first = await ScriptedPeer.open(portOf(bed.engine));
  await using second = await ScriptedPeer.open(portOf(bed.engine));
  proxying(bed, [first, second]);
  const challenge = { name: 'Proxy-Authenticate', value: 'Digest realm="r", nonce="n1"' };
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  first.respond(await first.takeRequest('INVITE'), 404);
  second.respond(await second.takeRequest('INVITE'), 407, { headers: [challenge] });
  const asked = await caller.takeResponse(407);
  assert.equal(header(asked, 'Proxy-Authenticate'), challenge.value);
  const credentials = { name: 'Proxy-Authorization', value: 'Digest username="a", realm="r", nonce="n1"' };
  caller.send(caller.request('INVITE', [credentials], SDP));
  second.respond(await second.takeRequest('INVITE'), 486);
  await caller.takeResponse(486);
  assert.equal(first.pending('INVITE'), 0);
});

test('what passes along a recorded route need not be known here: a strange method, and a re-INVITE that is cancelled', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  proxying(bed, [callee], { remainInDialog: true });
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  callee.respond(await callee.takeRequest('INVITE'), 200, { body: SDP });
  const answer = await caller.takeResponse(200);
  caller.send(alongRoute(caller, invite, answer, { method: 'ACK', cseq: 1 }));
  await callee.takeRequest('ACK');
  caller.send(alongRoute(caller, invite, answer, { method: 'DANCE', cseq: 2 }));
  callee.respond(await callee.takeRequest('DANCE'), 200);
  await caller.takeResponse(200, 'DANCE');
  const needy = alongRoute(caller, invite, answer, { method: 'INFO', cseq: 3 });
  caller.send({ ...needy, headers: [...needy.headers, { name: 'Proxy-Require', value: 'wings' }] });
  assert.equal(header(await caller.takeResponse(420, 'INFO'), 'Unsupported'), 'wings');
  const again = alongRoute(caller, invite, answer, { method: 'INVITE', cseq: 4 });
  caller.send(again);
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 180);
  await caller.takeResponse(180);
  caller.send(createCancel(again));
  await caller.takeResponse(200, 'CANCEL');
  callee.respond(await callee.takeRequest('CANCEL'), 200);
  callee.respond(onward, 487);
  await caller.takeResponse(487);
});
