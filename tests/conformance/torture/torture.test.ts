import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  headerValues,
  parseMessage,
  serializeMessage,
  StreamFramer,
  type SipMessage,
} from '@firstring/sip-engine/testing';

import { scenario } from '../_scenario.ts';
import { INVALID_CASES } from './rfc4475-invalid.ts';
import { SEMANTIC_CASES } from './rfc4475-semantics.ts';
import { VALID_CASES } from './rfc4475-valid.ts';
import { IPV6_CASES } from './rfc5118-ipv6.ts';
import type { TortureCase } from './torture-case.ts';

const CASES = [...VALID_CASES, ...INVALID_CASES, ...SEMANTIC_CASES, ...IPV6_CASES];

function startLine(message: SipMessage): string {
  return message.type === 'request'
    ? `${message.method} ${message.uri}`
    : `${message.status} ${message.reason}`;
}

function check({ bytes, expected }: TortureCase): void {
  const result = parseMessage(bytes);
  if (expected.type === 'refused') {
    assert.ok(!result.ok, 'it was accepted');
    assert.equal(result.error.status, expected.status);
    assert.equal(result.error.partial !== undefined, expected.answerable, 'whether it can be answered');
    return;
  }
  assert.ok(result.ok, result.ok ? '' : `refused: ${result.error.reason} ${result.error.header ?? ''}`);
  const { message } = result;
  if (expected.startLine !== undefined) assert.equal(startLine(message), expected.startLine);
  for (const [name, values] of Object.entries(expected.headers ?? {}))
    assert.deepEqual(headerValues(message, name), values, name);
  if (expected.bodyBytes !== undefined) assert.equal(message.body.length, expected.bodyBytes);
  const again = parseMessage(serializeMessage(message));
  assert.ok(again.ok, 'what was read can be written and read again');
  assert.equal(startLine(again.message), startLine(message));
}

for (const torture of CASES) {
  const rfc = IPV6_CASES.includes(torture) ? 5118 : 4475;
  const { name, section, about } = torture;
  scenario(`torture ${name}`, `sip/60 RFC ${rfc} ${section}: ${about}`, async () => check(torture));
}

test('the set is complete: 49 messages of RFC 4475 and 11 of RFC 5118, each once', () => {
  const names = new Set(CASES.map(({ name }) => name));
  assert.equal(names.size, CASES.length);
  assert.deepEqual([CASES.length - IPV6_CASES.length, IPV6_CASES.length], [49, 11]);
});

test('on a stream no torture message throws, and what a stream can frame reads the same', () => {
  for (const { bytes, name } of CASES) {
    const [event] = new StreamFramer().push(bytes);
    const whole = parseMessage(bytes);
    if (event?.type === 'message') assert.ok(whole.ok, name);
    else if (event?.type === 'error') assert.ok(event.fatal || !whole.ok, name);
  }
});
