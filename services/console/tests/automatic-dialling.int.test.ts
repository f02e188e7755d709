import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AutomaticDiallingView,
  CampaignDetails,
  CampaignSettings,
  PacingView,
  SavedCampaign,
} from '../src/app/views/campaigns.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

test('R-111 an administrator who accepts the warning switches automatic dialling on; who and when is shown', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const path = '/api/process/automatic-dialling?processId=p1';
  assert.equal((await adam.send('PUT', path, { requestId: newRequestId(), on: false })).status, 200);
  const before = await adam.get<AutomaticDiallingView>(path);
  assert.deepEqual([before.status, before.body.on], [200, false]);
  const unread = await adam.send('PUT', path, { requestId: newRequestId(), on: true });
  assert.equal(unread.status, 422);
  const on = await adam.send<AutomaticDiallingView>('PUT', path, {
    requestId: newRequestId(),
    on: true,
    warningAccepted: true,
  });
  assert.equal(on.status, 200);
  const after = await adam.get<AutomaticDiallingView>(path);
  assert.equal(after.body.on, true);
  assert.notEqual(after.body.setBy, '');
});

test('R-111 a campaign’s pacing is shown with its ceiling and what it still needs', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const { status, body } = await sue.get<PacingView>('/api/campaigns/solar/pacing?processId=p1');
  assert.equal(status, 200);
  assert.deepEqual(
    [body.mode, body.ceilingBasisPoints, body.abandoned30Days, body.answeredNeeded, body.talkMs],
    ['preview', 300, 1, 40, 95_000],
  );
});

test('R-111 a campaign names sounds that are there: a new name that is not is refused with its field, a file that is gone is warned about', async () => {
  await using harness = await startConsole();
  const { telephony } = harness;
  const sue = await Client.signedIn(harness, 'sue');
  const path = '/api/campaigns/solar?processId=p1';
  const save = async (change: Partial<CampaignSettings>) => {
    const { version, settings } = (await sue.get<CampaignDetails>(path)).body;
    const body = { requestId: newRequestId(), version, settings: { ...settings, ...change } };
    return sue.send<SavedCampaign & { field: string; title: string }>('PUT', path, body);
  };
  const predictive = (safeHarbourMessage: string): Partial<CampaignSettings> => ({
    type: 'parallel_predictive',
    predictive: {
      abandonmentCeilingBasisPoints: 300,
      connectLimitMs: 2000,
      linesPerAgentMax: 3,
      safeHarbourMessage,
    },
  });
  const refused = await save(predictive('who-are-we'));
  assert.deepEqual([refused.status, refused.body.field], [422, 'settings.predictive.safeHarbourMessage']);
  assert.match(refused.body.title, /there is no sound who-are-we: who-are-we\.wav is not in the folder/);
  const saved = await save(predictive('who-we-are'));
  assert.equal(saved.status, 200);
  assert.doesNotMatch(saved.body.warnings.join(), /sound/);
  telephony.sounds = new Set();
  const later = await save({ skipBudget: 4 });
  assert.equal(later.status, 200);
  assert.match(later.body.warnings.join(), /People hear nothing: there is no sound who-we-are/);
  telephony.soundsSeen = false;
  const unseen = await save(predictive('another'));
  assert.equal(unseen.status, 200);
  assert.match(unseen.body.warnings.join(), /Nobody could look whether these sounds are there: another/);
  telephony.soundsSeen = true;
  telephony.sounds = undefined;
  const without = await save(predictive('who-we-are'));
  assert.equal(without.status, 422);
  assert.match(without.body.title, /SIP_SOUNDS_FOLDER/);
});
