import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENT_CODECS } from './event-codecs.ts';
import { TOPICS } from './topics.ts';

interface Golden {
  readonly topic: string;
  readonly schema: string;
  readonly json: unknown;
  readonly bytes: string;
}

const FOLDER = new URL('../golden/', import.meta.url);
const VERSIONS = globSync('*.json', { cwd: FOLDER.pathname }).toSorted();
/** Field 20,000, a string: what a later version may have added. */
const ADDED = Buffer.from([0x82, 0xe2, 0x09, 0x03, 0x6e, 0x65, 0x77]);

const allGolden: Golden[] = [];

for (const version of VERSIONS) {
  const goldens = JSON.parse(readFileSync(new URL(version, FOLDER), 'utf8')) as Golden[];
  allGolden.push(...goldens);
  for (const { topic, schema, json, bytes } of goldens) {
    const variant = Object.keys(json as object).at(-1);
    test(`F74 an event of ${version.replace('.json', '')} is read as it was written: ${topic}, ${variant}`, () => {
      const codec = EVENT_CODECS[schema];
      assert.ok(codec !== undefined, `no codec of ${schema}`);
      const written = Buffer.from(bytes, 'base64');
      const read = codec.decode(written);
      assert.deepEqual(read, codec.fromJSON(json));
      assert.equal(
        Buffer.from(codec.encode(read).finish()).toString('base64'),
        bytes,
        'nothing of it is lost',
      );
      assert.deepEqual(
        codec.decode(Buffer.concat([written, ADDED])),
        read,
        'what a later version adds is passed over',
      );
    });
  }
}

test('F74 each topic of the catalogue has events that are kept: scripts/golden-events.ts writes them', () => {
  const kept = new Set(allGolden.map(({ topic }) => topic));
  assert.deepEqual(
    TOPICS.map(({ name }) => name).filter((name) => !kept.has(name)),
    [],
  );
});
