import { AppError, type Clock, type Log } from '@firstring/kernel';
import { deadLetters, processing } from './messaging-telemetry.ts';
import { type BatchHandler, type BusMessage, PoisonMessage } from './port.ts';

/**
 * One batch from the log to a handler, with everything that can go wrong; every adapter delivers through here.
 *
 *   batch    handled → done. Something is down → wait, same batch again. Otherwise → its halves, until what is at fault stands alone.
 *   message  handled → done. Something is down → wait, again. Poison or hung → dead letter. Otherwise three tries, then dead letter.
 */
export interface DeliveryDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Durable when resolved. */
  publishDeadLetter(message: BusMessage, letter: DeadLetter): Promise<void>;
}

export interface DeadLetter {
  /** Reason of the AppError, `POISON_MESSAGE`, `HANDLER_TIMEOUT`, or `INTERNAL`. */
  readonly reason: string;
  readonly error: string;
  readonly attempts: number;
}

export interface Recipient {
  readonly group: string;
  readonly handler: BatchHandler;
  readonly watchdogMs: number;
  /** Cuts the waits between attempts; a handler that runs may finish. */
  readonly stop: AbortSignal;
}

const TRIES = 3;
/** Before the second and the third try: a dead letter is written within a second. */
const TRY_DELAYS_MS = [50, 200];
const OUTAGE_DELAY_MS = 100;
const OUTAGE_DELAY_MS_MAX = 1000;

/** Codes that blame the message rather than the moment. */
const BLAMES_MESSAGE = new Set([
  'invalid_argument',
  'not_found',
  'already_exists',
  'permission_denied',
  'unauthenticated',
  'failed_precondition',
  'unimplemented',
]);

type Outcome =
  | { readonly type: 'handled' }
  | { readonly type: 'outage'; readonly error: AppError }
  | { readonly type: 'hopeless'; readonly reason: string; readonly error: unknown }
  | { readonly type: 'failed'; readonly reason: string; readonly error: unknown };

/** True when every message was handled or dead-lettered; false when `stop` cut it short and the batch must come again. */
export async function deliverBatch(
  deps: DeliveryDeps,
  recipient: Recipient,
  batch: readonly BusMessage[],
): Promise<boolean> {
  const outcome = await attemptUntilUp(deps, recipient, { batch, attempt: 1 });
  if (outcome === 'stopped') return false;
  if (outcome.type === 'handled') return true;
  const [message] = batch;
  if (batch.length === 1 && message !== undefined) return deliverAgain(deps, recipient, { message, outcome });
  const middle = batch.length >>> 1;
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    if (recipient.stop.aborted || !(await deliverBatch(deps, recipient, half))) return false;
  }
  return true;
}

/** The second and third try of a single message, then its dead letter. */
async function deliverAgain(
  deps: DeliveryDeps,
  recipient: Recipient,
  first: { message: BusMessage; outcome: Exclude<Outcome, { type: 'handled' | 'outage' }> },
): Promise<boolean> {
  let outcome = first.outcome;
  let attempt = 1;
  while (outcome.type === 'failed' && attempt < TRIES) {
    if (!(await pause(deps, recipient, TRY_DELAYS_MS[attempt - 1] ?? 0))) return false;
    attempt += 1;
    const next = await attemptUntilUp(deps, recipient, { batch: [first.message], attempt });
    if (next === 'stopped') return false;
    if (next.type === 'handled') return true;
    outcome = next;
  }
  return buryMessage(deps, recipient, {
    message: first.message,
    letter: { reason: outcome.reason, error: describe(outcome.error), attempts: attempt },
  });
}

/** Repeats one attempt for as long as something the handler needs is down. */
async function attemptUntilUp(
  deps: DeliveryDeps,
  recipient: Recipient,
  delivery: { batch: readonly BusMessage[]; attempt: number },
): Promise<Exclude<Outcome, { type: 'outage' }> | 'stopped'> {
  for (let delayMs = OUTAGE_DELAY_MS; ; delayMs = Math.min(delayMs * 2, OUTAGE_DELAY_MS_MAX)) {
    const outcome = await attemptOnce(deps, recipient, delivery);
    if (outcome.type !== 'outage') return outcome;
    const first = delivery.batch[0];
    deps.log.warn(
      {
        group: recipient.group,
        topic: first?.topic,
        partition: first?.partition,
        err: outcome.error,
        delayMs,
      },
      'partition waits for something its handler needs',
    );
    if (!(await pause(deps, recipient, delayMs))) return 'stopped';
  }
}

async function attemptOnce(
  { clock }: DeliveryDeps,
  { group, handler, watchdogMs }: Recipient,
  { batch, attempt }: { batch: readonly BusMessage[]; attempt: number },
): Promise<Outcome> {
  const controller = new AbortController();
  const { promise: barked, resolve: bark } = Promise.withResolvers<Outcome>();
  const watchdog = clock.setTimer(watchdogMs, () => {
    const error = new Error(`handler took longer than ${watchdogMs} ms`);
    controller.abort(error);
    bark({ type: 'hopeless', reason: 'HANDLER_TIMEOUT', error });
  });
  const handled = (async (): Promise<Outcome> => {
    try {
      await processing({ batch, group, clock }, () => handler(batch, { signal: controller.signal, attempt }));
      return { type: 'handled' };
    } catch (thrown) {
      return judge(thrown);
    }
  })();
  try {
    return await Promise.race([handled, barked]);
  } finally {
    watchdog.cancel();
  }
}

function judge(thrown: unknown): Exclude<Outcome, { type: 'handled' }> {
  if (thrown instanceof PoisonMessage) return { type: 'hopeless', reason: 'POISON_MESSAGE', error: thrown };
  if (!(thrown instanceof AppError)) return { type: 'failed', reason: 'INTERNAL', error: thrown };
  if (thrown.retry === 'later') return { type: 'outage', error: thrown };
  const hopeless = thrown.retry === 'never' && BLAMES_MESSAGE.has(thrown.code);
  return { type: hopeless ? 'hopeless' : 'failed', reason: thrown.reason, error: thrown };
}

/** Writes the dead letter, however long the log is down: dropping the message is not an option. */
export async function buryMessage(
  deps: DeliveryDeps,
  recipient: Recipient,
  { message, letter }: { message: BusMessage; letter: DeadLetter },
): Promise<boolean> {
  const { topic, partition, offset, id } = message;
  const { group } = recipient;
  deadLetters.add(1, {
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': group,
    'error.type': letter.reason,
  });
  deps.log.error(
    { group: recipient.group, topic, partition, offset, id, ...letter },
    'message dead-lettered',
  );
  for (let delayMs = OUTAGE_DELAY_MS; ; delayMs = Math.min(delayMs * 2, OUTAGE_DELAY_MS_MAX)) {
    try {
      await deps.publishDeadLetter(message, letter);
      return true;
    } catch (err) {
      deps.log.error({ group: recipient.group, topic, id, err, delayMs }, 'dead letter not written yet');
    }
    if (!(await pause(deps, recipient, delayMs))) return false;
  }
}

/** False when stopped. */
async function pause({ clock }: DeliveryDeps, { stop }: Recipient, delayMs: number): Promise<boolean> {
  if (stop.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(delayMs, resolve);
  stop.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  timer.cancel();
  return !stop.aborted;
}

function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
}
