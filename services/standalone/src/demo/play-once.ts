import { CALL_EVENTS } from '@firstring/contracts';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { deferred, type Clock, type Deferred } from '@firstring/kernel';
import type { Standalone } from '../service.ts';
import { DEMO, type DemoAgent } from './demo-data.ts';
import { DeskClient } from './desk-client.ts';

const STEPS = [
  'accepted',
  'presented',
  'agentRinging',
  'agentAnswered',
  'leadRinging',
  'bridged',
  'ended',
  'disposed',
] as const;

type Step = (typeof STEPS)[number];

export interface PlayedOnce {
  /** Milliseconds from the first byte of the POST to each step that was reached. */
  readonly steps: Partial<Record<Step, number>>;
  readonly missing: readonly Step[];
  /** Why it stopped, when it did not reach the end. */
  readonly problem: string | undefined;
}

/** Pushes one lead and plays the whole path of ARCHITECTURE.md through the doors people use: HTTP, the desk, a real phone's SIP. */
export async function playOnce(product: Standalone, agent: DemoAgent, clock: Clock): Promise<PlayedOnce> {
  const steps: Partial<Record<Step, number>> = {};
  await using desk = await DeskClient.signIn(product.consoleUrl, agent);
  await desk.open();
  await desk.ready();
  await desk.until(({ presence }) => presence === 'ready');

  const ended = deferred<void>();
  const watching = new AbortController();
  let startMs = clock.monotonicMs();
  const reached = (step: Step): void => {
    steps[step] ??= Math.round((clock.monotonicMs() - startMs) * 10) / 10;
  };
  const tail = watchCalls(product, { signal: watching.signal, reached, ended });
  await tail.caughtUp;
  try {
    startMs = clock.monotonicMs();
    await pushLead(product);
    reached('accepted');
    const { preview } = await desk.until((view) => view.preview !== undefined);
    reached('presented');
    await Promise.race([ended.promise, desk.until(() => false, 30_000)]);
    const wrapUp = await desk.until(({ presence }) => presence === 'wrap_up');
    await desk.dispose(wrapUp, 'sale', 'demo');
    await rowOf(desk, preview?.attemptId ?? '');
    reached('disposed');
    return result(steps, undefined);
  } catch (error) {
    return result(steps, error instanceof Error ? error.message : String(error));
  } finally {
    watching.abort();
    await tail.closed;
  }
}

function result(steps: Partial<Record<Step, number>>, problem: string | undefined): PlayedOnce {
  return { steps, missing: STEPS.filter((step) => steps[step] === undefined), problem };
}

function watchCalls(
  product: Standalone,
  watch: { signal: AbortSignal; reached: (step: Step) => void; ended: Deferred<void> },
) {
  return product.bus.tail({
    topics: [CALL_EVENTS.name],
    from: 'end',
    signal: watch.signal,
    handler: async (batch) => {
      for (const message of batch) {
        const { event } = CallEvent.decode(message.payload);
        const step = event?.$case;
        if (
          step === 'agentRinging' ||
          step === 'agentAnswered' ||
          step === 'leadRinging' ||
          step === 'bridged'
        ) {
          watch.reached(step);
        }
        if (step === 'ended') {
          watch.reached('ended');
          watch.ended.resolve();
        }
      }
    },
  });
}

async function pushLead({ ingestUrl }: Standalone): Promise<void> {
  const response = await fetch(`${ingestUrl}/v1/links/${DEMO.linkToken}/leads`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      caller_id: '+1 202 555 0142',
      first_name: 'Dana',
      last_name: 'Demo',
      roof_area: '120',
    }),
  });
  if (!response.ok) throw new Error(`the lead was not accepted: ${response.status} ${await response.text()}`);
}

/** The call log's row of this attempt, with the disposition: the end of the path. */
async function rowOf(desk: DeskClient, attemptId: string): Promise<void> {
  const TRIES = 50;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { calls } = await desk.get<{ calls: { attemptId: string; dispositionCode: string }[] }>(
      '/api/calls',
    );
    if (calls.some((row) => row.attemptId === attemptId && row.dispositionCode !== '')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the call log has no row for the attempt');
}
