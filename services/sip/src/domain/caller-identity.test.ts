import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCallerProof } from './caller-identity.ts';

const passport = (claims: unknown): string =>
  `eyJhbGciOiJFUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln;info=<https://c.example/x.pem>;ppt=shaken`;
const nothing = { assertedIdentity: undefined, from: undefined, identity: undefined };

test('the carrier’s verification is read from the asserted identity, else from From', () => {
  const asserted = '<sip:+12025550123;verstat=TN-Validation-Passed@carrier.example;user=phone>';
  const from = '<tel:+12025550123;verstat=TN-Validation-Failed>;tag=1';
  assert.equal(readCallerProof({ ...nothing, assertedIdentity: asserted, from }).verification, 'passed');
  assert.equal(readCallerProof({ ...nothing, from }).verification, 'failed');
  const none = '<sip:+12025550123@c>;verstat=No-TN-Validation';
  assert.equal(readCallerProof({ ...nothing, from: none }).verification, 'none');
  assert.equal(readCallerProof(nothing).verification, 'none');
});

test('the claimed attestation is read from the PASSporT; what cannot be read claims nothing', () => {
  assert.equal(readCallerProof({ ...nothing, identity: passport({ attest: 'B' }) }).attestation, 'B');
  const unreadable = [
    passport({ attest: 'D' }),
    passport(['A']),
    passport(null),
    'x',
    'a.b.c',
    `a.${'A'.repeat(9000)}.c`,
  ];
  for (const identity of unreadable) assert.equal(readCallerProof({ ...nothing, identity }).attestation, '');
});
