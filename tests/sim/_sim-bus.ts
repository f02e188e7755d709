import type { BatchHandler, Bus, BusMessage, Tail } from '@firstring/bus';
import { AppError, type Random } from '@firstring/kernel';
import type { Run } from './_machine.ts';
import { BUS, type Network } from './_network.ts';

const SILENCE_MS = 1000;
/** The log's clock does not stop with a machine: a handler that stands still is not given up. */
const WATCHDOG_MS = 86_400_000;

/** The shared log behind a machine's links: late, each topic in its own time, and some things twice. */
export function openSimBus(
  run: Run,
  world: {
    readonly bus: Bus;
    readonly network: Network;
    readonly random: Random;
    /** Topics of which a tail hears nothing. */
    readonly unheard: readonly string[];
  },
): Bus {
  const { bus, network, random } = world;
  const { machine } = run;
  const dead = new Promise<never>((_, reject) => run.onDeath.add(() => reject(unavailable())));
  dead.catch(() => undefined);
  /** Waits until a message would come through; a cut link is looked at again. */
  const arrival = async (): Promise<void> => {
    do await machine.delay(run, network.delayMs());
    while (network.isCut(BUS, machine.name));
  };
  const twice = (): boolean => random.float() < network.weather.duplication;
  const handled = async (deliver: () => Promise<void>): Promise<void> => {
    const work = async (): Promise<void> => {
      await arrival();
      await deliver();
      if (!twice()) return;
      await arrival();
      await deliver();
    };
    await Promise.race([work(), dead]);
  };
  return {
    async publish(batch) {
      await machine.delay(run, network.delayMs());
      if (network.isCut(machine.name, BUS)) {
        await machine.delay(run, SILENCE_MS);
        throw unavailable();
      }
      await bus.publish(batch);
      await machine.delay(run, network.delayMs());
      // It is in the log, and comes again.
      if (network.isCut(BUS, machine.name) || twice()) throw unavailable();
    },
    async subscribe(options) {
      const handler: BatchHandler = (batch, context) => handled(() => options.handler(batch, context));
      const subscription = await bus.subscribe({ ...options, handler, watchdogMs: WATCHDOG_MS });
      run.onDeath.add(() => void subscription[Symbol.asyncDispose]());
      return subscription;
    },
    tail(options) {
      const stop = new AbortController();
      run.onDeath.add(() => stop.abort());
      const signal = AbortSignal.any([options.signal, stop.signal]);
      const handler = (batch: readonly BusMessage[]): Promise<void> => handled(() => options.handler(batch));
      const { from } = options;
      const topics = options.topics.filter((topic) => !world.unheard.includes(topic));
      const tails = topics.map((topic): Tail => {
        const start = typeof from === 'string' ? from : from.filter((position) => position.topic === topic);
        return bus.tail({ ...options, topics: [topic], from: start, handler, signal });
      });
      const closed = Promise.all(tails.map((tail) => tail.closed)).then(
        () => undefined,
        (error: unknown) => {
          stop.abort();
          throw error;
        },
      );
      closed.catch(() => undefined);
      return { caughtUp: Promise.all(tails.map((tail) => tail.caughtUp)).then(() => undefined), closed };
    },
    lag: (group) => bus.lag(group),
    bounds: (topics) => bus.bounds(topics),
    async [Symbol.asyncDispose]() {},
  };
}

function unavailable(): AppError {
  return new AppError({
    reason: 'BUS_UNAVAILABLE',
    code: 'unavailable',
    message: 'no answer',
    retry: 'later',
  });
}
