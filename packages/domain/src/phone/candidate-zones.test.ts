import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateZones, dayZone } from './candidate-zones.ts';
import { knownZone } from './known-zone.ts';
import areasOfZones from './zones-by-area.json' with { type: 'json' };

const NEW_YEAR = Date.UTC(2026, 0, 1);

test('a split area code gives every zone under it, whatever the finest data guess', () => {
  assert.deepEqual([...candidateZones('+12702020123')].sort(), ['America/Chicago', 'America/New_York']);
  assert.deepEqual([...candidateZones('+18505550123')].sort(), ['America/Chicago', 'America/New_York']);
  assert.ok(candidateZones('+16055550123').includes('America/Chicago'));
  assert.ok(candidateZones('+16055550123').includes('America/Denver'));
});

test('an area code in one zone gives that zone', () => {
  assert.deepEqual(candidateZones('+12125550123'), ['America/New_York']);
  assert.deepEqual(candidateZones('+4930123456'), ['Europe/Berlin']);
  assert.deepEqual(candidateZones('+919876543210'), ['Asia/Calcutta']);
});

test('a mobile number without an area may be anywhere in its country', () => {
  assert.ok(candidateZones('+61491570156').includes('Australia/Perth'));
  assert.ok(candidateZones('+5511961234567').includes('America/Sao_Paulo'));
});

test('a number without a place may be anywhere in its plan; one without a plan is nowhere', () => {
  assert.ok(candidateZones('+18005551234').length > 30);
  assert.deepEqual(candidateZones('+88216123456'), []);
});

test('a named zone narrows the set it is in, joins a set it is not in, and stands alone where nothing is known', () => {
  assert.deepEqual(candidateZones('+12702020123', { timeZone: 'America/Chicago' }), ['America/Chicago']);
  assert.deepEqual(candidateZones('+12125550123', { timeZone: 'America/Los_Angeles' }), [
    'America/New_York',
    'America/Los_Angeles',
  ]);
  assert.deepEqual(candidateZones('+88216123456', { timeZone: 'Europe/Paris' }), ['Europe/Paris']);
  assert.deepEqual(candidateZones('+12125550123', { timeZone: 'Mars/Phobos' }), ['America/New_York']);
});

test('A-3 the day ends by the lead’s clock where its zones agree, by the campaign’s otherwise', () => {
  assert.equal(dayZone(['America/Phoenix'], 'America/New_York', NEW_YEAR), 'America/Phoenix');
  assert.equal(dayZone(candidateZones('+442079460958'), 'America/New_York', NEW_YEAR), 'Europe/London');
  assert.equal(dayZone(candidateZones('+12702020123'), 'America/Denver', NEW_YEAR), 'America/Denver');
  assert.equal(dayZone([], 'America/Denver', NEW_YEAR), 'America/Denver');
});

test('zone names are the database’s own; offsets and inventions are none', () => {
  assert.equal(knownZone('US/Eastern'), 'America/New_York');
  assert.equal(knownZone('america/new_york'), 'America/New_York');
  for (const name of ['Mars/Phobos', '+02:00', '', 'x'.repeat(1000), '../etc'])
    assert.equal(knownZone(name), undefined);
});

test('every zone of the data is one that the platform knows by this name', () => {
  const zones = new Set(Object.keys(areasOfZones).flatMap((names) => names.split(' ')));
  assert.ok(zones.size > 100);
  assert.deepEqual(
    [...zones].filter((zone) => knownZone(zone) !== zone),
    [],
  );
});
