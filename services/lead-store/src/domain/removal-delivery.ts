/**
 * One message to one address about one erased lead: pending until it is delivered or failed; a failed one may be sent
 * again while its content is kept.
 */
export interface RemovalDelivery {
  readonly processId: string;
  readonly targetId: string;
  readonly leadId: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly createdAt: number;
  /** While pending: the next try. */
  readonly dueAt?: number;
  readonly endedAt?: number;
  readonly lastProblem?: string;
  /** The message. Gone once it is delivered, and some days after it failed: it names the person. */
  readonly body?: string;
  /** When the content of a failed one is forgotten. */
  readonly forgetAt?: number;
}

export type RemovalInput =
  | { readonly type: 'answered'; readonly status: number }
  | { readonly type: 'not-sent'; readonly problem: string }
  | { readonly type: 'retry' }
  | { readonly type: 'forget' };

/** Pauses after each failed try, as Standard Webhooks recommends: ten tries in three days. */
export const RETRY_AFTER_MS: readonly number[] = [
  5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
];
const KEPT_AFTER_FAILURE_MS = 7 * 86_400_000;
/** The address wants no more of these. */
const GONE = 410;

/** Pure step; the same object back means that the input does not apply. `spread` (0 to 1) keeps many from being due at once. */
export function stepRemoval(
  delivery: RemovalDelivery,
  input: RemovalInput,
  spread: number,
  nowAt: number,
): RemovalDelivery {
  switch (input.type) {
    case 'answered':
      if (input.status >= 200 && input.status < 300) return delivered(delivery, nowAt);
      return missed(
        delivery,
        { problem: `http_${input.status}`, isFinal: input.status === GONE },
        spread,
        nowAt,
      );
    case 'not-sent':
      return missed(delivery, { problem: input.problem, isFinal: false }, spread, nowAt);
    case 'retry':
      if (delivery.state !== 'failed' || delivery.body === undefined) return delivery;
      return pending(delivery, { attempts: 0, dueAt: nowAt });
    case 'forget':
      return delivery.state === 'failed' ? withoutContent(delivery) : delivery;
  }
}

function delivered(delivery: RemovalDelivery, nowAt: number): RemovalDelivery {
  if (delivery.state !== 'pending') return delivery;
  const { dueAt: _, lastProblem: __, ...rest } = withoutContent(delivery);
  return { ...rest, state: 'delivered', attempts: delivery.attempts + 1, endedAt: nowAt };
}

function missed(
  delivery: RemovalDelivery,
  { problem, isFinal }: { problem: string; isFinal: boolean },
  spread: number,
  nowAt: number,
): RemovalDelivery {
  if (delivery.state !== 'pending') return delivery;
  const attempts = delivery.attempts + 1;
  const pauseMs = isFinal ? undefined : RETRY_AFTER_MS[attempts - 1];
  if (pauseMs !== undefined) {
    const dueAt = nowAt + Math.round(pauseMs * (1 + spread / 5));
    return { ...pending(delivery, { attempts, dueAt }), lastProblem: problem };
  }
  const { dueAt: _, ...rest } = delivery;
  const forgetAt = nowAt + KEPT_AFTER_FAILURE_MS;
  return { ...rest, state: 'failed', attempts, endedAt: nowAt, forgetAt, lastProblem: problem };
}

function pending(
  delivery: RemovalDelivery,
  { attempts, dueAt }: { attempts: number; dueAt: number },
): RemovalDelivery {
  const { endedAt: _, forgetAt: __, ...rest } = delivery;
  return { ...rest, state: 'pending', attempts, dueAt };
}

function withoutContent(delivery: RemovalDelivery): RemovalDelivery {
  const { body: _, forgetAt: __, ...rest } = delivery;
  return rest;
}
