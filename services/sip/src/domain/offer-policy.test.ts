import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyMediaPolicy } from './offer-policy.ts';

const OFFER = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 0 8 96 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:96 opus/48000/2',
  'a=fmtp:96 useinbandfec=1',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=ptime:20',
  'a=sendrecv',
  '',
].join('\r\n');

test('no policy leaves the offer as it is', () => {
  assert.equal(applyMediaPolicy(OFFER, { codecs: [], packetMs: 0 }), OFFER);
});

test('only the policy’s codecs stay, in its order, with telephone-event; what described the others is gone', () => {
  const offer = applyMediaPolicy(OFFER, { codecs: ['pcma', 'G729', 'PCMU'], packetMs: 0 }) ?? '';
  assert.match(offer, /^m=audio 40000 RTP\/AVP 8 0 101\r$/m);
  assert.doesNotMatch(offer, /:96 /);
  assert.match(offer, /^a=fmtp:101 0-15\r$/m);
  assert.match(offer, /^a=sendrecv\r$/m);
});

test('a codec is known by its static number where the offer has no rtpmap', () => {
  const bare = OFFER.replaceAll(/a=rtpmap:[08] .*\r\n/g, '');
  const offer = applyMediaPolicy(bare, { codecs: ['PCMA'], packetMs: 0 }) ?? '';
  assert.match(offer, /^m=audio 40000 RTP\/AVP 8 101\r$/m);
});

test('the packet time is said once, and no other; the end of the SDP stays its end', () => {
  const offer = applyMediaPolicy(OFFER, { codecs: [], packetMs: 30 }) ?? '';
  assert.deepEqual(offer.match(/a=ptime:\d+/g), ['a=ptime:30']);
  assert.ok(offer.endsWith('a=ptime:30\r\n'));
});

test('with nothing in common there is no offer', () => {
  assert.equal(applyMediaPolicy(OFFER, { codecs: ['G729'], packetMs: 0 }), undefined);
});

test('whatever the policy: every payload left was offered, and a policy applied twice changes nothing more', () => {
  const codecs = fc.uniqueArray(fc.constantFrom('PCMU', 'PCMA', 'opus', 'G729'), { maxLength: 4 });
  fc.assert(
    fc.property(codecs, fc.constantFrom(0, 20, 30), (list, packetMs) => {
      const policy = { codecs: list, packetMs };
      const once = applyMediaPolicy(OFFER, policy);
      if (once === undefined) return;
      const payloads = /^m=audio 40000 RTP\/AVP (.*)\r$/m.exec(once)?.[1]?.split(' ') ?? [];
      assert.ok(payloads.every((payload) => ['0', '8', '96', '101'].includes(payload)));
      assert.ok(payloads.includes('101'));
      assert.equal(applyMediaPolicy(once, policy), once);
    }),
    { numRuns: 100 },
  );
});
