import { monitorEventLoopDelay } from 'node:perf_hooks';
import { observe } from '../instruments.ts';

const NS = 1e-9;

/** What OpenTelemetry's conventions say of a Node process and its loop: of this thread's own. */
export function observeProcess(): Disposable {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const opened = new DisposableStack();
  opened.defer(() => delay.disable());
  const gauge = (name: string, description: string, read: () => number): void => {
    opened.use(observe(name, { unit: 's', description }, () => [[read() * NS]]));
  };
  gauge('nodejs.eventloop.delay.p50', 'Half of the loop’s turns were later than this.', () =>
    delay.percentile(50),
  );
  gauge('nodejs.eventloop.delay.p99', 'One in a hundred turns of the loop was later than this.', () =>
    delay.percentile(99),
  );
  // Read last, and begun anew: each reading is of the time since the one before.
  gauge('nodejs.eventloop.delay.max', 'The latest turn of the loop since the last reading.', () => {
    const { max } = delay;
    delay.reset();
    return max;
  });
  opened.use(
    observe(
      'process.memory.usage',
      { unit: 'By', description: 'Memory the process has resident.', sum: true },
      () => [[process.memoryUsage.rss()]],
    ),
  );
  return opened;
}
