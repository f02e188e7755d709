import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, PROCESS, requestId, startLeadStore } from './_harness.ts';

test('R-31 R-39 vendors are kept by version, and a link takes name and country of the vendor it is for', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const request = {
    requestId: requestId(),
    vendor: { processId: PROCESS, name: 'Acme Leads', contact: 'ops@acme.example', defaultCountry: 'de' },
  };
  const { vendor } = await service.vendors.putVendor(request);
  assert.deepEqual([vendor?.version, vendor?.defaultCountry], [1n, 'DE']);
  assert.deepEqual((await service.vendors.putVendor(request)).vendor, vendor, 'the same request again');
  const ref = { processId: PROCESS, campaignId: 'process-1-spring', vendorId: vendor?.vendorId ?? '' };
  const create = () =>
    service.configuration.createIngestLink({
      requestId: requestId(),
      link: { ...ref, vendorName: 'whatever the page thought' },
    });
  const { link } = await create();
  assert.deepEqual([link?.vendorName, link?.defaultCountry], ['Acme Leads', 'DE']);
  const disabled = { requestId: requestId(), vendor: { ...vendor, disabled: true } };
  assert.equal((await service.vendors.putVendor(disabled)).vendor?.version, 2n);
  await assert.rejects(create(), { reason: 'VENDOR_DISABLED' });
  await assert.rejects(service.vendors.putVendor({ ...disabled, requestId: requestId() }), {
    reason: 'VERSION_CONFLICT',
  });
  const { vendors } = await service.vendors.listVendors({ processId: PROCESS });
  assert.deepEqual(
    vendors.map(({ name, disabled: off }) => [name, off]),
    [['Acme Leads', true]],
  );
});

test('R-87 a vendor of another process does not exist; nonsense is refused with the field', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await configure(service, { processId: 'process-2' });
  const { vendor } = await service.vendors.putVendor({
    requestId: requestId(),
    vendor: { processId: PROCESS, name: 'Acme' },
  });
  assert.deepEqual((await service.vendors.listVendors({ processId: 'process-2' })).vendors, []);
  const put = (change: object) =>
    service.vendors.putVendor({ requestId: requestId(), vendor: { ...vendor, ...change } });
  await assert.rejects(put({ processId: 'process-2' }), { reason: 'VENDOR_NOT_FOUND' });
  await assert.rejects(put({ processId: 'nowhere' }), { reason: 'PROCESS_NOT_FOUND' });
  for (const [change, field] of [
    [{ name: ' ' }, 'vendor.name'],
    [{ defaultCountry: 'XX' }, 'vendor.default_country'],
    [{ note: 'x'.repeat(2001) }, 'vendor.note'],
  ] as const) {
    await assert.rejects(put(change), { reason: 'INVALID_ARGUMENT', details: { field } });
  }
});

test('a price counts from its day on, said again it is replaced; whose it is must be of the process', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await configure(service, { processId: 'process-2' });
  const { vendorId, ingestLinkId } = link;
  const say = (price: object, processId = PROCESS) =>
    service.leadPrices.setLeadPrice({ processId, price: { vendorId, fromDay: '2026-11-22', ...price } });
  await say({ priceMicros: 3_000_000n });
  await say({ priceMicros: 2_500_000n });
  await say({ fromDay: '2026-11-01', priceMicros: 0n });
  await say({ ingestLinkId });
  const { prices } = await service.leadPrices.listLeadPrices({ processId: PROCESS });
  assert.deepEqual(
    prices
      .map((price) => [price.ingestLinkId, price.fromDay, price.priceMicros])
      .toSorted((a, b) => Number(a[0] !== '') - Number(b[0] !== '')),
    [
      ['', '2026-11-01', 0n],
      ['', '2026-11-22', 2_500_000n],
      [ingestLinkId, '2026-11-22', undefined],
    ],
  );
  assert.deepEqual((await service.leadPrices.listLeadPrices({ processId: 'process-2' })).prices, []);
  await assert.rejects(say({ priceMicros: 1n }, 'process-2'), { reason: 'VENDOR_NOT_FOUND' });
  await assert.rejects(say({ ingestLinkId }, 'process-2'), { reason: 'LINK_NOT_FOUND' });
  await assert.rejects(say({ ingestLinkId: 'nowhere' }), { reason: 'LINK_NOT_FOUND' });
  for (const [change, field] of [
    [{ fromDay: '2026-02-30' }, 'price.from_day'],
    [{ priceMicros: -1n }, 'price.price_micros'],
    [{ priceMicros: 1_000_000_000_001n }, 'price.price_micros'],
    [{ vendorId: '' }, 'price.vendor_id'],
  ] as const)
    await assert.rejects(say(change), { reason: 'INVALID_ARGUMENT', details: { field } });
});
