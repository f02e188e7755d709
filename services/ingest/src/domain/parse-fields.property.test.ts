import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '@firstring/kernel';
import fc from 'fast-check';
import { checkFields } from '../app/lead-schema.ts';
import { parseForm } from './parse-form.ts';
import { parseJsonBatch } from './parse-json-batch.ts';
import { parseJsonObject } from './parse-json-object.ts';
import { readSubmission } from './read-submission.ts';

const encoder = new TextEncoder();
const flat = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean()),
);

test('what JSON says of a flat object is what is read, whatever the keys', () => {
  fc.assert(
    fc.property(flat, fc.constantFrom(undefined, 2), (value, indent) => {
      const read = parseJsonObject(encoder.encode(JSON.stringify(value, undefined, indent)));
      assert.deepEqual([...read], Object.entries(value));
    }),
    { numRuns: 200 },
  );
});

test('a key given twice is refused, however it is escaped and whatever stands between', () => {
  const key = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(key, flat, (name, others) => {
      const escaped = Array.from(name)
        .flatMap((point) =>
          Array.from(
            { length: point.length },
            (_, at) => `\\u${point.charCodeAt(at).toString(16).padStart(4, '0')}`,
          ),
        )
        .join('');
      const { [name]: _same, ...rest } = others;
      const inner = JSON.stringify(rest).slice(1, -1);
      const text = `{${JSON.stringify(name)}:"{\\"a\\":1}",${inner === '' ? '' : `${inner},`}"${escaped}":[{"a":1,"a":2}]}`;
      assert.throws(() => parseJsonObject(encoder.encode(text)), { reason: 'BODY_MALFORMED' });
    }),
    { numRuns: 200 },
  );
});

test('a batch is read item by item as JSON says, and what is no object is refused alone', () => {
  const item = fc.oneof(flat, fc.constant(null), fc.integer(), fc.string(), fc.array(flat, { maxLength: 2 }));
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const read = parseJsonBatch(encoder.encode(JSON.stringify(value, undefined, indent)));
      assert.equal(read.length, value.length);
      for (const [at, sent] of value.entries()) {
        const got = read[at];
        const isLead = typeof sent === 'object' && sent !== null && !Array.isArray(sent);
        assert.equal(got?.type, isLead ? 'fields' : 'refused');
        if (got?.type === 'fields') assert.deepEqual([...got.fields], Object.entries(sent ?? {}));
      }
    }),
    { numRuns: 200 },
  );
});

test('a form is read as URLSearchParams wrote it', () => {
  const pairs = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(pairs, (fields) => {
      const entries = Object.entries(fields).filter(([name]) => name !== '');
      assert.deepEqual([...parseForm(new URLSearchParams(entries).toString())], entries);
    }),
    { numRuns: 200 },
  );
});

test('any bytes are read or refused with a reason of the catalogue, never anything else', () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 3 }).map((text) => encoder.encode(text)),
    flat.map((value) => encoder.encode(JSON.stringify({ caller_id: '+14155550123', ...value }))),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      try {
        const { callerId, parameters } = readSubmission(checkFields(parseJsonObject(body)), 'US');
        assert.match(callerId, /^\+[1-9]\d{6,14}$/);
        assert.equal(
          [...parameters.values()].every((text) => text.isWellFormed()),
          true,
        );
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
        assert.match(error.reason, /^(?:BODY_MALFORMED|CALLER_ID_REQUIRED|CALLER_ID_INVALID|FIELD_INVALID)$/);
      }
    }),
    { numRuns: 200 },
  );
});
