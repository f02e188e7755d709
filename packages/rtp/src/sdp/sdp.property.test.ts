import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TELEPHONY_CODECS } from './codecs.ts';
import { describeAudio } from './describe-audio.ts';
import { buildAnswer, buildOffer } from './offer-answer.ts';
import { parseSdp, serializeSdp } from './parse-sdp.ts';

const direction = fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive');
const localAudio = fc.record({
  address: fc.ipV4(),
  port: fc.integer({ min: 1, max: 65_534 }),
  codecs: fc.subarray([...TELEPHONY_CODECS], { minLength: 1 }),
  direction,
  sessionId: fc.integer({ min: 0, max: 2 ** 40 }),
  sessionVersion: fc.integer({ min: 0, max: 2 ** 31 }),
});

test('whatever is offered is read back', () => {
  fc.assert(
    fc.property(localAudio, (local) => {
      const audio = describeAudio(parseSdp(buildOffer(local)));
      assert.deepEqual(
        [audio?.address, audio?.port, audio?.direction, audio?.codecs],
        [local.address, local.port, local.direction, local.codecs],
      );
    }),
  );
});

test('an answer names only offered codecs, and both directions fit', () => {
  fc.assert(
    fc.property(localAudio, localAudio, (offerer, answerer) => {
      const answer = buildAnswer(parseSdp(buildOffer(offerer)), answerer);
      if (answer.type === 'refused') return;
      const audio = describeAudio(parseSdp(answer.sdp));
      const offeredTypes = offerer.codecs.map((codec) => codec.payloadType);
      assert.ok(audio);
      assert.ok(audio.codecs.every((codec) => offeredTypes.includes(codec.payloadType)));
      const bothSend = offerer.direction === 'sendonly' && audio.direction.startsWith('send');
      const bothReceive = offerer.direction === 'recvonly' && audio.direction.endsWith('recv');
      assert.equal(bothSend || bothReceive, false);
    }),
  );
});

test('text with lines broken, doubled or lost is read or refused, and what is read can be written', () => {
  const base = buildOffer({ address: '192.0.2.1', port: 4000, sessionId: 1, sessionVersion: 1 }).split(
    '\r\n',
  );
  const mangle = fc.array(
    fc.oneof(
      fc.constantFrom(...base),
      fc.string({ maxLength: 40 }),
      fc.constantFrom('m=audio x RTP/AVP', 'a=rtpmap:300 X/0', 'c=IN IP6 ::', 'a=rtcp:99999', 'm=', 'o='),
    ),
    { maxLength: 16 },
  );
  fc.assert(
    fc.property(mangle, (lines) => {
      try {
        const sdp = parseSdp(`v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\n${lines.join('\r\n')}`);
        describeAudio(sdp);
        serializeSdp(sdp);
      } catch (error) {
        assert.equal((error as { reason?: string }).reason, 'INVALID_ARGUMENT', String(error));
      }
    }),
  );
});
