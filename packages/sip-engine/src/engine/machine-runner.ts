import { type Clock, type Timer, unreachable } from '@firstring/kernel';
import type { SipMessage } from '../message/message.ts';
import type { RefusalReason, Step, TimerName, TransactionAction } from '../transaction/machine.ts';

/** What the world does for a machine. */
export interface MachineHooks {
  send(message: SipMessage): void;
  deliver(message: SipMessage): void;
  timeout(timer: TimerName): void;
  transportFailed(): void;
  refuse(reason: RefusalReason): void;
  terminated(): void;
}

/** Drives one transaction reducer: keeps its state, owns its timers, executes its actions. */
export class MachineRunner<State, Input> {
  readonly #clock: Clock;
  readonly #step: (state: State, input: Input) => Step<State>;
  readonly #timerInput: (timer: TimerName) => Input;
  readonly #hooks: MachineHooks;
  readonly #timers = new Map<TimerName, Timer>();
  #state: State;

  constructor(options: {
    clock: Clock;
    start: Step<State>;
    step: (state: State, input: Input) => Step<State>;
    timerInput: (timer: TimerName) => Input;
    hooks: MachineHooks;
  }) {
    this.#clock = options.clock;
    this.#step = options.step;
    this.#timerInput = options.timerInput;
    this.#hooks = options.hooks;
    this.#state = options.start.state;
  }

  /** Executes the actions of a step: those of the start, once the owner is ready for them, then those of every input. */
  run(actions: readonly TransactionAction[]): void {
    for (const action of actions) this.#execute(action);
  }

  feed(input: Input): void {
    const { state, actions } = this.#step(this.#state, input);
    this.#state = state;
    this.run(actions);
  }

  /** Clears what runs; nothing is sent or told any more. */
  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #execute(action: TransactionAction): void {
    switch (action.type) {
      case 'send':
        this.#hooks.send(action.message);
        return;
      case 'deliver':
        this.#hooks.deliver(action.message);
        return;
      case 'set-timer':
        this.#setTimer(action.timer, action.delayMs);
        return;
      case 'clear-timer':
        this.#timers.get(action.timer)?.cancel();
        this.#timers.delete(action.timer);
        return;
      case 'timeout':
        this.#hooks.timeout(action.timer);
        return;
      case 'transport-failed':
        this.#hooks.transportFailed();
        return;
      case 'refuse':
        this.#hooks.refuse(action.reason);
        return;
      case 'terminate':
        this.stop();
        this.#hooks.terminated();
        return;
      default:
        unreachable(action);
    }
  }

  #setTimer(name: TimerName, delayMs: number): void {
    this.#timers.get(name)?.cancel();
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(name);
      this.feed(this.#timerInput(name));
    });
    this.#timers.set(name, timer);
  }
}
