import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { CHAIN_START, checkEnd, checkLink, linkEntries, type AuditEntry, type AuditRecord } from './chain.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const entry: fc.Arbitrary<AuditEntry> = fc.record({
  actionId: fc.uuid(),
  at: fc.nat(),
  who: fc.record({
    userId: fc.string(),
    roles: fc.array(fc.string(), { maxLength: 3 }),
    session: fc.string(),
    address: fc.ipV4(),
  }),
  action: fc.constantFrom('lead.delete', 'exclusion.add'),
  resourceId: fc.string({ unit: 'binary' }),
  requestId: fc.uuid(),
  outcome: fc.constantFrom('done', 'refused', 'unknown'),
  reason: fc.string(),
  beforeHash: fc.string(),
  afterHash: fc.string(),
});
const entries = fc.array(entry, { minLength: 1, maxLength: 8 });

function firstBreak(records: readonly AuditRecord[], end = records.at(-1) ?? CHAIN_START) {
  let last = CHAIN_START;
  for (const record of records) {
    const broken = checkLink(last, record, digest);
    if (broken !== undefined) return broken;
    last = record;
  }
  return checkEnd(last, end);
}

test('I14 a chain holds in whatever batches it was written', () => {
  fc.assert(
    fc.property(entries, entries, (first, second) => {
      const head = linkEntries('c', CHAIN_START, first, digest);
      const records = [...head, ...linkEntries('c', head.at(-1) ?? CHAIN_START, second, digest)];
      assert.equal(firstBreak(records), undefined);
      assert.deepEqual(records, linkEntries('c', CHAIN_START, [...first, ...second], digest));
    }),
    { numRuns: 100 },
  );
});

test('I14 a record that was changed, taken out, put in or cut off is named by its place', () => {
  fc.assert(
    fc.property(entries, fc.nat(), entry, (written, pick, other) => {
      const records = linkEntries('c', CHAIN_START, written, digest);
      const end = records.at(-1) ?? CHAIN_START;
      const index = pick % records.length;
      const victim = records[index];
      assert.ok(victim);
      const changed = records.with(index, { ...victim, resourceId: `${victim.resourceId}x` });
      assert.deepEqual(firstBreak(changed, end), { sequence: index + 1, fault: 'changed' });
      const without = firstBreak(records.toSpliced(index, 1), end);
      const fault = index === records.length - 1 ? 'cut_short' : 'missing';
      assert.deepEqual(without, { sequence: index + 1, fault });
      // Somebody who knows the form can make one record fit itself, but not the one after it.
      const [forged] = linkEntries(
        'c',
        records[index - 1] ?? CHAIN_START,
        [{ ...other, at: victim.at + 1 }],
        digest,
      );
      assert.ok(forged);
      const broken = firstBreak(records.with(index, forged), end);
      assert.equal(broken?.fault, 'unlinked');
    }),
    { numRuns: 100 },
  );
});

test('equal values have one spelling, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      assert.equal(canonicalJson(turned), canonicalJson(value));
    }),
    { numRuns: 100 },
  );
  assert.equal(canonicalJson({ b: [{ z: 1, a: undefined }], a: 'ä' }), '{"a":"ä","b":[{"z":1}]}');
});
