import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCancel } from '../message/build.ts';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { type AppDialog, Bed, next, portOf, sdp, SDP, until } from '../testing/test-bed.ts';

/** An app that joins every caller to `uri`, and ends one leg with the other. */
function joining(bed: Bed, uri: string, options: object = {}): { uas: AppDialog; uac: AppDialog }[] {
  const joined: { uas: AppDialog; uac: AppDialog }[] = [];
  bed.app.invite((req, res) => {
    bed.app.createB2BUA(req, res, uri, { ...options }).then(
      (legs) => {
        joined.push(legs);
        legs.uas.on('destroy', () => void legs.uac.destroy());
        legs.uac.on('destroy', () => void legs.uas.destroy());
      },
      () => {},
    );
  });
  return joined;
}

test('a B2BUA carries SDP, early media, custom headers and the hang-up from end to end', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const headers = { proxyRequestHeaders: ['X-Lead'], proxyResponseHeaders: ['X-Trunk'] };
  const joined = joining(bed, `sip:bob@127.0.0.1:${callee.port}`, headers);
  const invite = caller.request('INVITE', [{ name: 'X-Lead', value: '42' }], SDP);
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  assert.equal(header(onward, 'X-Lead'), '42');
  assert.notEqual(header(onward, 'Call-ID'), header(invite, 'Call-ID'));
  assert.equal(Buffer.from(onward.body).toString(), SDP);
  callee.respond(onward, 183, { body: sdp('sendonly', 6_000) });
  const early = await caller.takeResponse(183);
  assert.equal(Buffer.from(early.body).toString(), sdp('sendonly', 6_000));
  callee.respond(onward, 200, { body: sdp('sendrecv', 6_000), headers: [{ name: 'X-Trunk', value: 'a' }] });
  const answer = await caller.takeResponse(200);
  assert.equal(header(answer, 'X-Trunk'), 'a');
  await callee.takeRequest('ACK');
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1 }));
  await until(() => joined.length === 1, 'both legs');
  caller.send(caller.inDialog(invite, answer, { method: 'BYE', cseq: 2 }));
  await caller.takeResponse(200, 'BYE');
  callee.respond(await callee.takeRequest('BYE'), 200);
  await until(() => bed.engine.stats().dialogs === 0, 'both dialogs to end');
});

test('a B2BUA passes a refusal to the caller, and a CANCEL to the callee', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  joining(bed, `sip:bob@127.0.0.1:${callee.port}`);
  caller.send(caller.request('INVITE', [], SDP));
  callee.respond(await callee.takeRequest('INVITE'), 486);
  await caller.takeResponse(486);

  const invite = caller.request('INVITE', [], SDP);
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  callee.respond(onward, 180);
  await caller.takeResponse(180);
  caller.send(createCancel(invite));
  await caller.takeResponse(200, 'CANCEL');
  await caller.takeResponse(487);
  callee.respond(await callee.takeRequest('CANCEL'), 200);
  callee.respond(onward, 487);
  await until(() => bed.engine.stats().dialogs === 0, 'nothing to be left');
});

test('a late offer passes a B2BUA: offer in the 200, answer in the ACK', async () => {
  await using bed = await Bed.open();
  await using caller = await ScriptedPeer.open(portOf(bed.engine));
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  const joined = joining(bed, `sip:bob@127.0.0.1:${callee.port}`);
  const invite = caller.request('INVITE');
  caller.send(invite);
  const onward = await callee.takeRequest('INVITE');
  assert.equal(onward.body.length, 0);
  callee.respond(onward, 200, { body: sdp('sendrecv', 6_000) });
  const answer = await caller.takeResponse(200);
  assert.equal(Buffer.from(answer.body).toString(), sdp('sendrecv', 6_000));
  caller.send(caller.inDialog(invite, answer, { method: 'ACK', cseq: 1, body: sdp('sendrecv', 7_000) }));
  const ack = await callee.takeRequest('ACK');
  assert.equal(Buffer.from(ack.body).toString(), sdp('sendrecv', 7_000));
  await until(() => joined.length === 1, 'both legs');
  const ended = next(joined[0]?.uac ?? bed.app, 'destroy');
  callee.send(callee.inDialogAsCallee(onward, { method: 'BYE', cseq: 1 }));
  await ended;
  caller.respond(await caller.takeRequest('BYE'), 200);
});
