import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNgMessage, parseNgMessage } from './ng-message.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('a message is a cookie, a space and a dictionary', () => {
  const message = { cookie: 'a-1', body: { command: 'ping' } };
  assert.equal(Buffer.from(formatNgMessage(message)).toString(), 'a-1 d7:command4:pinge');
  assert.deepEqual(parseNgMessage(formatNgMessage(message)), message);
});

const malformed: Record<string, string> = {
  'no space': 'cookie',
  'no cookie': ' d1:ai1ee',
  'no dictionary': 'c i1e',
  'nothing behind the cookie': 'c ',
  'a control character in the cookie': 'a\u0001b d1:ai1ee',
  'a cookie without end': `${'c'.repeat(256)} de`,
};
for (const [name, text] of Object.entries(malformed)) {
  test(`${name}: not a message`, () => assert.equal(parseNgMessage(bytes(text)), undefined));
}
