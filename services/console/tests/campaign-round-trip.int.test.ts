import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import { FULL_CAMPAIGN, unsaidFields } from '@firstring/policy/testing';
import type { CampaignDetails } from '../src/app/views/campaigns.ts';
import { Client, newRequestId } from './_client.ts';
import { aTrunk } from './_fake-telephony.ts';
import { startConsole } from './_harness.ts';

const PATH = '/api/campaigns/solar';

test('R-86 a campaign that is read and saved again through the form is the same in every field; so are its lists', async () => {
  await using harness = await startConsole();
  const { campaigns } = harness.leadStore;
  harness.telephony.trunks.set('east', aTrunk('east'));
  const full = Campaign.fromPartial({ ...FULL_CAMPAIGN, campaignId: 'solar', processId: 'p1', version: 1n });
  assert.deepEqual(unsaidFields(FULL_CAMPAIGN), ['filterIds'], 'every field has something to lose');
  campaigns.set('solar', full);
  const sue = await Client.signedIn(harness, 'sue');
  const read = async () => (await sue.get<CampaignDetails>(PATH)).body;
  const { settings, version } = await read();
  const saved = await sue.send('PUT', PATH, { requestId: newRequestId(), version, settings });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const asSaved = () => Campaign.fromPartial(campaigns.get('solar') ?? {});
  assert.deepEqual(asSaved(), { ...full, version: 2n });
  const again = { requestId: newRequestId(), version: 2, lists: settings.lists };
  assert.equal((await sue.send('PUT', `${PATH}/lists`, again)).status, 200);
  assert.deepEqual(asSaved(), { ...full, version: 3n });
});
