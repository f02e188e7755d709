import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { SimulatedClock } from '@firstring/kernel/testing';
import { LinkDirectory } from './link-directory.ts';
import type { Link } from './ports.ts';

function directoryUnderTest(resolve: (token: string) => Promise<Link>) {
  const clock = new SimulatedClock();
  const asked: string[] = [];
  const leadStore = {
    resolveLink: (token: string) => {
      asked.push(token);
      return resolve(token);
    },
  };
  return { clock, asked, directory: new LinkDirectory(leadStore, clock, 500) };
}

const LINK: Link = {
  ingestLinkId: 'link-1',
  defaultCountry: 'US',
  profile: {
    authentication: 'token',
    fieldMap: new Map(),
    alwaysOk: false,
    answerForm: 'json',
    leadsPerMinute: 0,
    pingPost: false,
    pingRules: [],
    consentRequired: false,
  },
  secrets: [],
};

test('a link is asked for once in its time, also by many at once, and again afterwards', async () => {
  const { clock, asked, directory } = directoryUnderTest(async () => LINK);
  await Promise.all([directory.find('a'), directory.find('a')]);
  clock.advance(499);
  assert.equal(await directory.find('a'), LINK);
  assert.equal(asked.length, 1);
  clock.advance(1);
  await directory.find('a');
  assert.equal(asked.length, 2);
});

test('that a token is no link is believed as long; that nobody could be asked is not', async () => {
  for (const [reason, times] of [
    ['LINK_NOT_FOUND', 1],
    ['LINK_REVOKED', 1],
    ['UNAVAILABLE', 2],
  ] as const) {
    const { asked, directory } = directoryUnderTest(() => Promise.reject(reasonError(reason)));
    await assert.rejects(directory.find('a'), { reason });
    await assert.rejects(directory.find('a'), { reason });
    assert.equal(asked.length, times, reason);
  }
});

test('ten thousand tokens are kept, not more', async () => {
  const { asked, directory } = directoryUnderTest(async () => LINK);
  for (let n = 0; n <= 10_000; n += 1) await directory.find(`token-${n}`);
  await directory.find('token-10000');
  assert.equal(asked.length, 10_001);
  await directory.find('token-0');
  assert.equal(asked.length, 10_002);
});
