import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOffer, describeAudio, parseSdp, TELEPHONY_CODECS, type Direction } from '@firstring/rtp/sdp';
import {
  applyExchange,
  destinationOf,
  emptyCall,
  facingTag,
  routeOf,
  type Call,
  type Exchange,
} from './session.ts';

const sdpAt = (port: number, direction: Direction = 'sendrecv', codecs = TELEPHONY_CODECS) =>
  parseSdp(buildOffer({ address: '192.0.2.1', port, direction, codecs, sessionId: 1, sessionVersion: 1 }));
const without = (name: string) => TELEPHONY_CODECS.filter((codec) => codec.name !== name);

/** Applies an exchange with a new port pair for the facing side, or the one it has. */
function apply(
  call: Call,
  exchange: Omit<Exchange, 'flags'> & { flags?: string[] },
): { call: Call; port: number } {
  const full = { flags: [], ...exchange };
  const rtpPort = 30_000 + 2 * call.sides.size;
  const fresh = { address: '198.51.100.1', rtpPort, rtcpPort: rtpPort + 1 };
  const applied = applyExchange(call, full, call.sides.get(facingTag(call, full))?.local ?? fresh);
  return { call: applied.call, port: describeAudio(parseSdp(applied.sdp))?.port ?? 0 };
}

function bridged(flags: string[] = [], codecs = [TELEPHONY_CODECS, TELEPHONY_CODECS] as const): Call {
  const offered = apply(emptyCall('c', 0), {
    command: 'offer',
    fromTag: 'a',
    sdp: sdpAt(4000, 'sendrecv', codecs[0] as never),
    flags,
  });
  const sdp = sdpAt(5000, 'sendrecv', codecs[1] as never);
  return apply(offered.call, { command: 'answer', fromTag: 'a', toTag: 'b', sdp, flags }).call;
}

test('an offer and its answer lead both sides to ports of their own', () => {
  const offered = apply(emptyCall('c', 0), { command: 'offer', fromTag: 'a', sdp: sdpAt(4000) });
  const answered = apply(offered.call, { command: 'answer', fromTag: 'a', toTag: 'b', sdp: sdpAt(5000) });
  assert.notEqual(offered.port, answered.port);
  assert.equal(answered.call.sides.get('b')?.local?.rtpPort, offered.port);
  assert.equal(answered.call.sides.get('a')?.local?.rtpPort, answered.port);
  assert.equal(routeOf(answered.call, 'a')?.toTag, 'b');
  assert.equal(routeOf(answered.call, 'b')?.toTag, 'a');
});

test('before the answer nothing is routed to the side that has not spoken', () => {
  const { call } = apply(emptyCall('c', 0), { command: 'offer', fromTag: 'a', sdp: sdpAt(4000) });
  assert.equal(routeOf(call, 'a'), undefined);
});

test('a new offer keeps the ports of both sides, whoever makes it', () => {
  const call = bridged();
  const ports = (it: Call) => ['a', 'b'].map((tag) => it.sides.get(tag)?.local?.rtpPort);
  const again = apply(call, { command: 'offer', fromTag: 'b', toTag: 'a', sdp: sdpAt(6000) });
  const both = apply(again.call, { command: 'answer', fromTag: 'b', toTag: 'a', sdp: sdpAt(4002) });
  assert.deepEqual(ports(both.call), ports(call));
  const a = both.call.sides.get('a');
  assert.deepEqual(a && destinationOf(a), { address: '192.0.2.1', port: 4002 });
});

test('another fork that answers takes the place and the port of the one before', () => {
  const call = bridged();
  const forked = apply(call, { command: 'answer', fromTag: 'a', toTag: 'c', sdp: sdpAt(7000) });
  assert.equal(forked.call.sides.has('b'), false);
  assert.equal(forked.call.sides.get('c')?.local?.rtpPort, call.sides.get('b')?.local?.rtpPort);
  assert.equal(routeOf(forked.call, 'a')?.toTag, 'c');
});

for (const direction of ['sendonly', 'inactive'] as const) {
  test(`a side that says ${direction} gets nothing but may send`, () => {
    const held = apply(bridged(), {
      command: 'offer',
      fromTag: 'a',
      toTag: 'b',
      sdp: sdpAt(4000, direction),
    });
    assert.equal(routeOf(held.call, 'b'), undefined);
    assert.equal(routeOf(held.call, 'a')?.toTag, 'b');
  });
}

test('the address of zeros means the same as not receiving', () => {
  const zeros = parseSdp(buildOffer({ address: '0.0.0.0', port: 9, sessionId: 1, sessionVersion: 1 }));
  const held = apply(bridged(), { command: 'offer', fromTag: 'a', toTag: 'b', sdp: zeros });
  assert.equal(routeOf(held.call, 'b'), undefined);
});

test('sides without a common law are transcoded only when the flags ask for it', () => {
  const codecs = [without('PCMU'), without('PCMA')] as never;
  assert.equal(routeOf(bridged([], codecs), 'a')?.rules.get(8), undefined);
  const rule = routeOf(bridged(['codec-transcode-PCMU'], codecs), 'a')?.rules.get(8);
  assert.equal(rule?.payloadType, 0);
  assert.equal(rule.recode?.length, 256);
});

test('the same codec under another number is renumbered, an unknown number is dropped', () => {
  const events = [
    ...without('telephone-event'),
    { payloadType: 96, name: 'telephone-event', clockRateHz: 8000, channels: 1 },
  ];
  const rules = routeOf(bridged([], [TELEPHONY_CODECS, events] as never), 'a')?.rules;
  assert.deepEqual(rules?.get(101), { payloadType: 96, keys: true });
  assert.deepEqual(rules.get(0), { payloadType: 0 });
  assert.equal(rules.get(33), undefined);
});

test('an answer to no offer, a host name, and too many tags are refused', () => {
  const refused = { name: 'AppError', reason: 'INVALID_ARGUMENT' };
  const empty = emptyCall('c', 0);
  assert.throws(() => apply(empty, { command: 'answer', fromTag: 'a', toTag: 'b', sdp: sdpAt(1) }), refused);
  const named = parseSdp(buildOffer({ address: 'phone.example', port: 4, sessionId: 1, sessionVersion: 1 }));
  assert.throws(() => apply(empty, { command: 'offer', fromTag: 'a', sdp: named }), refused);
  assert.throws(() => {
    let call = empty;
    for (let i = 0; i < 9; i += 1) {
      call = apply(call, { command: 'offer', fromTag: `a${i}`, toTag: `b${i}`, sdp: sdpAt(4000) }).call;
    }
  }, refused);
});
