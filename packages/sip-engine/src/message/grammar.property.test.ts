import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { brokenRequest, validRequest } from '../testing/message-grammar.ts';
import { headerValues } from './message.ts';
import { parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';

const OPTIONS = { sentBy: '192.0.2.1:5060', methods: ['OPTIONS', 'INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER'] };

test('whatever the grammar allows is read: unknown headers and bodies come out as they went in, and again after writing', () => {
  fc.assert(
    fc.property(validRequest(OPTIONS), ({ text, method, unknown, body }) => {
      const first = parseMessage(Buffer.from(text));
      assert.ok(first.ok, first.ok ? '' : `${first.error.reason} ${first.error.header ?? ''}`);
      const again = parseMessage(serializeMessage(first.message));
      assert.ok(again.ok);
      for (const { message } of [first, again]) {
        assert.equal(message.type === 'request' && message.method, method);
        for (const { name, value } of unknown) assert.deepEqual(headerValues(message, name), [value]);
        assert.equal(Buffer.from(message.body).toString(), body);
      }
      assert.deepEqual(again.message.headers, first.message.headers);
    }),
    { numRuns: 200 },
  );
});

test('one broken rule is enough to be refused', () => {
  fc.assert(
    fc.property(brokenRequest(OPTIONS), ({ text, broken }) => {
      assert.equal(parseMessage(Buffer.from(text)).ok, false, broken);
    }),
    { numRuns: 200 },
  );
});
