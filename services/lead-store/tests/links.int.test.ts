import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { LeadStatus } from '@firstring/contracts/leads/lead';
import { LinkAuthentication, LinkKeyKind, type LinkProfile } from '@firstring/contracts/leads/link';
import { UpsertOutcome } from '@firstring/contracts/leads/lead_service';
import {
  configure,
  createLink,
  PHONE,
  PROCESS,
  requestId,
  startLeadStore,
  submission,
  submit,
} from './_harness.ts';

test('a profile is replaced by the version it was made for, and comes with the resolved link', async () => {
  await using service = await startLeadStore();
  const { link, token } = await configure(service);
  const ref = { processId: PROCESS, ingestLinkId: link.ingestLinkId };
  const profile = {
    authentication: LinkAuthentication.LINK_AUTHENTICATION_KEY,
    fieldMap: { 'Lead.Phone': 'caller_id' },
    alwaysOk: true,
    leadsPerMinute: 60,
    pingRules: [{ field: 'state', values: ['CA'] }],
  };
  const update = { requestId: requestId(), ...ref, profile, version: link.version };
  const { link: changed } = await service.links.updateLinkProfile(update);
  assert.equal(changed?.version, link.version + 1n);
  assert.deepEqual((await service.links.updateLinkProfile(update)).link, changed);
  const { link: resolved } = await service.configuration.resolveIngestLink({ token });
  assert.deepEqual(resolved?.profile, changed?.profile);
  const late = { ...update, requestId: requestId(), profile: { alwaysOk: false } };
  await assert.rejects(service.links.updateLinkProfile(late), { reason: 'VERSION_CONFLICT' });
  const elsewhere = { ...update, processId: 'process-2' };
  await assert.rejects(service.links.updateLinkProfile(elsewhere), { reason: 'LINK_NOT_FOUND' });
});

test('a profile with nonsense in it is refused with the field', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const cases: readonly (readonly [profile: Partial<LinkProfile>, field: string])[] = [
    [{ fieldMap: { a: 'caller_id', b: 'caller_id' } }, 'profile.field_map'],
    [{ fieldMap: { a: '$where' } }, 'profile.field_map'],
    [{ fieldMap: { a: 'constructor' } }, 'profile.field_map'],
    [{ fieldMap: { '': 'caller_id' } }, 'profile.field_map'],
    [{ leadsPerMinute: -1 }, 'profile.leads_per_minute'],
    [{ pingRules: [{ field: 'state', values: [] }] }, 'profile.ping_rules.values'],
  ];
  for (const [profile, field] of cases) {
    const update = { requestId: requestId(), processId: PROCESS, ingestLinkId: link.ingestLinkId, profile };
    await assert.rejects(service.links.updateLinkProfile({ ...update, version: link.version }), {
      reason: 'INVALID_ARGUMENT',
      details: { field },
    });
  }
});

