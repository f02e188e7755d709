import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCommand } from './commands.ts';

const parse = (text: string) => parseCommand(Buffer.from(text));

test('each command is read from its tokens', () => {
  assert.deepEqual(parse('1|authenticate|s3|a,b'), {
    type: 'authenticate',
    id: '1',
    secret: 's3',
    tags: ['a', 'b'],
  });
  assert.deepEqual(parse('1|authenticate|s3|'), { type: 'authenticate', id: '1', secret: 's3', tags: [] });
  assert.deepEqual(parse('2|ping'), { type: 'ping', id: '2' });
  assert.deepEqual(parse('3|route|invite'), { type: 'route', id: '3', verb: 'invite' });
  assert.deepEqual(parse('4|remove_route|invite'), { type: 'remove-route', id: '4', verb: 'invite' });
});

test('empty tokens of a SIP command are absent, and the message follows the line end', () => {
  assert.deepEqual(parse('5|sip||\r\nOPTIONS sip:a SIP/2.0\r\n\r\n'), {
    type: 'sip',
    id: '5',
    transactionId: undefined,
    dialogId: undefined,
    nextHop: undefined,
    message: Buffer.from('OPTIONS sip:a SIP/2.0\r\n\r\n'),
  });
  const full = parse('6|sip|txn|call;from-tag=1|sip:10.0.0.1\r\nx');
  assert.ok(full.type === 'sip');
  assert.deepEqual(
    [full.transactionId, full.dialogId, full.nextHop],
    ['txn', 'call;from-tag=1', 'sip:10.0.0.1'],
  );
});

test('the destinations of a proxy command stand behind its options', () => {
  const command = parse('7|proxy|txn|remainInDialog|fullResponse||serial|2s||sip:a|sip:b\r\nINVITE');
  assert.ok(command.type === 'proxy');
  assert.deepEqual(command.destinations, ['sip:a', 'sip:b']);
  const { remainInDialog, fullResponse, followRedirects, simultaneous, provisionalMs, finalMs } = command;
  assert.deepEqual([remainInDialog, fullResponse, followRedirects, simultaneous], [true, true, false, false]);
  assert.deepEqual([provisionalMs, finalMs], [2_000, undefined]);
  assert.equal(parse('7|proxy|txn').type, 'invalid');
});

test('anything else is invalid with a reason, and nothing throws', () => {
  assert.equal(parse('').type, 'invalid');
  assert.equal(parse('8').type, 'invalid');
  assert.equal(parse('8|route|').type, 'invalid');
  assert.deepEqual(parse('8|dance'), { type: 'invalid', id: '8', reason: 'Unknown message type' });
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => void parseCommand(Buffer.from(bytes))),
    { numRuns: 200 },
  );
});
