import { Secret, type Clock, type Log, type Random } from '@firstring/kernel';
import { startSipEngineThread } from '@firstring/sip-engine';
import { createTestPhone, scriptByLastDigits, SipApp, TestCarrier, type TestPhone } from '@firstring/testkit';
import type { DemoAgent } from './demo-data.ts';

const LOOPBACK = '127.0.0.1';

export interface TelephonesOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long a called person talks before hanging up; left out: until the agent hangs up. */
  readonly hangUpAfterMs?: number;
  /** How long the lead's phone rings. */
  readonly leadAnswersAfterMs?: number;
}

/** The outside world of the demo, on an engine of its own so that everything between it and the product is real SIP. */
export interface Telephones extends AsyncDisposable {
  /** host:port of the test carrier. */
  readonly trunkTarget: string;
  readonly carrier: TestCarrier;
  /** Registers a test phone for this agent at the product. */
  phone(
    agent: DemoAgent,
    registrar: { host: string; port: number },
    answerAfterMs: number,
  ): Promise<TestPhone>;
}

export async function startTelephones(options: TelephonesOptions): Promise<Telephones> {
  const { clock, random, log } = options;
  await using opened = new AsyncDisposableStack();
  const secret = random.uuid();
  const engine = opened.use(
    await startSipEngineThread({
      listeners: [{ protocol: 'udp', address: LOOPBACK, port: 0 }],
      control: { host: LOOPBACK, port: 0, secret: new Secret(secret) },
      log,
    }),
  );
  const app = await SipApp.connect({ host: LOOPBACK, port: engine.controlPort, secret });
  opened.defer(() => app.disconnect());
  const carrier = opened.use(
    new TestCarrier({
      app,
      clock,
      random,
      log,
      localAddress: LOOPBACK,
      policy: (number) => script(number, options),
    }),
  );
  const close = opened.move();
  return {
    trunkTarget: `${app.contact.host}:${app.contact.port}`,
    carrier,
    async phone(agent, registrar, answerAfterMs) {
      return close.use(
        await createTestPhone({
          app,
          clock,
          random,
          log,
          registrar,
          answerAfterMs,
          user: agent.sipUsername,
          password: agent.sipPassword,
          localAddress: LOOPBACK,
        }),
      );
    },
    [Symbol.asyncDispose]: () => close[Symbol.asyncDispose](),
  };
}

/** The carrier's own test numbers, with the demo's times for everybody who answers. */
function script(number: string, { leadAnswersAfterMs, hangUpAfterMs }: TelephonesOptions) {
  const scripted = scriptByLastDigits(number);
  if (scripted.outcome.type !== 'answer') return scripted;
  return {
    ...scripted,
    outcome: {
      ...scripted.outcome,
      ...(leadAnswersAfterMs === undefined ? {} : { afterMs: leadAnswersAfterMs }),
      ...(hangUpAfterMs === undefined ? {} : { hangUpAfterMs }),
    },
  };
}