test('two keys of a kind live at once; a secret is shown once and only its hash is kept', async () => {
  await using service = await startLeadStore();
  const { link, token } = await configure(service);
  const ref = { processId: PROCESS, ingestLinkId: link.ingestLinkId };
  const kind = LinkKeyKind.LINK_KEY_KIND_KEY;
  const create = { requestId: requestId(), ...ref, kind };
  const first = await service.links.createLinkKey(create);
  assert.match(first.secret, /^fsk_[0-9a-f]{12}_[\w-]{32}$/);
  const repeated = await service.links.createLinkKey(create);
  assert.deepEqual([repeated.secret, repeated.link?.keys.length], ['', 1]);
  await service.links.createLinkKey({ ...create, requestId: requestId() });
  await assert.rejects(service.links.createLinkKey({ ...create, requestId: requestId() }), {
    reason: 'LINK_KEYS_FULL',
  });
  const signing = await service.links.createLinkKey({
    requestId: requestId(),
    ...ref,
    kind: LinkKeyKind.LINK_KEY_KIND_SIGNATURE,
  });
  const { secrets } = await service.configuration.resolveIngestLink({ token });
  assert.equal(secrets[0]?.value, createHash('sha256').update(first.secret).digest('hex'));
  assert.equal(`whsec_${secrets[2]?.value}`, signing.secret);
  const { links } = await service.configuration.listIngestLinks({
    processId: PROCESS,
    campaignId: link.campaignId,
  });
  assert.doesNotMatch(
    JSON.stringify(links, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    new RegExp(`${secrets[0]?.value}|${secrets[2]?.value.replaceAll('+', '\\+')}`),
  );
  const revoke = { requestId: requestId(), ...ref, keyId: secrets[0]?.keyId ?? '' };
  await service.links.revokeLinkKey(revoke);
  const { link: left } = await service.links.revokeLinkKey(revoke);
  assert.deepEqual(
    left?.keys.map(({ keyId }) => keyId),
    secrets.slice(1).map(({ keyId }) => keyId),
  );
});

test('a check says what would happen and stores nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const check = async () => {
    const submissions = [submission(link, { parameters: { age: '5', typo: 'x' } })];
    return (await service.links.checkSubmissions({ submissions })).results[0];
  };
  const before = await check();
  assert.deepEqual(
    [before?.outcome, before?.leadId, before?.ignoredParameters],
    [UpsertOutcome.UPSERT_OUTCOME_CREATED, '', ['typo']],
  );
  const { leads } = await service.leads.listLeads({ processId: PROCESS });
  assert.deepEqual(leads, []);
  const { leadId } = await submit(service, link);
  const after = await check();
  assert.deepEqual([after?.outcome, after?.leadId], [UpsertOutcome.UPSERT_OUTCOME_UPDATED, leadId]);
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual(lead?.custom, {});
});

test('R-35 A-11 a conversion the vendor reports takes a New lead through Contacted to Converted, once', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const convert = { requestId: requestId(), ingestLinkId: link.ingestLinkId, callerId: PHONE };
  assert.deepEqual(await service.links.convertLead(convert), { leadId, changed: true });
  assert.deepEqual(await service.links.convertLead(convert), { leadId, changed: true });
  const again = { requestId: requestId(), ingestLinkId: link.ingestLinkId, leadId };
  assert.deepEqual(await service.links.convertLead(again), { leadId, changed: false });
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.equal(lead?.card?.status, LeadStatus.LEAD_STATUS_CONVERTED);
  const stored = await service.store
    .collection<{ statusHistory: { status: string }[] }>((await import('../src/store/leads.ts')).LEADS)
    .get(leadId);
  assert.deepEqual(
    stored?.doc.statusHistory.map(({ status }) => status),
    ['new', 'contacted', 'converted'],
  );
});

test("R-35 a vendor converts its own link's leads only", async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { link: other } = await createLink(service, { vendorName: 'Bolt' });
  const { leadId } = await submit(service, link);
  for (const lead of [{ leadId }, { callerId: PHONE }]) {
    const convert = { requestId: requestId(), ingestLinkId: other.ingestLinkId, ...lead };
    await assert.rejects(service.links.convertLead(convert), { reason: 'LEAD_NOT_FOUND' });
  }
});

test("a vendor's page shows the links of that vendor until it is closed", async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, { link: { vendorId: 'acme' } });
  await createLink(service, { vendorId: 'bolt', vendorName: 'Bolt' });
  const create = { requestId: requestId(), processId: PROCESS, vendorId: 'acme' };
  const { page, token } = await service.links.createVendorPage(create);
  assert.equal((await service.links.createVendorPage(create)).token, '');
  const shown = await service.links.resolveVendorPage({ token });
  assert.deepEqual(shown.links, [
    { ingestLinkId: link.ingestLinkId, campaignName: 'Spring', revoked: false },
  ]);
  assert.deepEqual((await service.links.listVendorPages({ processId: PROCESS })).pages, [page]);
  const revoke = { requestId: requestId(), vendorPageId: page?.vendorPageId ?? '' };
  await service.links.revokeVendorPage({ ...revoke, processId: 'process-2' });
  await service.links.resolveVendorPage({ token });
  await service.links.revokeVendorPage({ ...revoke, processId: PROCESS });
  await assert.rejects(service.links.resolveVendorPage({ token }), { reason: 'VENDOR_PAGE_NOT_FOUND' });
  const nobody = { requestId: requestId(), processId: PROCESS, vendorId: 'nobody' };
  await assert.rejects(service.links.createVendorPage(nobody), { reason: 'LINK_NOT_FOUND' });
});
