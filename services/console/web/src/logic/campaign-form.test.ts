import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CampaignSettings } from '../../../src/app/views/campaigns.ts';
import { fieldOf, toFields, toSettings } from './campaign-form.ts';

const SETTINGS: CampaignSettings = {
  name: 'Solar roofs',
  type: 'outbound_preview',
  timeZone: 'America/Chicago',
  agentIds: ['ann'],
  agentCodes: [],
  ringOnPreview: true,
  previewLimitSeconds: 60,
  wrapUpLimitSeconds: 45,
  ringLimitSeconds: 30,
  windowStartMinute: 480,
  windowEndMinute: 1440,
  maxAttempts: 20,
  maxAttemptsPerDay: 3,
  skipBudget: 0,
  callerId: '+12025550100',
  callerIds: ['+12025550101', '+13125550101'],
  localPresence: true,
  trunkIds: ['east', 'west'],
  cadence: {
    freshSeconds: 0,
    firstDayAttempts: 4,
    initialAttempts: 0,
    firstWeekDays: 0,
    firstDayGapSeconds: [90, 3600],
    followUpGapSeconds: 7200,
    followUpDayMax: 0,
    longTermDayMax: 0,
    busyGapSeconds: 0,
    congestedGapSeconds: 0,
    callbackLateSeconds: 0,
  },
  dispositions: [],
  lists: [],
  filterIds: [],
  filterGroupIds: [],
  customerProvider: 'lead_based',
  listsBeforeLanes: false,
  keepWhenClosed: false,
  manualDialling: true,
};

test('R-145 a campaign goes through its form unchanged', () => {
  assert.deepEqual({ ...SETTINGS, ...toSettings(toFields(SETTINGS)) }, SETTINGS);
});

test('numbers may be typed as people write them; a time that is none is left for the server to refuse', () => {
  const fields = toFields(SETTINGS);
  const typed = toSettings({ ...fields, callerId: '+1 (202) 555-0100', windowStart: '25:00' });
  assert.equal(typed.callerId, '+12025550100');
  assert.equal(typed.windowStartMinute, -1);
});

test('a refusal finds its field, whoever named it', () => {
  assert.equal(fieldOf('settings.windowEndMinute'), 'windowEnd');
  assert.equal(fieldOf('settings.cadence.firstDayGapSeconds.1'), 'firstDayGaps');
  assert.equal(fieldOf('campaign.caller_ids'), 'callerIds');
  assert.equal(fieldOf('campaign.cadence.busy_gap_seconds'), 'busyGap');
  assert.equal(fieldOf('settings.dispositions'), undefined);
});
