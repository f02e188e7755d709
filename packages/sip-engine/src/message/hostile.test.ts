import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseMessage } from './parse.ts';
import { StreamFramer } from './stream-framer.ts';

const START =
  'OPTIONS sip:bob@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nTo: <sip:b@example.net>\r\n';

/** Fills what a datagram holds with a pattern. */
function flood(before: string, pattern: string, after = ''): Buffer {
  const room = 65_000 - before.length - after.length;
  return Buffer.from(`${START}${before}${pattern.repeat(Math.floor(room / pattern.length))}${after}\r\n\r\n`);
}

const FLOODS: readonly [title: string, bytes: Buffer][] = [
  ['spaces inside a folded value', flood('Subject: x\r\n y', ' ', 'z\r\n z')],
  ['tabs and spaces inside a folded value', flood('Subject: x', ' \t', 'z\r\n z')],
  ['folds', flood('Subject: x', '\r\n ')],
  ['spaces before a colon', flood('Subject', ' ', ': x')],
  ['quotes', flood('From: <sip:a@example.com>;tag="', '"')],
  ['parameters', flood('From: <sip:a@example.com>', ';a')],
  ['open quotes in parameters', flood('From: <sip:a@example.com>', ';a=""')],
  ['commas', flood('Contact: ', ',')],
  ['open brackets', flood('Contact: ', '<,')],
  ['backslashes', flood('Contact: "', '\\')],
  ['escapes', flood('Contact: <sip:', '%00', '@example.com>')],
  ['line ends', flood('', '\r\n')],
  ['carriage returns', flood('Subject: ', '\r')],
  ['empty headers', flood('', 'a:\r\n')],
  ['a header of parameters of 8 KB each', flood('', `m: <sip:a@b>${';a=""'.repeat(2_000)}\r\n`)],
];

for (const [title, bytes] of FLOODS) {
  test(`sip/3 a datagram full of ${title} costs less than 100 ms of CPU, also on a stream`, () => {
    const before = process.cpuUsage();
    parseMessage(bytes);
    const framer = new StreamFramer();
    for (let at = 0; at < bytes.length; at += 1_400) framer.push(bytes.subarray(at, at + 1_400));
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 100_000, `${(user + system) / 1_000} ms`);
  });
}
