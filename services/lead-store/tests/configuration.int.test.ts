import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAMPAIGN_CONFIG } from '@firstring/contracts';
import { CampaignEvent } from '@firstring/contracts/leads/lead_events';
import { configure, createLink, PROCESS, requestId, startLeadStore, submit } from './_harness.ts';

const ZONE = 'America/New_York';

test('R-87 a process is made once a request; an id in use is a conflict', async () => {
  await using service = await startLeadStore();
  const request = { requestId: requestId(), process: { name: 'Solar', timeZone: ZONE } };
  const { process } = await service.configuration.createProcess(request);
  assert.deepEqual((await service.configuration.createProcess(request)).process, process);
  const again = { requestId: requestId(), process: { ...process, name: 'Wind' } };
  await assert.rejects(service.configuration.createProcess(again), { reason: 'VERSION_CONFLICT' });
  await assert.rejects(
    service.configuration.createProcess({ ...request, process: { ...request.process, processId: 'other' } }),
    { reason: 'REQUEST_ID_REUSED' },
  );
  const bad = { requestId: requestId(), process: { name: 'Solar', timeZone: 'Mars/Phobos' } };
  await assert.rejects(service.configuration.createProcess(bad), { reason: 'INVALID_ARGUMENT' });
  assert.deepEqual((await service.configuration.listProcesses({})).processes, [process]);
});

test('a campaign is replaced by version, tells the bus everything, and gets safe defaults', async () => {
  await using service = await startLeadStore();
  const { campaign } = await configure(service);
  assert.deepEqual(
    [campaign?.windowStartMinute, campaign?.windowEndMinute, campaign?.timeZone],
    [480, 1260, ZONE],
  );
  assert.deepEqual([campaign?.maxAttempts, campaign?.ringLimitSeconds, campaign?.version], [30, 30, 1n]);
  const replace = { requestId: requestId(), campaign: { ...campaign, name: 'Summer', agentIds: ['ann'] } };
  const { campaign: second } = await service.configuration.putCampaign(replace);
  assert.deepEqual((await service.configuration.putCampaign(replace)).campaign, second);
  assert.deepEqual([second?.name, second?.version], ['Summer', 2n]);
  await assert.rejects(service.configuration.putCampaign({ ...replace, requestId: requestId() }), {
    reason: 'VERSION_CONFLICT',
  });
  const { campaigns } = await service.configuration.listCampaigns({ agentId: 'ann' });
  assert.deepEqual(campaigns, [second]);
  const ended = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const tail = service.bus.tail({
    topics: [CAMPAIGN_CONFIG.name],
    from: 'beginning',
    signal: ended.signal,
    handler: async (batch) => {
      for (const { payload } of batch) {
        const event = CampaignEvent.decode(payload);
        if (event.campaign?.version === 2n) {
          assert.deepEqual(event.campaign, second);
          resolve();
        }
      }
    },
  });
  await Promise.race([promise, tail.closed]);
  ended.abort();
  await tail.closed;
});

test('a campaign of a process that is not there, or with nonsense in it, is refused with the field', async () => {
  await using service = await startLeadStore();
  const { campaign } = await configure(service);
  const put = (change: object) =>
    service.configuration.putCampaign({ requestId: requestId(), campaign: { ...campaign, ...change } });
  await assert.rejects(put({ processId: 'nowhere' }), { reason: 'PROCESS_NOT_FOUND' });
  for (const [change, field] of [
    [{ callerId: '911' }, 'campaign.caller_id'],
    [{ agentIds: ['a.b'] }, 'campaign.agent_ids'],
    [{ windowStartMinute: 1300, windowEndMinute: 60 }, 'campaign.window_end_minute'],
    [{ maxAttempts: -1 }, 'campaign.max_attempts'],
    [{ timeZone: 'Mars/Phobos' }, 'campaign.time_zone'],
    [{ name: ' ' }, 'campaign.name'],
    [{ dispositions: [{ code: 'a', label: 'A' }] }, 'campaign.dispositions.category'],
  ] as const) {
    await assert.rejects(put(change), { reason: 'INVALID_ARGUMENT', details: { field } });
  }
});

