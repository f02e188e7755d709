import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberFieldOf, readCampaigns, readDialback, readPhone } from './incoming-form.ts';

test('R-67 a refusal of either side finds its field', () => {
  for (const [refused, field] of [
    ['settings.queue.maxWaitSeconds', 'maxWaitSeconds'],
    ['incoming_number.queue.max_wait_s', 'maxWaitSeconds'],
    ['incoming_number.campaign_ids', 'campaignIds'],
    ['settings.holidays.3.date', 'holidays'],
    ['incoming_number.opening_hours.slots', 'slots'],
    ['settings.slots.0', 'slots'],
    ['phone', 'phone'],
  ] as const)
    assert.equal(numberFieldOf(refused), field);
});

test('R-67 a form of minutes, boxes and typed numbers is read as settings', () => {
  const form = new FormData();
  for (const [name, value] of [
    ['timeLimitSeconds', '90'],
    ['retryGapSeconds', '0.5'],
    ['attemptsMax', '2'],
    ['ownerOnlySeconds', '0'],
    ['onHangUp', 'on'],
    ['campaignIds', 'a'],
    ['campaignIds', 'b'],
    ['firstCampaignId', 'b'],
    ['phone', '+1 (212) 555-0199'],
  ] as const)
    form.append(name, value);
  assert.deepEqual(readDialback(form), {
    onHangUp: true,
    onTimeout: false,
    onNoAgent: false,
    timeLimitSeconds: 5400,
    retryGapSeconds: 30,
    attemptsMax: 2,
    ownerOnlySeconds: 0,
  });
  assert.deepEqual(readCampaigns(form), ['b', 'a']);
  assert.equal(readPhone(form), '+12125550199');
});
