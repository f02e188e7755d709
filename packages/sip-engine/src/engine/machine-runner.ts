import { type Clock, type Timer, unreachable } from '@firstring/kernel';
import type { SipMessage } from '../message/message.ts';
import type { RefusalReason, Step, TimerName, TransactionAction } from '../transaction/machine.ts';
import type { TransactionConfig } from '../transaction/timers.ts';

/** What the world does for a machine of this owner. One object for all owners: finished transactions are many, and live long. */
export interface MachineHooks<Owner> {
  send(owner: Owner, message: SipMessage): void;
  deliver(owner: Owner, message: SipMessage): void;
  timeout(owner: Owner, timer: TimerName): void;
  transportFailed(owner: Owner): void;
  refuse(owner: Owner, reason: RefusalReason): void;
  terminated(owner: Owner): void;
}

/** A transaction reducer and what its actions do. */
export interface Machine<State, Input, Owner> {
  step(this: void, state: State, input: Input | TimerInput, config: TransactionConfig): Step<State>;
  readonly hooks: MachineHooks<Owner>;
}

interface TimerInput {
  readonly type: 'timer';
  readonly timer: TimerName;
}

export interface RunnerConfig extends TransactionConfig {
  readonly clock: Clock;
}

/** Drives one transaction reducer: keeps its state, owns its timers, executes its actions. */
export class MachineRunner<State, Input, Owner> {
  readonly #machine: Machine<State, Input, Owner>;
  readonly #config: RunnerConfig;
  readonly #owner: Owner;
  #state: State;
  #first: readonly TransactionAction[];
  /** Seldom more than two. */
  #timers: { readonly name: TimerName; readonly timer: Timer }[] = [];

  constructor(
    machine: Machine<State, Input, Owner>,
    what: { config: RunnerConfig; start: Step<State>; owner: Owner },
  ) {
    this.#machine = machine;
    this.#config = what.config;
    this.#owner = what.owner;
    this.#state = what.start.state;
    this.#first = what.start.actions;
  }

  /** Executes the actions of the start, once the owner is ready for them. */
  start(): void {
    const first = this.#first;
    this.#first = [];
    this.#run(first);
  }

  feed(input: Input | TimerInput): void {
    const { state, actions } = this.#machine.step(this.#state, input, this.#config);
    this.#state = state;
    this.#run(actions);
  }

  /** Clears what runs; nothing is sent or told any more. */
  stop(): void {
    for (const { timer } of this.#timers) timer.cancel();
    this.#timers = [];
  }

  #run(actions: readonly TransactionAction[]): void {
    for (const action of actions) this.#execute(action);
  }

  #execute(action: TransactionAction): void {
    const { hooks } = this.#machine;
    switch (action.type) {
      case 'send':
        hooks.send(this.#owner, action.message);
        return;
      case 'deliver':
        hooks.deliver(this.#owner, action.message);
        return;
      case 'set-timer':
        this.#setTimer(action.timer, action.delayMs);
        return;
      case 'clear-timer':
        this.#takeTimer(action.timer)?.cancel();
        return;
      case 'timeout':
        hooks.timeout(this.#owner, action.timer);
        return;
      case 'transport-failed':
        hooks.transportFailed(this.#owner);
        return;
      case 'refuse':
        hooks.refuse(this.#owner, action.reason);
        return;
      case 'terminate':
        this.stop();
        hooks.terminated(this.#owner);
        return;
      default:
        unreachable(action);
    }
  }

  #setTimer(name: TimerName, delayMs: number): void {
    this.#takeTimer(name)?.cancel();
    const timer = this.#config.clock.setTimer(delayMs, () => {
      this.#takeTimer(name);
      this.feed({ type: 'timer', timer: name });
    });
    this.#timers.push({ name, timer });
  }

  #takeTimer(name: TimerName): Timer | undefined {
    const at = this.#timers.findIndex((running) => running.name === name);
    return at === -1 ? undefined : this.#timers.splice(at, 1)[0]?.timer;
  }
}
