import { AppError, Secret, silentLog as log } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { startSipEngineThread } from '@firstring/sip-engine';
import { createTestPhone, SipApp, TestCarrier, type CarrierPolicy, type TestPhone } from '@firstring/testkit';
import type { AgentAccount } from './product.ts';

const LOOPBACK = '127.0.0.1';

export interface TelephonesOptions {
  /** What the carrier does with a number. */
  readonly policy: CarrierPolicy;
  /** Their address; loopback unless the product is elsewhere. */
  readonly host?: string;
}

/** Phones and carrier on an engine of their own, outside the product: what they saw outlives it. */
export class Telephones implements AsyncDisposable {
  readonly carrier: TestCarrier;
  readonly phones: TestPhone[] = [];
  readonly #host: string;
  readonly #app: SipApp;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    { app, host }: { app: SipApp; host: string },
    carrier: TestCarrier,
    opened: AsyncDisposableStack,
  ) {
    this.#host = host;
    this.#app = app;
    this.carrier = carrier;
    this.#opened = opened;
  }

  static async start({ policy, host = LOOPBACK }: TelephonesOptions): Promise<Telephones> {
    await using opened = new AsyncDisposableStack();
    const secret = random.uuid();
    const engine = opened.use(
      await startSipEngineThread({
        listeners: [{ protocol: 'udp', address: host, port: 0 }],
        control: { host: LOOPBACK, port: 0, secret: new Secret(secret) },
        log,
      }),
    );
    const app = await SipApp.connect({ host: LOOPBACK, port: engine.controlPort, secret });
    opened.defer(() => app.disconnect());
    const carrier = opened.use(new TestCarrier({ app, clock, random, log, localAddress: host, policy }));
    return new Telephones({ app, host }, carrier, opened.move());
  }

  /** host:port for the product's trunk. */
  get trunkTarget(): string {
    const { host, port } = this.#app.contact;
    return `${host}:${port}`;
  }

  /** An agent's phone, registered, that answers by itself. */
  async phone(
    account: AgentAccount,
    registrar: { host: string; port: number },
    answerAfterMs: number,
  ): Promise<TestPhone> {
    const phone = await createTestPhone({
      app: this.#app,
      clock,
      random,
      log,
      registrar,
      answerAfterMs,
      user: account.sipUsername,
      password: account.sipPassword,
      localAddress: this.#host,
    });
    this.phones.push(phone);
    return phone;
  }

  /** What people do whose line has gone dead: they put the phone down. */
  putDown(): void {
    for (const phone of this.phones) {
      putDownRinging(phone);
      // The BYE may find nobody; the phone is free all the same.
      phone.hangUp().catch(() => undefined);
    }
  }

  /** All phones go without a word, as when their server has gone. */
  leave(): void {
    for (const phone of this.phones) phone.vanish();
    this.putDown();
    this.phones.length = 0;
  }

  /** The product may be gone already: nobody is told. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.leave();
    await this.#opened.disposeAsync();
  }
}

function putDownRinging(phone: TestPhone): void {
  if (phone.state !== 'ringing') return;
  try {
    phone.reject(480);
  } catch (error) {
    // It is being lifted at this very moment; the call that comes of it is hung up with the rest.
    if (!(error instanceof AppError) || error.reason !== 'CALL_NOT_FOUND') throw error;
  }
}
