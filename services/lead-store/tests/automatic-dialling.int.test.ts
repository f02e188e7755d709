import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignState, CampaignType } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { CAMPAIGN } from './_criteria.ts';
import { configure, PROCESS, requestId, startLeadStore, type LeadStoreUnderTest } from './_harness.ts';

const PREDICTIVE = {
  type: CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE,
  predictive: {
    safeHarbourMessage: 'who-we-are',
    abandonmentCeilingBasisPoints: 0,
    connectLimitMs: 0,
    linesPerAgentMax: 0,
  },
} satisfies Partial<Campaign>;
const BLAST = {
  type: CampaignType.CAMPAIGN_TYPE_VOICE_BLAST,
  voiceBlast: {
    recording: 'offer',
    callsMax: 0,
    callsPerMinute: 0,
    connectKey: '',
    laterKey: '2',
    excludeKey: '9',
    laterMinutes: 0,
    connectWaitSeconds: 0,
    noAgentMessage: '',
  },
} satisfies Partial<Campaign>;

async function changeCampaign(service: LeadStoreUnderTest, change: Partial<Campaign>): Promise<Campaign> {
  const { configuration } = service;
  const before = await configuration.getCampaign({ processId: PROCESS, campaignId: CAMPAIGN });
  const campaign = before.campaign && { ...before.campaign, ...change };
  const stored = await configuration.putCampaign({ requestId: requestId(), campaign });
  assert.ok(stored.campaign);
  return stored.campaign;
}

const turn = ({ automatic }: LeadStoreUnderTest, on: boolean) =>
  automatic.setAutomaticDialling({ requestId: `turn-${on}`, processId: PROCESS, on, userId: 'adam' });

test('R-111 A-34 no campaign dials by itself before an administrator has switched it on; off pauses it', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await assert.rejects(changeCampaign(service, PREDICTIVE), { reason: 'AUTOMATIC_DIALLING_OFF' });
  await assert.rejects(changeCampaign(service, BLAST), { reason: 'AUTOMATIC_DIALLING_OFF' });
  const before = await service.automatic.getAutomaticDialling({ processId: PROCESS });
  assert.deepEqual([before.automaticDialling?.on, before.automaticDialling?.setBy], [false, '']);
  const { automaticDialling } = await turn(service, true);
  assert.equal(automaticDialling?.setBy, 'adam');
  const changed = await changeCampaign(service, PREDICTIVE);
  const { predictive } = changed;
  assert.deepEqual(
    [predictive?.abandonmentCeilingBasisPoints, predictive?.connectLimitMs, predictive?.linesPerAgentMax],
    [300, 2000, 3],
  );
  assert.deepEqual((await turn(service, false)).pausedCampaignIds, [CAMPAIGN]);
  const state = { processId: PROCESS, campaignId: CAMPAIGN, state: CampaignState.CAMPAIGN_STATE_ACTIVE };
  await assert.rejects(service.configuration.setCampaignState({ requestId: 'resume', ...state }), {
    reason: 'AUTOMATIC_DIALLING_OFF',
  });
  const { campaign } = await service.configuration.getCampaign({ processId: PROCESS, campaignId: CAMPAIGN });
  assert.equal(campaign?.state, CampaignState.CAMPAIGN_STATE_PAUSED);
});

test('R-111 a configuration that would break the ceiling is refused with the figure, and a recording nobody can say no to', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await turn(service, true);
  const predictive = (change: Partial<NonNullable<Campaign['predictive']>>) =>
    changeCampaign(service, { ...PREDICTIVE, predictive: { ...PREDICTIVE.predictive, ...change } });
  const blast = (change: Partial<NonNullable<Campaign['voiceBlast']>>) =>
    changeCampaign(service, { ...BLAST, voiceBlast: { ...BLAST.voiceBlast, ...change } });
  await assert.rejects(predictive({ abandonmentCeilingBasisPoints: 450 }), /4\.5 % would break the ceiling/);
  await assert.rejects(predictive({ connectLimitMs: 2500 }), /2500 ms would break the limit/);
  await assert.rejects(predictive({ safeHarbourMessage: '' }), /safe_harbour_message/);
  await assert.rejects(predictive({ safeHarbourMessage: '../../etc/passwd' }), /safe_harbour_message/);
  await assert.rejects(blast({ excludeKey: '' }), /cannot say no/);
  await assert.rejects(blast({ laterKey: '9' }), /must differ/);
  await assert.rejects(blast({ connectKey: '1' }), /no_agent_message/);
  await assert.rejects(blast({ callsMax: 501 }), /calls_max/);
  assert.equal((await blast({})).voiceBlast?.callsPerMinute, 60);
});
