import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inviteIdentity } from './invite-identity.ts';
import { redirectTarget } from './redirect-target.ts';
import { fillTrunk } from './trunk-defaults.ts';
import type { CallerIdentity } from './trunk.ts';

const address = 'carrier.example:5070;transport=tcp';
const trunk = fillTrunk({ trunkId: 't', targets: [{ address, priority: 0, weight: 1 }] });
const call = { address, phone: '+12025550123', callerId: '+12025550100' };

function identityWith(identity: Partial<CallerIdentity>): ReturnType<typeof inviteIdentity> {
  return inviteIdentity({ ...trunk, identity: { ...trunk.identity, ...identity } }, call);
}

test('the verified caller id stands in From and in the header the trunk wants', () => {
  const { uri, from, to, headers } = identityWith({});
  assert.equal(uri, 'sip:+12025550123@carrier.example:5070;transport=tcp');
  assert.equal(to, '<sip:+12025550123@carrier.example:5070>');
  assert.equal(from, '<sip:+12025550100@localhost>');
  assert.deepEqual(headers, { 'P-Asserted-Identity': '<sip:+12025550100@carrier.example>' });
  assert.deepEqual(identityWith({ header: 'none' }).headers, {});
  assert.ok('P-Preferred-Identity' in identityWith({ header: 'preferred' }).headers);
  const remote = identityWith({ header: 'remote-party' }).headers['Remote-Party-ID'];
  assert.equal(remote, '<sip:+12025550100@carrier.example>;party=calling;screen=yes;privacy=off');
});

test('withheld, only the identity header has the number, and Privacy says so', () => {
  const { from, headers } = identityWith({ withhold: true, diversion: '+12025550199' });
  assert.equal(from, '"Anonymous" <sip:anonymous@anonymous.invalid>');
  assert.deepEqual(headers, {
    'P-Asserted-Identity': '<sip:+12025550100@carrier.example>',
    Privacy: 'id',
    Diversion: '<sip:+12025550199@carrier.example>;reason=unconditional',
  });
});

test('numbers are written as the trunk writes them, a number sign escaped', () => {
  const numberFormat = { ...trunk.numberFormat, called: 'e164' as const, techPrefix: '55#' };
  const { uri } = inviteIdentity({ ...trunk, numberFormat }, call);
  assert.equal(uri, 'sip:55%2312025550123@carrier.example:5070;transport=tcp');
});

test('sip/39 a redirect is followed to the same number at the trunk’s own targets, and nowhere else', () => {
  const targets = ['a.example', 'b.example:5080;transport=tcp'].map((each) => ({
    address: each,
    priority: 0,
    weight: 1,
  }));
  const order = { uri: 'sip:+12025550123@a.example' };
  const at = (status: number, ...contacts: readonly string[]): string | undefined =>
    redirectTarget({ status, contacts }, { targets, order });
  assert.equal(at(302, 'sip:+12025550123@b.example:5080'), 'b.example:5080;transport=tcp');
  assert.equal(at(302, 'sip:+12025550123@A.example'), 'a.example');
  for (const contact of [
    'sip:+19005550123@b.example:5080',
    'sip:+12025550123@evil.example',
    'sip:+12025550123@b.example',
    'tel:+12025550123',
    'sip:b.example:5080',
  ]) {
    assert.equal(at(302, contact), undefined, contact);
  }
  assert.equal(at(404, 'sip:+12025550123@a.example'), undefined);
});
