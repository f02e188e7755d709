import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header, type Header, type SipRequest } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import {
  type App,
  type AppAnswer,
  type AppDialog,
  type AppIncoming,
  Bed,
  finalOf,
  next,
  portOf,
  sdp,
  SDP,
  until,
} from '../testing/test-bed.ts';

// What applications build with drachtio-srf, unmodified, one test a function; calls, B2BUA and proxy have files of their own.

const EVENT: Header = { name: 'Event', value: 'presence' };

/** `srf.subscribe`, `srf.publish`, `srf.refer`, `srf.notify`: the library has one for each method. */
function onMethod(app: App, method: string, handler: (req: AppIncoming, res: AppAnswer) => void): void {
  const verbs = app as unknown as Record<string, (fn: typeof handler) => void>;
  verbs[method]?.(handler);
}

async function listening(app: App, peer: ScriptedPeer): Promise<void> {
  await app.request(`sip:127.0.0.1:${peer.port}`, { method: 'INFO' });
}

function notify(peer: ScriptedPeer, subscribe: SipRequest, cseq: number, state: string): SipRequest {
  const headers = [EVENT, { name: 'Subscription-State', value: state }];
  return peer.inDialogAsCallee(subscribe, { method: 'NOTIFY', cseq, headers });
}

test('createUAC subscribes: NOTIFY comes to the dialog, also the one that ends it', async () => {
  await using bed = await Bed.open();
  await using notifier = await ScriptedPeer.open(portOf(bed.engine));
  const uri = `sip:bob@127.0.0.1:${notifier.port}`;
  const subscribing = bed.app.createUAC(uri, {
    method: 'SUBSCRIBE',
    headers: { Event: 'presence', Expires: '60' },
  });
  const request = await notifier.takeRequest('SUBSCRIBE');
  assert.match(header(request, 'Contact') ?? '', /127\.0\.0\.1/);
  notifier.respond(request, 200, { headers: [{ name: 'Expires', value: '60' }] });
  const dialog = await subscribing;
  const states: string[] = [];
  dialog.on('notify', (req: AppIncoming, res: AppAnswer) => {
    states.push(req.get('Subscription-State'));
    res.send(200);
  });
  notifier.send(notify(notifier, request, 1, 'active;expires=60'));
  await notifier.takeResponse(200, 'NOTIFY');
  notifier.send(notify(notifier, request, 2, 'terminated;reason=noresource'));
  await notifier.takeResponse(200, 'NOTIFY');
  assert.deepEqual(states, ['active;expires=60', 'terminated;reason=noresource']);
});

test('a NOTIFY that overtakes the 2xx of its SUBSCRIBE is answered, and the dialog is the one of the 2xx', async () => {
  await using bed = await Bed.open();
  await using notifier = await ScriptedPeer.open(portOf(bed.engine));
  const early: string[] = [];
  onMethod(bed.app, 'notify', (req, res) => {
    early.push(req.get('Subscription-State'));
    res.send(200);
  });
  const uri = `sip:bob@127.0.0.1:${notifier.port}`;
  const subscribing = bed.app.createUAC(uri, {
    method: 'SUBSCRIBE',
    headers: { Event: 'presence', Expires: '60' },
  });
  const request = await notifier.takeRequest('SUBSCRIBE');
  notifier.send(notify(notifier, request, 1, 'pending'));
  await notifier.takeResponse(200, 'NOTIFY');
  assert.deepEqual(early, ['pending']);
  notifier.respond(request, 202, { headers: [{ name: 'Expires', value: '60' }] });
  const dialog = await subscribing;
  dialog.on('notify', (_req: AppIncoming, res: AppAnswer) => res.send(200));
  notifier.send(notify(notifier, request, 2, 'active'));
  await notifier.takeResponse(200, 'NOTIFY');
  const refreshing = dialog.request({ method: 'SUBSCRIBE', headers: { Event: 'presence', Expires: '0' } });
  const refresh = await notifier.takeRequest('SUBSCRIBE');
  assert.match(header(refresh, 'To') ?? '', /;tag=peer-tag$/);
  notifier.respond(refresh, 200, { headers: [{ name: 'Expires', value: '0' }] });
  assert.equal((await refreshing).status, 200);
});

