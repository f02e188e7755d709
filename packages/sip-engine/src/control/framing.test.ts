import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ControlFramer, encodeFrame, FramingError } from './framing.ts';

test('frames are cut whatever the pieces they come in, by bytes and not by characters', () => {
  const text = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constant('a|sip||\r\nINVITE #1'));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), (frames, step) => {
      const bytes = Buffer.concat(frames.map((frame) => encodeFrame(frame)));
      const framer = new ControlFramer(1_000_000);
      const got: string[] = [];
      for (let at = 0; at < bytes.length; at += step) {
        for (const frame of framer.push(bytes.subarray(at, at + step))) got.push(frame.toString('utf8'));
      }
      assert.deepEqual(
        got,
        frames.map((frame) => Buffer.from(frame).toString('utf8')),
      );
    }),
    { numRuns: 200 },
  );
});

test('a message follows its leader behind CRLF and counts in bytes', () => {
  assert.equal(encodeFrame('a|b', Buffer.from('ü')).toString(), '7#a|b\r\nü');
});

test('what is no length, or too long, cannot be framed', () => {
  for (const bad of ['x#', '#', '0#', '-1#a', '12a#', '11#', '9999999999', 'GET / HTTP/1.1']) {
    assert.throws(() => new ControlFramer(10).push(Buffer.from(bad)), FramingError, bad);
  }
});

test('an unfinished frame is waited for', () => {
  const framer = new ControlFramer(10);
  assert.deepEqual(framer.push(Buffer.from('1')), []);
  assert.deepEqual(framer.push(Buffer.from('0#123456789')), []);
  assert.deepEqual(framer.push(Buffer.from('0')).map(String), ['1234567890']);
});
