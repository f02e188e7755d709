import { assert, unreachable, type Timer } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';

import type { SipMessage } from '../message/message.ts';
import type { Step, TimerName, TransactionAction } from '../transaction/machine.ts';

export interface BenchEvent {
  readonly atMs: number;
  readonly action: TransactionAction;
}

/** What can be read off a bench, whatever machine it runs. */
export interface BenchRecord {
  readonly state: { readonly type: string };
  readonly events: readonly BenchEvent[];
}

/**
 * Runs one transaction against a simulated clock as the engine does: sets and clears its timers, records every action with its
 * time, and states what must hold for each machine: `terminate` is the last action, and a timer that fires has something to do.
 */
export class TransactionBench<State extends { readonly type: string }, Input> implements BenchRecord {
  readonly events: BenchEvent[] = [];
  readonly clock = new SimulatedClock();
  readonly #timers = new Map<TimerName, Timer>();
  readonly #step: (state: State, input: Input | { type: 'timer'; timer: TimerName }) => Step<State>;
  #state: State;

  constructor(
    first: Step<State>,
    step: (state: State, input: Input | { type: 'timer'; timer: TimerName }) => Step<State>,
  ) {
    this.#step = step;
    this.#state = first.state;
    this.#run(first.actions);
  }

  get state(): State {
    return this.#state;
  }

  get timersRunning(): TimerName[] {
    return [...this.#timers.keys()];
  }

  input(input: Input | { type: 'timer'; timer: TimerName }): void {
    const { state, actions } = this.#step(this.#state, input);
    this.#state = state;
    this.#run(actions);
  }

  advance(byMs: number): void {
    this.clock.advance(byMs);
  }

  /** Seconds at which a message whose start line begins so was sent. */
  sentAt(startsWith = ''): number[] {
    const sent = this.events.filter(
      ({ action }) => action.type === 'send' && label(action.message).startsWith(startsWith),
    );
    return sent.map(({ atMs }) => atMs / 1_000);
  }

  /** Method or status of what was delivered to the transaction user, in order. */
  get delivered(): string[] {
    return this.events.flatMap(({ action }) => (action.type === 'deliver' ? [label(action.message)] : []));
  }

  /** Time in seconds and kind of every other news: `32 timeout B`, `0 refuse provisional`, `5 terminate`. */
  get notices(): string[] {
    return this.events.flatMap(({ atMs, action }) => {
      if (action.type === 'timeout') return [`${atMs / 1_000} timeout ${action.timer}`];
      if (action.type === 'refuse') return [`${atMs / 1_000} refuse ${action.reason}`];
      return action.type === 'terminate' || action.type === 'transport-failed'
        ? [`${atMs / 1_000} ${action.type}`]
        : [];
    });
  }

  #run(actions: readonly TransactionAction[]): void {
    for (const [index, action] of actions.entries()) {
      this.events.push({ atMs: this.clock.monotonicMs(), action });
      if (action.type === 'set-timer') this.#set(action.timer, action.delayMs);
      else if (action.type === 'clear-timer') this.#clear(action.timer);
      else if (action.type === 'terminate') {
        assert(
          index === actions.length - 1 && this.#state.type === 'terminated',
          'terminate comes last, and ends the state',
        );
        for (const timer of this.#timers.keys()) this.#clear(timer);
      }
    }
  }

  #set(timer: TimerName, delayMs: number): void {
    assert(delayMs > 0 && Number.isFinite(delayMs), 'a timer waits for a time');
    this.#clear(timer);
    const pending = this.clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      const before = this.events.length;
      this.input({ type: 'timer', timer });
      assert(this.events.length > before, `timer ${timer} was left running without need`);
    });
    this.#timers.set(timer, pending);
  }

  #clear(timer: TimerName): void {
    this.#timers.get(timer)?.cancel();
    this.#timers.delete(timer);
  }
}

function label(message: SipMessage): string {
  switch (message.type) {
    case 'request':
      return message.method;
    case 'response':
      return String(message.status);
    default:
      return unreachable(message);
  }
}
