import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { ExclusionKind } from '@firstring/contracts/claim/exclusion_service';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { startFakeClaim } from './_fake-claim.ts';
import { configure, newFolder, PROCESS, requestId, startLeadStore, submission } from './_harness.ts';

test('R-112 A-35 A-39 what stands on the do-not-call list is not dialable: numbers however old, customers, attributes', async () => {
  const folder = newFolder();
  const {
    EXCLUSION_KIND_NUMBER,
    EXCLUSION_KIND_CUSTOMER,
    EXCLUSION_KIND_COMBINED,
    EXCLUSION_KIND_ATTRIBUTE,
  } = ExclusionKind;
  const entry = { processId: PROCESS, customerId: '', phone: '' };
  await using _claim = await startFakeClaim(
    folder,
    [],
    [
      { ...entry, kind: EXCLUSION_KIND_NUMBER, phone: '+12125550001' },
      { ...entry, kind: EXCLUSION_KIND_CUSTOMER, customerId: 'ANN@example.com' },
      { ...entry, kind: EXCLUSION_KIND_COMBINED, phone: '+12125550003', customerId: 'cy@example.com' },
      // The same number is another customer's, who may be called.
      { ...entry, kind: EXCLUSION_KIND_COMBINED, phone: '+12125550004', customerId: 'cy@example.com' },
      { ...entry, kind: EXCLUSION_KIND_ATTRIBUTE, attribute: 'custom.city', value: 'BOSTON' },
      { ...entry, kind: EXCLUSION_KIND_NUMBER, phone: '+12125550006' },
    ],
  );
  const noon = Date.UTC(2026, 5, 10, 16);
  await using service = await startLeadStore({ folder, clock: { ...systemClock, now: () => noon } });
  const { link } = await configure(service);
  await service.tables.putTableDefinition({
    requestId: requestId(),
    processId: PROCESS,
    primaryField: 'email',
    version: 0n,
  });
  const people = ['x@example.com', 'ann@example.com', 'cy@example.com', 'di@example.com', 'ed@example.com'];
  await service.leads.upsertLeads({
    requestId: requestId(),
    submissions: [...people, 'fay@example.com', 'gus@example.com'].map((email, index) =>
      submission(link, {
        callerId: `+1212555000${index + 1}`,
        email,
        parameters: { city: index === 4 ? 'Boston' : 'Albany' },
      }),
    ),
  });
  // The sixth was taken off the list after it was read there: events come behind the list.
  const payload = ClaimEvent.encode(
    ClaimEvent.fromPartial({
      processId: PROCESS,
      phone: '+12125550006',
      event: { $case: 'numberReadmitted', value: {} },
    }),
  ).finish();
  const message = { key: PROCESS, type: 'NumberReadmitted', payload, occurredAt: noon };
  await service.bus.publish([{ ...message, id: systemRandom.uuid(), topic: CLAIM_EVENTS.name }]);
  const everybody = await service.filters.parseCriteria({ processId: PROCESS, criteria: 'attempts >= 0' });
  assert.ok(everybody.result?.$case === 'root');
  const impact = await service.filters.checkImpact({ processId: PROCESS, root: everybody.result.value });
  assert.deepEqual([impact.filtered, impact.dialable], [7n, 3n]);
  assert.equal(impact.guardsTime?.getTime(), noon);
});