test('R-31 a link resolves by its token, which is shown once and stored nowhere; a revoked one says so', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const request = {
    requestId: requestId(),
    link: { processId: PROCESS, campaignId: 'process-1-spring', vendorName: 'Acme' },
  };
  const created = await service.configuration.createIngestLink(request);
  assert.match(created.token, /^[A-Za-z0-9_-]{32}$/);
  const repeated = await service.configuration.createIngestLink(request);
  assert.deepEqual(repeated, { link: created.link, token: '' });
  const { link } = await service.configuration.resolveIngestLink({ token: created.token });
  assert.deepEqual(link, created.link);
  assert.deepEqual(link?.customParameters, ['age', 'city']);
  const ingestLinkId = link?.ingestLinkId ?? '';
  const stored = await service.store
    .collection((await import('../src/store/configuration.ts')).LINKS)
    .get(ingestLinkId);
  assert.doesNotMatch(JSON.stringify(stored), new RegExp(created.token));
  await assert.rejects(service.configuration.resolveIngestLink({ token: 'nothing' }), {
    reason: 'LINK_NOT_FOUND',
  });
  const revoke = { requestId: requestId(), processId: PROCESS, ingestLinkId };
  assert.equal((await service.configuration.revokeIngestLink(revoke)).link?.revoked, true);
  await service.configuration.revokeIngestLink(revoke);
  await assert.rejects(service.configuration.resolveIngestLink({ token: created.token }), {
    reason: 'LINK_REVOKED',
  });
  await assert.rejects(service.configuration.revokeIngestLink({ ...revoke, processId: 'other' }), {
    reason: 'LINK_NOT_FOUND',
  });
});

test('a token may be given for a demo, if it is long enough and free', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const create = (token: string) =>
    service.configuration.createIngestLink({
      requestId: requestId(),
      token,
      link: { processId: PROCESS, campaignId: 'process-1-spring', vendorName: 'Acme' },
    });
  await assert.rejects(create('short'), { reason: 'INVALID_ARGUMENT' });
  const token = 'demo-token-demo-token-demo';
  assert.equal((await create(token)).token, token);
  await assert.rejects(create(token), { reason: 'VERSION_CONFLICT' });
});

test('R-27 R-28 custom parameters are declared, relabelled and removed; bad names are refused', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const put = (name: string, label = '') =>
    service.configuration.putCustomParameter({
      requestId: requestId(),
      parameter: { processId: PROCESS, name, label },
    });
  await put('age', 'Age in years');
  for (const name of ['', '__proto__', 'a.b', '$where', 'first_name', 'constructor', 'é', 'a'.repeat(64)]) {
    await assert.rejects(put(name), { reason: 'PARAMETER_INVALID' });
  }
  const list = async () =>
    (await service.configuration.listCustomParameters({ processId: PROCESS })).parameters;
  assert.deepEqual(
    (await list()).map(({ name, label }) => `${name}: ${label}`),
    ['age: Age in years', 'city: city'],
  );
  const { leadId } = await submit(service, link, { parameters: { age: '40', city: 'Rome' } });
  await service.configuration.deleteCustomParameter({
    requestId: requestId(),
    processId: PROCESS,
    name: 'age',
  });
  const custom = async () => (await service.leads.getLead({ processId: PROCESS, leadId })).lead?.custom;
  assert.deepEqual(await custom(), { age: '40', city: 'Rome' });
  await submit(service, link, { parameters: { age: '41' } });
  assert.deepEqual(await custom(), { city: 'Rome' });
});

test('the links of a campaign are listed newest first and apart from other campaigns', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { link: second } = await createLink(service, { vendorName: 'Bolt' });
  const { links } = await service.configuration.listIngestLinks({
    processId: PROCESS,
    campaignId: link.campaignId,
  });
  assert.deepEqual(
    new Set(links.map(({ ingestLinkId }) => ingestLinkId)),
    new Set([second.ingestLinkId, link.ingestLinkId]),
  );
  assert.deepEqual(
    (await service.configuration.listIngestLinks({ processId: PROCESS, campaignId: 'other' })).links,
    [],
  );
});
