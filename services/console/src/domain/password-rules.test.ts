import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordFault } from './password-rules.ts';

test('what guessers try first is no password: short, repeated, a row of keys, the user name, the usual words', () => {
  const refused = [
    'short',
    'x'.repeat(257),
    'aaaaaaaaaaaa',
    'abababababab',
    '1234567890',
    'my1234567890',
    'qwertyuiop1',
    '0987654321',
    'Password2026!',
    'PASSW0RD-2026',
    'administrator1',
    'ann.adams-2026',
  ];
  for (const password of refused) assert.notEqual(passwordFault(password, 'ann.adams'), undefined, password);
});

test('long and odd is enough: no digits or signs are asked for', () => {
  for (const password of ['correct horse battery', 'zugvögel ziehen', '7vK2-pQ9x-mR4t'])
    assert.equal(passwordFault(password, 'ann'), undefined, password);
});
