import type { DeepPartial, IncomingNumber } from '@firstring/contracts/leads/incoming_number';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type DialedIn, type TestCarrier } from '@firstring/testkit';
import type { QueuedCaller } from './_fake-scheduler.ts';
import { Harness, OUR_NUMBER, type HarnessOptions } from './_harness.ts';

/** A caller on the line, and the scheduler's end of it. */
export interface Waiting {
  readonly phone: string;
  readonly call: DialedIn;
  readonly queued: QueuedCaller;
  readonly attemptId: string;
}

/** A harness with a trunk and a number of ours. */
export class CallIn implements AsyncDisposable {
  readonly harness: Harness;
  readonly carrier: TestCarrier;
  #callers = 0;

  private constructor(harness: Harness, carrier: TestCarrier) {
    this.harness = harness;
    this.carrier = carrier;
  }

  static async start(
    number: DeepPartial<IncomingNumber> = {},
    options: HarnessOptions = {},
  ): Promise<CallIn> {
    const harness = await Harness.start(options);
    const carrier = await harness.carrier();
    await harness.incomingNumber(number);
    return new CallIn(harness, carrier);
  }

  /** A number that has not called yet. */
  nextPhone(): string {
    this.#callers += 1;
    return `+1202555${String(1000 + this.#callers)}`;
  }

  dial(from: string, to: string = OUR_NUMBER): Promise<DialedIn> {
    return this.carrier.dialIn({ from, to, target: this.harness.registrar });
  }

  /** A new caller, known to the scheduler. */
  async wait(to: string = OUR_NUMBER): Promise<Waiting> {
    const phone = this.nextPhone();
    const call = await this.dial(phone, to);
    // Refused or cancelled as the test says; whoever cares looks at it.
    call.answered.catch(() => {});
    const queued = await this.harness.scheduler.caller(phone);
    queued.matched();
    return { phone, call, queued, attemptId: queued.arrived.attemptId };
  }

  /** Dial-back was told once, of nobody else's call, and nothing is left. */
  async missedOnce({ phone }: { readonly phone: string }): Promise<string | undefined> {
    const { dialback, service } = this.harness;
    await eventually(clock, 'dial-back is told', () => dialback.of(phone).length > 0);
    await eventually(clock, 'nobody waits', () => service.stats().callers === 0);
    if (dialback.of(phone).length > 1) throw new Error('told twice');
    return dialback.of(phone)[0]?.cause;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.harness[Symbol.asyncDispose]();
  }
}
