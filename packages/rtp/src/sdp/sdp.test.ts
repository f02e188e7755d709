import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commonCodecs, TELEPHONY_CODECS, voiceCodec, type AudioCodec } from './codecs.ts';
import { describeAudio, isHold } from './describe-audio.ts';
import { answerDirection, mirrored, type Direction } from './direction.ts';
import { buildAnswer, buildOffer } from './offer-answer.ts';
import { parseSdp, serializeSdp } from './parse-sdp.ts';
import { rewriteMedia } from './rewrite-media.ts';

const local = { address: '192.0.2.7', port: 4000, sessionId: 5, sessionVersion: 1 };

const SESSION = `v=0
  o=- 1 1 IN IP4 10.0.0.1
  s=-
  c=IN IP4 10.0.0.1
  t=0 0`;

/** A softphone's offer with what is seen in the field: video, dynamic codecs, ICE, RTCP, session-level address. */
const SOFTPHONE = sdp(`
  v=0
  o=alice 2890844526 2890844526 IN IP4 10.0.0.9
  s=Talk
  c=IN IP4 10.0.0.9
  t=0 0
  m=audio 7078 RTP/AVP 96 9 8 0 101
  a=rtpmap:96 opus/48000/2
  a=fmtp:96 useinbandfec=1
  a=rtpmap:101 telephone-event/8000
  a=fmtp:101 0-16
  a=rtcp:7079 IN IP4 10.0.0.9
  a=candidate:1 1 UDP 2130706431 10.0.0.9 7078 typ host
  a=rtcp-mux
  m=video 9078 RTP/AVP 97
  a=rtpmap:97 H264/90000`);

function sdp(lines: string): string {
  return `${lines.trim().replaceAll(/\n\s*/g, '\r\n')}\r\n`;
}

function audioOf(text: string) {
  const audio = describeAudio(parseSdp(text));
  assert.ok(audio);
  return audio;
}

describe('reading', () => {
  test("a softphone's offer is understood", () => {
    const audio = audioOf(SOFTPHONE);
    assert.deepEqual(
      {
        ...audio,
        codecs: audio.codecs.map(
          (codec) => `${codec.payloadType} ${codec.name}/${codec.clockRateHz}/${codec.channels}`,
        ),
      },
      {
        mediaIndex: 0,
        address: '10.0.0.9',
        port: 7078,
        rtcpAddress: '10.0.0.9',
        rtcpPort: 7079,
        direction: 'sendrecv',
        codecs: [
          '96 opus/48000/2',
          '9 G722/8000/1',
          '8 PCMA/8000/1',
          '0 PCMU/8000/1',
          '101 telephone-event/8000/1',
        ],
      },
    );
    assert.equal(audio.codecs[0]?.fmtp, 'useinbandfec=1');
  });

  test('a single payload type without rtpmap is its static codec', () => {
    const text = sdp(`${SESSION}
      m=audio 5000 RTP/AVP 0`);
    assert.deepEqual(audioOf(text).codecs, [
      { payloadType: 0, name: 'PCMU', clockRateHz: 8000, channels: 1 },
    ]);
    assert.equal(audioOf(text).rtcpPort, 5001);
  });

  test('the address of the media line goes before that of the session', () => {
    const text = sdp(`${SESSION}
      m=audio 5000 RTP/AVP 0
      c=IN IP4 10.0.0.2
      a=sendonly`);
    assert.equal(audioOf(text).address, '10.0.0.2');
    assert.equal(isHold(audioOf(text)), true);
  });

  test('hold is recognised in its three forms', () => {
    for (const direction of ['sendonly', 'inactive'] as const) {
      assert.equal(isHold(audioOf(buildOffer({ ...local, direction }))), true);
    }
    assert.equal(isHold(audioOf(buildOffer({ ...local, address: '0.0.0.0' }))), true);
    assert.equal(isHold(audioOf(buildOffer(local))), false);
  });

  test('a refused line and a secured one are no audio for us', () => {
    assert.equal(describeAudio(parseSdp(buildOffer({ ...local, port: 0 }))), undefined);
    const secured = buildOffer(local).replace('RTP/AVP', 'UDP/TLS/RTP/SAVPF');
    assert.equal(describeAudio(parseSdp(secured)), undefined);
  });

  const broken: Record<string, string> = {
    'an empty body': '',
    'another kind of body': '<xml/>',
    'no origin': sdp('v=0\ns=-\nt=0 0'),
    'a port beyond 65535': buildOffer(local).replace('m=audio 4000', 'm=audio 70000'),
    'no connection address': buildOffer(local).replace(/c=.*\r\n/, ''),
    'an address of strange characters': buildOffer(local).replace('c=IN IP4 192.0.2.7', 'c=IN IP4 <;>'),
    'too many media lines': buildOffer(local) + 'm=audio 4000 RTP/AVP 0\r\n'.repeat(16),
    'more than 32 kB': buildOffer(local) + 'a=x\r\n'.repeat(8000),
  };
  for (const [name, text] of Object.entries(broken)) {
    test(`${name} is refused`, () => {
      assert.throws(() => parseSdp(text), { name: 'AppError', reason: 'INVALID_ARGUMENT' });
    });
  }
});

