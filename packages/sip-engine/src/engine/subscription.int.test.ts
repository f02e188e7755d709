import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { header, type Header, type SipRequest } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { RFC_TIMERS } from '../transaction/timers.ts';
import {
  type AppAnswer,
  type AppIncoming,
  Bed,
  finalOf,
  next,
  portOf,
  SDP,
  until,
} from '../testing/test-bed.ts';

const EVENT: Header = { name: 'Event', value: 'presence' };
const state = (value: string): Header => ({ name: 'Subscription-State', value });
const expires = (value: string): Header => ({ name: 'Expires', value });

function notify(peer: ScriptedPeer, opened: SipRequest, cseq: number, value: string): SipRequest {
  return peer.inDialogAsCallee(opened, { method: 'NOTIFY', cseq, headers: [EVENT, state(value)] });
}

test('RFC 6665 4.1.2.4: a NOTIFY that overtakes the 2xx to its SUBSCRIBE opens the dialog', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const notified: string[] = [];
  bed.app.notify((req, res) => {
    notified.push(req.get('Subscription-State'));
    res.send(200);
  });
  const request = await bed.app.request(`sip:bob@127.0.0.1:${peer.port}`, {
    method: 'SUBSCRIBE',
    headers: { Event: 'presence', Expires: '60' },
  });
  const final = finalOf(request);
  const subscribe = await peer.takeRequest('SUBSCRIBE');
  peer.send(notify(peer, subscribe, 1, 'active;expires=60'));
  await peer.takeResponse(200, 'NOTIFY');
  peer.respond(subscribe, 202, { headers: [expires('60')] });
  assert.equal((await final).status, 202);
  assert.equal(bed.engine.stats().dialogs, 1);
  peer.send(notify(peer, subscribe, 2, 'terminated;reason=timeout'));
  await peer.takeResponse(200, 'NOTIFY');
  assert.deepEqual(notified, ['active;expires=60', 'terminated;reason=timeout']);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('RFC 6665 4.4.1: a subscription that is not renewed is forgotten; one that is lives on', async () => {
  const clock = new SimulatedClock();
  await using bed = await Bed.open({ clock, timers: RFC_TIMERS });
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const answers = { headers: { Expires: '60' } };
  bed.app.subscribe((_req, res) => res.send(202, answers));
  const subscribe = peer.request('SUBSCRIBE', [EVENT, expires('60')]);
  peer.send(subscribe);
  const accepted = await peer.takeResponse(202, 'SUBSCRIBE');
  clock.advance(80_000);
  const again = peer.inDialog(subscribe, accepted, { method: 'SUBSCRIBE', cseq: 2 });
  peer.send({ ...again, headers: [...again.headers, EVENT, expires('60')] });
  await peer.takeResponse(202, 'SUBSCRIBE');
  clock.advance(80_000);
  assert.equal(bed.engine.stats().dialogs, 1, 'it was renewed');
  clock.advance(20_000);
  assert.equal(bed.engine.stats().dialogs, 0);
});

test('RFC 3515 2.4: a REFER in a call is reported in the call, and the last NOTIFY does not end it', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  const notified: string[] = [];
  dialog.on('notify', (req: AppIncoming, res: AppAnswer) => {
    notified.push(req.get('Subscription-State'));
    res.send(200);
  });
  const referred = dialog.request({ method: 'REFER', headers: { 'Refer-To': '<sip:carol@127.0.0.1>' } });
  const refer = await peer.takeRequest('REFER');
  // The NOTIFY may come before the 202.
  peer.send(notify(peer, invite, 1, 'active;expires=60'));
  await peer.takeResponse(200, 'NOTIFY');
  peer.respond(refer, 202);
  assert.equal((await referred).status, 202);
  peer.send(notify(peer, invite, 2, 'terminated;reason=noresource'));
  await peer.takeResponse(200, 'NOTIFY');
  assert.equal(notified.length, 2);
  assert.equal(bed.engine.stats().dialogs, 1);
});

test('the peer`s REFER in a call is the app`s to answer, and its NOTIFY goes back in the call', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  const asked = next<AppIncoming>(dialog, 'refer');
  dialog.on('refer', (_req: AppIncoming, res: AppAnswer) => res.send(202));
  const to = { name: 'Refer-To', value: '<sip:carol@127.0.0.1>' };
  peer.send(peer.inDialogAsCallee(invite, { method: 'REFER', cseq: 1, headers: [to] }));
  await peer.takeResponse(202, 'REFER');
  assert.equal((await asked).get('Refer-To'), to.value);
  const headers = { Event: 'refer', 'Subscription-State': 'active', 'Content-Type': 'message/sipfrag' };
  const told = dialog.request({ method: 'NOTIFY', headers, body: 'SIP/2.0 100 Trying' });
  const sent = await peer.takeRequest('NOTIFY');
  assert.equal(header(sent, 'Call-ID'), header(invite, 'Call-ID'));
  assert.ok(header(sent, 'Contact'));
  peer.respond(sent, 200);
  assert.equal((await told).status, 200);
});

test('a NOTIFY of an unknown dialog goes to an app that takes NOTIFY, for its REFER outside a dialog; without one it is 481', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const request = await bed.app.request(`sip:bob@127.0.0.1:${peer.port}`, {
    method: 'REFER',
    headers: { 'Refer-To': '<sip:carol@127.0.0.1>' },
  });
  const final = finalOf(request);
  const refer = await peer.takeRequest('REFER');
  peer.respond(refer, 202);
  await final;
  peer.send(notify(peer, refer, 1, 'active'));
  await peer.takeResponse(481, 'NOTIFY');
  bed.app.notify((_req, res) => res.send(200));
  await until(() => bed.engine.stats().apps === 1, 'the app');
  peer.send(peer.request('NOTIFY', [EVENT, state('active')]));
  await peer.takeResponse(200, 'NOTIFY');
  peer.send(notify(peer, refer, 2, 'active'));
  await peer.takeResponse(200, 'NOTIFY');
});

test('MESSAGE and OPTIONS pass outside of dialogs and within, both ways', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.message((_req, res) => res.send(202));
  bed.app.options((_req, res) => res.send(200));
  const text = { name: 'Content-Type', value: 'text/plain' };
  peer.send(peer.request('MESSAGE', [text]));
  await peer.takeResponse(202, 'MESSAGE');
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  peer.respond(invite, 200, { body: SDP });
  const dialog = await placed;
  for (const [index, method] of ['MESSAGE', 'OPTIONS'].entries()) {
    peer.send(peer.inDialogAsCallee(invite, { method, cseq: index + 1, headers: [text] }));
    await peer.takeResponse(200, method);
    const asked = dialog.request({ method, headers: { 'Content-Type': 'text/plain' }, body: 'hello' });
    peer.respond(await peer.takeRequest(method), 200);
    assert.equal((await asked).status, 200);
  }
});
