import type { Collection } from '@firstring/store';
import { observe, type Reading } from '@firstring/telemetry';
import { listTrunks } from './app/list-trunks.ts';
import type { LiveCalls } from './app/live-calls.ts';
import type { TrunkPool } from './app/trunk-pool.ts';
import type { TrunkDoc } from './store/trunks.ts';

interface Observed {
  readonly calls: LiveCalls;
  readonly callers: { readonly size: number };
  readonly gateway: { readonly connected: boolean };
  readonly trunks: Collection<TrunkDoc>;
  readonly trunkPool: TrunkPool;
}

/** What is so now, read when somebody asks. */
export function observeSip({ calls, callers, gateway, trunks, trunkPool }: Observed): Disposable {
  const opened = new DisposableStack();
  const count = (name: string, unit: string, description: string, read: () => Iterable<Reading>): void => {
    opened.use(observe(name, { unit, description, sum: true }, read));
  };
  count('firstring.call.count', '{call}', 'Calls under way, by how far they are.', () => byPhase(calls));
  count('firstring.caller.count', '{caller}', 'People who have called and reached nobody yet.', () => [
    [callers.size],
  ]);
  const up = { unit: '1', description: '1 while the SIP server is connected.' };
  opened.use(observe('firstring.sip.connected', up, () => [[gateway.connected ? 1 : 0]]));
  const usable = { unit: '1', description: '1 while at least one address of the trunk may be used.' };
  opened.use(
    observe('firstring.trunk.usable', usable, async () =>
      (await listTrunks(trunks))
        .filter(({ disabled }) => !disabled)
        .map(({ trunkId, targets }): Reading => {
          const isUsable = targets.some(
            ({ address }) => trunkPool.health(trunkId, address).health !== 'down',
          );
          return [isUsable ? 1 : 0, { 'firstring.trunk.id': trunkId }];
        }),
    ),
  );
  return opened;
}

function byPhase(calls: LiveCalls): Reading[] {
  const counts = new Map<string, number>();
  for (const { state } of calls.all) counts.set(state.phase, (counts.get(state.phase) ?? 0) + 1);
  return [...counts].map(([phase, count]) => [count, { 'firstring.call.state': phase }]);
}