describe('offer and answer', () => {
  test('an offer is read back as it was meant', () => {
    const audio = audioOf(buildOffer({ ...local, rtcpPort: 4009, direction: 'sendonly' }));
    assert.deepEqual(audio.codecs, TELEPHONY_CODECS);
    assert.deepEqual(
      [audio.port, audio.rtcpPort, audio.direction, audio.ptimeMs],
      [4000, 4009, 'sendonly', 20],
    );
  });

  test("RFC 3264 6: an answer has the offer's lines in order, its payload types, and refuses what it cannot do", () => {
    const answer = buildAnswer(parseSdp(SOFTPHONE), local);
    assert.equal(answer.type, 'answer');
    const parsed = parseSdp(answer.sdp);
    assert.deepEqual(
      parsed.media.map(({ type, port, payloads }) => [type, port, String(payloads)]),
      [
        ['audio', 4000, '8 0 101'],
        ['video', 0, '97'],
      ],
    );
  });

  test('an answerer keeps the payload number the offerer gave telephone-event', () => {
    const event = { payloadType: 96, name: 'Telephone-Event', clockRateHz: 8000, channels: 1 };
    const answer = buildAnswer(
      parseSdp(buildOffer({ ...local, codecs: [TELEPHONY_CODECS[1] as AudioCodec, event] })),
      local,
    );
    assert.equal(answer.type, 'answer');
    assert.deepEqual(
      audioOf(answer.sdp).codecs.map((codec) => codec.payloadType),
      [8, 96],
    );
  });

  test('without audio or without a common voice codec there is no answer', () => {
    const noAudio = SOFTPHONE.replace('m=audio 7078', 'm=audio 0');
    assert.deepEqual(buildAnswer(parseSdp(noAudio), local), { type: 'refused', reason: 'NO_AUDIO' });
    const onlyEvents = SOFTPHONE.replace('96 9 8 0 101', '96 101');
    assert.deepEqual(buildAnswer(parseSdp(onlyEvents), local), {
      type: 'refused',
      reason: 'NO_COMMON_CODEC',
    });
  });

  test('codecs are compared without case, with clock and channels', () => {
    const lower = { payloadType: 97, name: 'pcmu', clockRateHz: 8000, channels: 1 };
    assert.deepEqual(commonCodecs([lower], TELEPHONY_CODECS), [lower]);
    assert.deepEqual(commonCodecs([{ ...lower, clockRateHz: 16_000 }], TELEPHONY_CODECS), []);
    assert.equal(voiceCodec([...TELEPHONY_CODECS].reverse())?.name, 'PCMA');
  });

  /** RFC 3264 section 6.1, all sixteen. */
  const table: Record<Direction, Record<Direction, Direction>> = {
    sendrecv: { sendrecv: 'sendrecv', sendonly: 'sendonly', recvonly: 'recvonly', inactive: 'inactive' },
    sendonly: { sendrecv: 'recvonly', sendonly: 'inactive', recvonly: 'recvonly', inactive: 'inactive' },
    recvonly: { sendrecv: 'sendonly', sendonly: 'sendonly', recvonly: 'inactive', inactive: 'inactive' },
    inactive: { sendrecv: 'inactive', sendonly: 'inactive', recvonly: 'inactive', inactive: 'inactive' },
  };
  test('directions are answered by the table of RFC 3264', () => {
    const all = Object.keys(table) as Direction[];
    for (const offered of all) {
      for (const wanted of all) assert.equal(answerDirection(offered, wanted), table[offered][wanted]);
      assert.equal(mirrored(mirrored(offered)), offered);
    }
  });
});

describe('rewriting for a relay', () => {
  const relayed = serializeSdp(
    rewriteMedia(
      parseSdp(SOFTPHONE),
      new Map([[0, { address: '198.51.100.1', port: 30_000, rtcpPort: 30_001 }]]),
    ),
  );

  test('audio leads to the relay, other lines are refused', () => {
    const audio = audioOf(relayed);
    assert.deepEqual([audio.address, audio.port, audio.rtcpPort], ['198.51.100.1', 30_000, 30_001]);
    assert.equal(parseSdp(relayed).media[1]?.port, 0);
    assert.deepEqual(audio.codecs, audioOf(SOFTPHONE).codecs);
  });

  test("nothing of the phone's own address is left", () => {
    assert.equal(relayed.includes('10.0.0.9'), false);
    assert.equal(/candidate|rtcp-mux/.test(relayed), false);
  });
});
