import { AppError, deferred, type Deferred, type Log, unreachable } from '@firstring/kernel';
import { Worker } from 'node:worker_threads';
import type { ControlOptions } from './control/control-server.ts';
import type { EngineStats } from './engine.ts';
import type { EngineLimits, EngineTimers, SipEngineOptions } from './engine/options.ts';
import type { DnsOptions } from './transport/dns/dns-client.ts';
import type { FloodLimits } from './transport/source-guard.ts';
import type { TlsClientOptions } from './transport/tls-client.ts';
import type { RoutingRule } from './routing/routing-rule.ts';
import type { Listener, ListenerOptions } from './transport/transport.ts';

/** The options of `createSipEngine` as plain data: the thread has its own clock and randomness. */
export interface SipEngineThreadOptions extends Omit<SipEngineOptions, 'clock' | 'random'> {
  readonly control: ControlOptions;
}

/** An engine in a thread of its own: a busy main loop never delays a SIP answer. */
export interface SipEngineThread extends AsyncDisposable {
  readonly listeningOn: readonly Listener[];
  readonly controlPort: number;
  stats(): Promise<EngineStats>;
  /** Resolves with the reason when the thread has ended, by `close` (undefined) or by a fault. */
  readonly ended: Promise<unknown>;
  /** Closes the sockets and ends the thread. Idempotent. */
  close(): Promise<void>;
}

/** What the thread is started with. */
export interface ThreadOptions {
  readonly listeners: readonly ListenerOptions[];
  readonly control: Omit<ControlOptions, 'secret'> & { readonly secret: string };
  readonly timers: Partial<EngineTimers>;
  readonly limits: Partial<EngineLimits>;
  readonly flood: Partial<FloodLimits>;
  readonly tls: TlsClientOptions;
  readonly dropScanners: boolean;
  readonly routing: readonly RoutingRule[];
  readonly dns: DnsOptions;
}

export type ToThread = { readonly type: 'stats'; readonly id: number } | { readonly type: 'close' };

export type FromThread =
  | { readonly type: 'ready'; readonly listeningOn: readonly Listener[]; readonly controlPort: number }
  | {
      readonly type: 'log';
      readonly level: keyof Log;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    }
  | { readonly type: 'stats'; readonly id: number; readonly stats: EngineStats };

/**
 * Young garbage is collected whenever there are 4 MB of it (V8 counts them three times). V8 by itself waits for 16 to 64 MB, and then stops
 * the loop for 5 to 100 ms at 200 calls/s, because a collection copies what lives: the calls that began since the last one.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

type Ready = Extract<FromThread, { type: 'ready' }>;

/** Starts the engine in a worker thread. Rejects with SIP_UNAVAILABLE when it cannot open its sockets. */
export async function startSipEngineThread(options: SipEngineThreadOptions): Promise<SipEngineThread> {
  const { control, listeners, log } = options;
  const workerData: ThreadOptions = {
    listeners,
    control: { ...control, secret: control.secret.reveal() },
    timers: options.timers ?? {},
    limits: options.limits ?? {},
    flood: options.flood ?? {},
    tls: options.tls ?? {},
    dropScanners: options.dropScanners ?? false,
    routing: options.routing ?? [],
    dns: options.dns ?? {},
  };
  const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    workerData,
    resourceLimits: RESOURCE_LIMITS,
  });
  const ready = deferred<Ready>();
  const ended = deferred<unknown>();
  const state: ThreadState = { ended: ended.promise, asked: new Map(), hasEnded: false };
  let fault: unknown;
  worker.on('message', (message: FromThread) => {
    switch (message.type) {
      case 'ready':
        ready.resolve(message);
        return;
      case 'log':
        log[message.level](message.fields, message.message);
        return;
      case 'stats':
        state.asked.get(message.id)?.resolve(message.stats);
        state.asked.delete(message.id);
        return;
      default:
        unreachable(message);
    }
  });
  worker.on('error', (error) => {
    fault = error;
    log.error({ err: error }, 'SIP engine thread failed');
  });
  worker.on('exit', () => {
    ready.reject(
      new AppError({
        reason: 'SIP_UNAVAILABLE',
        code: 'unavailable',
        message: 'the SIP engine did not start',
        cause: fault,
      }),
    );
    state.hasEnded = true;
    for (const answer of state.asked.values()) answer.reject(gone());
    state.asked.clear();
    ended.resolve(fault);
  });
  return handleOf(worker, await ready.promise, state);
}

interface ThreadState {
  readonly ended: Promise<unknown>;
  /** Questions for counters that are not answered yet. */
  readonly asked: Map<number, Deferred<EngineStats>>;
  hasEnded: boolean;
}

function gone(): AppError {
  return new AppError({
    reason: 'SIP_UNAVAILABLE',
    code: 'unavailable',
    message: 'the SIP engine has ended',
  });
}

function handleOf(worker: Worker, ready: Ready, state: ThreadState): SipEngineThread {
  let questions = 0;
  const post = (message: ToThread): void => worker.postMessage(message);
  const close = async (): Promise<void> => {
    post({ type: 'close' });
    await state.ended;
  };
  return {
    listeningOn: ready.listeningOn,
    controlPort: ready.controlPort,
    ended: state.ended,
    async stats() {
      if (state.hasEnded) throw gone();
      questions += 1;
      const answer = deferred<EngineStats>();
      state.asked.set(questions, answer);
      post({ type: 'stats', id: questions });
      return answer.promise;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
