import assert from 'node:assert/strict';
import { test } from 'node:test';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { Bed, portOf, sdp, SDP } from '../testing/test-bed.ts';

const SUPPORTED = { name: 'Supported', value: '100rel' };
const RELIABLE = { headers: { Require: '100rel' }, body: sdp('sendonly') };

test('a reliable 183 is repeated until its PRACK, which the app answers', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  bed.app.invite((_req, res) => res.send(183, RELIABLE));
  const invite = peer.request('INVITE', [SUPPORTED], SDP);
  peer.send(invite);
  const early = await peer.takeResponse(183);
  assert.equal(header(await peer.takeResponse(183), 'RSeq'), header(early, 'RSeq'));
  const wrong = peer.inDialog(invite, early, { method: 'PRACK', cseq: 2 });
  peer.send({ ...wrong, headers: [...wrong.headers, { name: 'RAck', value: '1 1 INVITE' }] });
  await peer.takeResponse(481, 'PRACK');
  const prack = peer.inDialog(invite, early, { method: 'PRACK', cseq: 3 });
  const rack = `${header(early, 'RSeq')} 1 INVITE`;
  peer.send({ ...prack, headers: [...prack.headers, { name: 'RAck', value: rack }] });
  await peer.takeResponse(200, 'PRACK');
});

test('a peer without 100rel is not sent a reliable response, and one that never sends PRACK is refused', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const refused = new Promise((resolve) => {
    bed.app.invite((req, res) => {
      const told = (error: unknown): void => (req.has('Supported') ? undefined : resolve(error));
      res.send(183, RELIABLE, told);
    });
  });
  peer.send(peer.request('INVITE', [], SDP));
  assert.equal(await refused, 'Remote endpoint does not support 100rel');
  peer.send(peer.request('INVITE', [SUPPORTED], SDP));
  await peer.takeResponse(504);
});

test('an app acknowledges the reliable 183 of its callee once', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  const placed = bed.app.createUAC(`sip:bob@127.0.0.1:${peer.port}`, { localSdp: SDP });
  const invite = await peer.takeRequest('INVITE');
  const headers = [
    { name: 'RSeq', value: '77' },
    { name: 'Require', value: '100rel' },
  ];
  peer.respond(invite, 183, { headers, body: SDP });
  peer.respond(invite, 183, { headers, body: SDP });
  const prack = await peer.takeRequest('PRACK');
  assert.equal(header(prack, 'RAck'), `77 ${header(invite, 'CSeq')}`);
  peer.respond(prack, 200);
  peer.respond(invite, 200, { body: SDP });
  await placed;
  assert.equal(peer.pending('PRACK'), 0);
});
