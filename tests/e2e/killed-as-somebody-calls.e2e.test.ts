import assert from 'node:assert/strict';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MissedCallPage } from '@firstring/console-service/missed-calls';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { Product } from '../stack/product.ts';
import { pushLead } from '../stack/vendor.ts';
import { Sipp } from './_sipp.ts';

const HOTLINE = '+12025550199';
const BEFORE = '+12125550141';
const AFTER = '+12125550142';

const signIn = ({ ready }: Product): Promise<DeskClient> =>
  DeskClient.signIn(ready.consoleUrl, { username: 'sam', password: ready.agents[0]?.password ?? '' });

test('F12 I4 the whole process is killed as somebody calls: no missed call before the arrival is written, exactly one after it', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'firstring-killed-'));
  const dataDir = folder.path;
  // Whoever calls from that address is the carrier; nobody is dialled.
  let env: Readonly<Record<string, string>> = { STANDALONE_TRUNK_TARGET: '127.0.0.1:9' };
  {
    await using product = await Product.start({ dataDir, env });
    env = { ...env, ...product.doors };
    const campaignIds = [product.ready.campaignId];
    for (const caller_id of [BEFORE, AFTER]) await pushLead(product.ready, { caller_id });
    await using sam = await signIn(product);
    await sam.post('/api/incoming-numbers', { phone: HOTLINE, name: 'Hotline', campaignIds });
  }
  /** Everything dies at that step of this person's call; what the caller has heard by then. */
  const killedAt = async (step: string, from: string): Promise<string[]> => {
    await using product = await Product.start({ dataDir, env: { ...env, FAILPOINT: `sip.${step}:kill` } });
    await using caller = await Sipp.call('caller-gives-up', 1000, {
      from,
      to: HOTLINE,
      target: product.ready.sip,
    });
    await product.exited;
    return caller.ladder();
  };
  assert.deepEqual(await killedAt('d1.before', BEFORE), ['> INVITE']);
  assert.deepEqual(await killedAt('d1.after', AFTER), ['> INVITE']);
  await using product = await Product.start({ dataDir, env });
  await using sam = await signIn(product);
  const missed = async (): Promise<readonly string[]> => {
    const { calls } = await sam.get<MissedCallPage>('/api/missed-calls');
    return calls.map(({ phone, missedCause, state }) => `${phone} ${missedCause} ${state}`);
  };
  for (const late = AbortSignal.timeout(20_000); !late.aborted && (await missed()).length === 0;) {
    await clock.sleep(50);
  }
  assert.deepEqual(await missed(), [`${AFTER} caller_hung_up queued`]);
});
