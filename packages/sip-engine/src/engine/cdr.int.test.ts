import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel } from '../message/build.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type App, Bed, portOf, SDP, until } from '../testing/test-bed.ts';

/** What an app hears about calls: kind, source, role or reason, and what the message is. */
function recordsOf(app: App): string[] {
  const told: string[] = [];
  const line = (...parts: unknown[]): void => void told.push(parts.join(' '));
  type Message = { method?: string; status?: number };
  const what = (message: Message): unknown => message.status ?? message.method;
  app.on('cdr:attempt', (source: string, at: string, message: Message) => {
    assert.match(at, /^\d\d:\d\d:\d\d\.\d{6}$/);
    line('attempt', source, what(message));
  });
  app.on('cdr:start', (source: string, _at: string, role: string, message: Message) =>
    line('start', source, role, what(message)),
  );
  app.on('cdr:stop', (source: string, _at: string, reason: string, message: Message) =>
    line('stop', source, reason, what(message)),
  );
  return told;
}

test('a call that an app takes: attempt, start as uas, stop when the caller hangs up', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const told = recordsOf(bed.app);
  bed.app.invite((req, res) => void bed.app.createUAS(req, res, { localSdp: SDP }));
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const answer = await caller.takeResponse(200);
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  caller.send(caller.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await caller.takeResponse(200, 'BYE');
  await until(() => told.length === 3, 'three records');
  assert.deepEqual(told, [
    'attempt network INVITE',
    'start application uas 200',
    'stop network normal-release BYE',
  ]);
});

test('a call that an app makes, and one that is refused', async () => {
  await using bed = await Bed.open();
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const told = recordsOf(bed.app);
  const uri = `sip:bob@127.0.0.1:${callee.port}`;
  const placed = bed.app.createUAC(uri, { localSdp: SDP });
  callee.respond(await callee.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await placed;
  await callee.takeRequest('ACK');
  const ended = dialog.destroy();
  callee.respond(await callee.takeRequest('BYE'), 200);
  await ended;
  const refused = bed.app.createUAC(uri, { localSdp: SDP });
  callee.respond(await callee.takeRequest('INVITE'), 486);
  await assert.rejects(refused);
  await until(() => told.length === 5, 'five records');
  assert.deepEqual(told, [
    'attempt application INVITE',
    'start network uac 200',
    'stop application normal-release BYE',
    'attempt application INVITE',
    'stop network call-rejected 486',
  ]);
});

test('calls that come to nothing: cancelled, refused by the app, and with no app to take them', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const told = recordsOf(bed.app);
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeResponse(503);
  bed.app.invite((req, res) => {
    if (req.has('X-Refuse')) res.send(486);
  });
  await settled(bed.app, caller);
  caller.send(caller.request('INVITE', [{ name: 'X-Refuse', value: 'yes' }], SDP));
  await caller.takeResponse(486);
  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  await caller.takeResponse(100);
  await until(() => told.length >= 5, 'the INVITE to be told');
  caller.send(createCancel(invite));
  await caller.takeResponse(487);
  await until(() => told.length === 6, 'six records');
  assert.deepEqual(told, [
    'attempt network INVITE',
    'stop application call-rejected 503',
    'attempt network INVITE',
    'stop application call-rejected 486',
    'attempt network INVITE',
    'stop network call-canceled CANCEL',
  ]);
});

test('a call that is never acknowledged is terminated by the system', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const told = recordsOf(bed.app);
  bed.app.invite((req, res) => {
    void bed.app.createUAS(req, res, { localSdp: SDP }).then((dialog) => dialog.on('destroy', () => {}));
  });
  caller.send(caller.request('INVITE', [], SDP));
  await caller.takeRequest('BYE');
  await until(() => told.length === 3, 'three records');
  assert.equal(told[2], 'stop application system-initiated-termination BYE');
});

test('a proxied call is told from both sides', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using busy = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const told = recordsOf(bed.app);
  bed.app.invite((req) => {
    const targets = [busy, callee].map((peer) => `sip:bob@127.0.0.1:${peer.port}`);
    void bed.app.proxyRequest(req, targets, {});
  });
  caller.send(caller.request('INVITE', [], SDP));
  busy.respond(await busy.takeRequest('INVITE'), 486);
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 200, { body: SDP });
  await caller.takeResponse(200);
  // The callee has heard no ACK and says it again.
  callee.respond(onward, 200, { body: SDP });
  await caller.takeResponse(200);
  await until(() => told.length === 6, 'six records');
  assert.deepEqual(told, [
    'attempt network INVITE',
    'attempt application INVITE',
    'stop network call-rejected 486',
    'attempt application INVITE',
    'start network proxy-uac 200',
    'start application proxy-uas 200',
  ]);
});

test('records go to one of the apps that registered for them, in turn', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  const other = await bed.addApp();
  const heard: string[] = [];
  bed.app.invite((_req, res) => res.send(486));
  bed.app.on('cdr:attempt', () => heard.push('first'));
  await settled(bed.app, caller);
  other.on('cdr:attempt', () => heard.push('second'));
  await settled(other, caller);
  for (let call = 0; call < 4; call += 1) {
    caller.send(caller.request('INVITE', [], SDP));
    await caller.takeResponse(486);
  }
  await until(() => heard.length === 4, 'four records');
  assert.deepEqual(heard, ['first', 'second', 'first', 'second']);
});

/** Commands of one app are done in order: when a request is out, its routes are registered. */
async function settled(app: App, peer: ScriptedPeer): Promise<void> {
  await app.request(`sip:127.0.0.1:${peer.port}`, { method: 'OPTIONS' });
}
