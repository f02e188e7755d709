import { lookup } from 'node:dns/promises';
import { repeat, type Platform } from '@firstring/service-kit';
import type { LeadStoreEventLog } from '../../events.ts';
import { REMOVAL_DELIVERIES, REMOVAL_TARGETS } from '../../store/removals.ts';
import { createWebhookSender } from '../../upstream/webhook-sender.ts';
import { deliverRemovals } from './deliver-removals.ts';
import type { RemovalDeps } from './removal-deps.ts';

const INTERVAL_MS = 1000;

/** What telling CRMs needs; its collections open with the others, before the store is ready. */
export function removalDeps(
  { clock, random, store }: Platform,
  events: LeadStoreEventLog,
  allowed: readonly string[],
): RemovalDeps {
  const policy = { allowed: new Set(allowed) };
  return {
    targets: store.collection(REMOVAL_TARGETS),
    deliveries: store.collection(REMOVAL_DELIVERIES),
    sender: createWebhookSender({ clock, policy, lookup: (host) => lookup(host, { all: true }) }),
    policy,
    clock,
    random,
    events,
  };
}

/** Sends what is due until it is disposed. */
export function startRemovals(deps: RemovalDeps, { clock, log }: Platform): AsyncDisposable {
  return repeat({ clock, log, intervalMs: INTERVAL_MS, name: 'removal deliveries' }, () =>
    deliverRemovals(deps),
  );
}