test('createUAS accepts a subscription and sends NOTIFY in its dialog', async () => {
  await using bed = await Bed.open();
  await using watcher = await ScriptedPeer.open(portOf(bed.engine));
  const accepted: AppDialog[] = [];
  onMethod(bed.app, 'subscribe', (req, res) => {
    void bed.app.createUAS(req, res, { headers: { Expires: '60' } }).then((dialog) => accepted.push(dialog));
  });
  await listening(bed.app, watcher);
  const subscribe = watcher.request('SUBSCRIBE', [EVENT, { name: 'Expires', value: '60' }]);
  watcher.send(subscribe);
  const answer = await Promise.race([
    watcher.takeResponse(202, 'SUBSCRIBE'),
    watcher.takeResponse(200, 'SUBSCRIBE'),
  ]);
  assert.match(header(answer, 'Contact') ?? '', /127\.0\.0\.1/);
  await until(() => accepted.length === 1, 'the dialog');
  const [dialog] = accepted;
  const headers = { 'Subscription-State': 'active', Event: 'presence', 'Content-Type': 'text/plain' };
  const notified = dialog?.request({ method: 'NOTIFY', headers, body: 'here' });
  const note = await watcher.takeRequest('NOTIFY');
  assert.equal(header(note, 'Call-ID'), header(subscribe, 'Call-ID'));
  assert.equal(Buffer.from(note.body).toString(), 'here');
  watcher.respond(note, 200);
  assert.equal((await notified)?.status, 200);
});

