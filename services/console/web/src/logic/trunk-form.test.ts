import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrunkSettings } from '../../../src/app/views/telephony.ts';
import { fieldOf, NEW_TRUNK, toFields, toSettings } from './trunk-form.ts';

const FULL: TrunkSettings = {
  name: 'Carrier East',
  disabled: true,
  priority: 2,
  targets: [
    { address: 'a.example:5061;transport=tls', priority: 1, weight: 3 },
    { address: '[2001:db8::1]:5060', priority: 2, weight: 1 },
  ],
  account: { username: 'acme', realm: 'carrier' },
  registration: { enabled: true, domain: 'carrier.example', user: 'acme', expiresSeconds: 300 },
  callerIds: [
    { number: '+12025550100', processIds: ['p1', 'p2'] },
    { number: '+12025550101', processIds: [] },
  ],
  localPresence: true,
  campaignIds: ['solar', 'wind'],
  callsPerSecond: 2.5,
  callsMax: 30,
  numberFormat: {
    calledStyle: 'national',
    callerStyle: 'e164',
    countryCode: '49',
    nationalPrefix: '0',
    internationalPrefix: '00',
    techPrefix: '99',
    rules: [
      { prefix: '+1800', replacement: '800' },
      { prefix: '+1888', replacement: '' },
    ],
  },
  identity: { header: 'remote_party', withhold: true, diversion: '+12025550100', attestation: 'b' },
  media: {
    codecs: ['PCMA', 'PCMU'],
    packetMs: 20,
    earlyMedia: 'ringback',
    direct: true,
    delayedOffer: true,
  },
  probe: { off: true, intervalSeconds: 60, suspectAfter: 2, downAfter: 4, healthyAfter: 1 },
  followRedirects: true,
  sourceAddresses: ['203.0.113.0/24', '198.51.100.7'],
};

test('every setting survives the way into the form and back', () => {
  assert.deepEqual(toSettings(toFields(FULL)), FULL);
  assert.deepEqual(toSettings(toFields(NEW_TRUNK)), NEW_TRUNK);
});

test('numbers are taken as people type them, empty lines are none', () => {
  const callerIds = '+1 (202) 555-0100\n\n  +12025550101 p1, p2 \n';
  assert.deepEqual(toSettings({ ...toFields(NEW_TRUNK), callerIds }).callerIds, [
    { number: '+12025550100', processIds: [] },
    { number: '+12025550101', processIds: ['p1', 'p2'] },
  ]);
});

test('a refusal finds its field, whoever names it', () => {
  assert.equal(fieldOf('caller_ids.number'), 'callerIds');
  assert.equal(fieldOf('settings.callerIds.0.number'), 'callerIds');
  assert.equal(fieldOf('targets.address'), 'targets');
  assert.equal(fieldOf('registration.expires_seconds'), 'registrationExpires');
  assert.equal(fieldOf('registration.user'), 'registrationUser');
  assert.equal(fieldOf('trunk_id'), 'trunkId');
  assert.equal(fieldOf('requestId'), undefined);
  assert.equal(fieldOf('constructor'), undefined);
});
