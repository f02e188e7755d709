import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { stepRemoval, type RemovalDelivery, type RemovalInput } from '../../domain/removal-delivery.ts';
import type { RemovalDeliveryDoc } from '../../store/removals.ts';
import type { RemovalDeps } from './removal-deps.ts';
import { webhookHeaders } from '@firstring/service-kit/sign-webhook';

/** Messages on their way at once. */
const AT_ONCE = 8;
const PAGE = 200;

/** One pass over messages that are due and contents that are to be forgotten. */
export async function deliverRemovals(deps: RemovalDeps): Promise<'more' | 'done'> {
  const to = deps.clock.now() + 1;
  const forgotten = await deps.deliveries.query({ index: 'forget', range: { to }, pageSize: PAGE });
  for (const { id } of forgotten.items) await stepDelivery(deps, id, { type: 'forget' });
  const due = await deps.deliveries.query({ index: 'due', range: { to }, pageSize: AT_ONCE });
  await Promise.all(due.items.map((delivery) => deliver(deps, delivery)));
  return due.items.length === AT_ONCE || forgotten.items.length === PAGE ? 'more' : 'done';
}

async function deliver(deps: RemovalDeps, { id, doc }: Stored<RemovalDeliveryDoc>): Promise<void> {
  const target = await deps.targets.get(doc.targetId);
  const body = doc.body;
  if (target === undefined || body === undefined) {
    await stepDelivery(deps, id, { type: 'answered', status: 410 });
    return;
  }
  const secrets = target.doc.secrets.map(({ secret }) => secret);
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Firstring-Webhooks',
    ...webhookHeaders(secrets, { id: `msg_${id}`, body, at: deps.clock.now() }),
  };
  const answer = await deps.sender.send({ url: target.doc.url, headers, body });
  const after = await stepDelivery(deps, id, answer);
  const { processId, leadId, targetId } = doc;
  if (after?.state === 'delivered') deps.events.removalDelivered({ processId, leadId, targetId });
  if (after?.state === 'failed') {
    deps.events.removalFailed({ processId, leadId, targetId, problem: after.lastProblem ?? '' });
  }
}

/** The delivery after a step; undefined when it is gone. */
export function stepDelivery(
  deps: RemovalDeps,
  id: string,
  input: RemovalInput,
): Promise<RemovalDelivery | undefined> {
  const spread = deps.random.int(1000) / 1000;
  const nowAt = deps.clock.now();
  return updateDocument<RemovalDeliveryDoc, RemovalDelivery | undefined>(deps.deliveries, id, (before) => {
    if (before === undefined) return { answer: undefined };
    const next = stepRemoval(before, input, spread, nowAt);
    return next === before ? { answer: before } : { answer: next, doc: next };
  });
}