test('an app refers a call, and hears how it went in NOTIFYs', async () => {
  await using bed = await Bed.open();
  await using phone = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${phone.port}`, { localSdp: SDP });
  const invite = await phone.takeRequest('INVITE');
  phone.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  await phone.takeRequest('ACK');
  const told: string[] = [];
  dialog.on('notify', (req: AppIncoming, res: AppAnswer) => {
    told.push(req.body);
    res.send(200);
  });
  const headers = { 'Refer-To': '<sip:carol@127.0.0.1>', 'Referred-By': '<sip:app@127.0.0.1>' };
  const referred = dialog.request({ method: 'REFER', headers });
  const refer = await phone.takeRequest('REFER');
  assert.equal(header(refer, 'Refer-To'), '<sip:carol@127.0.0.1>');
  assert.match(header(refer, 'Contact') ?? '', /127\.0\.0\.1/);
  phone.respond(refer, 202);
  assert.equal((await referred).status, 202);
  const made = phone.inDialogAsCallee(invite, {
    method: 'NOTIFY',
    cseq: 1,
    headers: [
      { name: 'Event', value: 'refer' },
      { name: 'Subscription-State', value: 'terminated;reason=noresource' },
      { name: 'Content-Type', value: 'message/sipfrag' },
    ],
  });
  phone.send({ ...made, body: Buffer.from('SIP/2.0 200 OK') });
  await phone.takeResponse(200, 'NOTIFY');
  assert.deepEqual(told, ['SIP/2.0 200 OK']);
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('a phone refers its call: the app accepts it and tells by NOTIFY', async () => {
  await using bed = await Bed.open();
  await using phone = await ScriptedPeer.open(portOf(bed.engine));
  const taken: AppDialog[] = [];
  bed.app.invite((req, res) => {
    void bed.app.createUAS(req, res, { localSdp: SDP }).then((dialog) => {
      taken.push(dialog);
      dialog.on('refer', (referReq: AppIncoming, referRes: AppAnswer) => {
        assert.equal(referReq.get('Refer-To'), '<sip:carol@127.0.0.1>');
        referRes.send(202);
        const headers = {
          Event: 'refer',
          'Subscription-State': 'terminated',
          'Content-Type': 'message/sipfrag',
        };
        void dialog.request({ method: 'NOTIFY', headers, body: 'SIP/2.0 200 OK' });
      });
    });
  });
  const invite = phone.request('INVITE', [], SDP);
  phone.send(invite);
  const answer = await phone.takeResponse(200);
  phone.send(phone.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => taken.length === 1, 'the dialog');
  const refer = phone.inDialog(invite, answer, { method: 'REFER', cseq: 2 });
  phone.send({ ...refer, headers: [...refer.headers, { name: 'Refer-To', value: '<sip:carol@127.0.0.1>' }] });
  await phone.takeResponse(202, 'REFER');
  const note = await phone.takeRequest('NOTIFY');
  assert.equal(Buffer.from(note.body).toString(), 'SIP/2.0 200 OK');
  phone.respond(note, 200);
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('a REFER outside a dialog goes to the app that registered it, and without one is 503', async () => {
  await using bed = await Bed.open();
  await using phone = await ScriptedPeer.open(portOf(bed.engine));
  const refer = (): SipRequest =>
    phone.request('REFER', [{ name: 'Refer-To', value: '<sip:carol@127.0.0.1>' }]);
  phone.send(refer());
  await phone.takeResponse(503, 'REFER');
  onMethod(bed.app, 'refer', (req, res) => res.send(req.get('Refer-To').includes('carol') ? 202 : 400));
  await listening(bed.app, phone);
  phone.send(refer());
  await phone.takeResponse(202, 'REFER');
});

test('PUBLISH, MESSAGE and INFO outside a dialog reach the app with their bodies, and its own reach a peer', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const got: string[] = [];
  for (const method of ['publish', 'message', 'info']) {
    onMethod(bed.app, method, (req, res) => {
      got.push(`${req.method} ${req.body.trim()}`);
      res.send(200, { headers: { 'SIP-ETag': 'e1' } });
    });
  }
  await listening(bed.app, peer);
  for (const method of ['PUBLISH', 'MESSAGE', 'INFO']) {
    const made = peer.request(method, [EVENT, { name: 'Content-Type', value: 'text/plain' }]);
    peer.send({ ...made, body: Buffer.from(`body of ${method}`) });
    const answer = await peer.takeResponse(200, method);
    assert.equal(header(answer, 'SIP-ETag'), 'e1');
  }
  assert.deepEqual(got, ['PUBLISH body of PUBLISH', 'MESSAGE body of MESSAGE', 'INFO body of INFO']);
  for (const method of ['PUBLISH', 'MESSAGE']) {
    const options = { method, headers: { 'Content-Type': 'text/plain', Event: 'presence' }, body: 'hello' };
    const sent = await bed.app.request(`sip:bob@127.0.0.1:${peer.port}`, options);
    const final = finalOf(sent);
    const request = await peer.takeRequest(method);
    assert.equal(Buffer.from(request.body).toString(), 'hello');
    peer.respond(request, 200);
    assert.equal((await final).status, 200);
  }
});

test('a B2BUA passes a reliable 183 and its PRACK from end to end', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const joined: unknown[] = [];
  bed.app.invite((req, res) => {
    const options = { proxyRequestHeaders: ['Supported', 'Require'], proxyResponseHeaders: ['Require'] };
    bed.app.createB2BUA(req, res, `sip:bob@127.0.0.1:${callee.port}`, options).then(
      (legs) => joined.push(legs),
      (error: unknown) => joined.push(error),
    );
  });
  const invite = caller.request('INVITE', [{ name: 'Supported', value: '100rel' }], SDP);
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  assert.match(header(onward, 'Supported') ?? '', /100rel/);
  const reliable = [
    { name: 'Require', value: '100rel' },
    { name: 'RSeq', value: '7' },
  ];
  callee.respond(onward, 183, { headers: reliable, body: sdp('sendrecv', 6_000) });
  const prackOfEngine = await callee.takeRequest('PRACK');
  assert.match(header(prackOfEngine, 'RAck') ?? '', /^7 \d+ INVITE$/);
  callee.respond(prackOfEngine, 200);
  const early = await caller.takeResponse(183);
  const rseq = header(early, 'RSeq');
  assert.ok(rseq !== undefined);
  const prack = caller.inDialog(invite, early, { method: 'PRACK', cseq: 2 });
  caller.send({ ...prack, headers: [...prack.headers, { name: 'RAck', value: `${rseq} 1 INVITE` }] });
  await caller.takeResponse(200, 'PRACK');
  callee.respond(onward, 200, { body: sdp('sendrecv', 6_000) });
  const answer = await caller.takeResponse(200);
  await callee.takeRequest('ACK');
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => joined.length === 1, 'both legs');
  assert.ok(!(joined[0] instanceof Error), String(joined[0]));
});

test('a challenged call is placed again with credentials by the library, and can still be cancelled', async () => {
  await using bed = await Bed.open();
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const challenge = { name: 'Proxy-Authenticate', value: 'Digest realm="trunk", nonce="n1", qop="auth"' };
  const auth = { username: 'us', password: 'secret' };
  const requests: { cancel(): void }[] = [];
  const placed = bed.app.createUAC(
    `sip:bob@127.0.0.1:${callee.port}`,
    { localSdp: SDP, auth },
    { cbRequest: (_error, req) => void requests.push(req) },
  );
  const first = await callee.takeRequest('INVITE');
  callee.respond(first, 407, { headers: [challenge] });
  await callee.takeRequest('ACK');
  const second = await callee.takeRequest('INVITE');
  assert.equal(header(second, 'Call-ID'), header(first, 'Call-ID'));
  assert.equal(header(second, 'From'), header(first, 'From'));
  assert.match(header(second, 'Proxy-Authorization') ?? '', /username="us"/);
  callee.respond(second, 180);
  const failed = assert.rejects(placed, (error: { status?: number }) => error.status === 487);
  requests[0]?.cancel();
  callee.respond(await callee.takeRequest('CANCEL'), 200);
  callee.respond(second, 487);
  await failed;
});

test('a registration of the app is challenged and repeated with credentials', async () => {
  await using bed = await Bed.open();
  await using registrar = await ScriptedPeer.open(portOf(bed.engine));
  const sent = await bed.app.request(`sip:127.0.0.1:${registrar.port}`, {
    method: 'REGISTER',
    headers: {
      Contact: '<sip:us@localhost>',
      To: 'sip:us@127.0.0.1',
      From: 'sip:us@127.0.0.1',
      Expires: '60',
    },
    auth: { username: 'us', password: 'secret' },
  });
  const final = finalOf(sent);
  const challenge = { name: 'WWW-Authenticate', value: 'Digest realm="r", nonce="n1"' };
  registrar.respond(await registrar.takeRequest('REGISTER'), 401, { headers: [challenge] });
  const second = await registrar.takeRequest('REGISTER');
  assert.match(header(second, 'Authorization') ?? '', /nonce="n1"/);
  assert.match(header(second, 'Contact') ?? '', /us@127\.0\.0\.1:\d+/);
  registrar.respond(second, 200);
  assert.equal((await final).status, 200);
});

test('a peer hangs up: the dialog of createUAS is destroyed, and again that of createUAC', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  await peer.takeRequest('ACK');
  const destroyed = next<AppIncoming>(dialog, 'destroy');
  peer.send(
    peer.inDialogAsCallee(invite, {
      method: 'BYE',
      cseq: 1,
      headers: [{ name: 'Reason', value: 'Q.850;cause=16' }],
    }),
  );
  assert.equal((await destroyed).get('Reason'), 'Q.850;cause=16');
  await peer.takeResponse(200, 'BYE');
});
