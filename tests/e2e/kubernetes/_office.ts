import assert from 'node:assert/strict';
import type { CallRow } from '@firstring/console-service/leads';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { DEMO, demoAgents } from '@firstring/standalone-service/demo-data';
import { KafkaProcess, MongodbProcess } from '@firstring/testkit/servers';
import { AgentWorker } from '../../stack/agent-worker.ts';
import { seedDemo } from '../../stack/installation.ts';
import { MainJob } from '../../stack/main-job.ts';
import type { Ready } from '../../stack/product.ts';
import { Telephones } from '../../stack/telephones.ts';
import { dnsName, helm, hostAddress, kubectl, NAMESPACE, RELEASE } from './_kubernetes.ts';

const DONE_MS = 90_000;
const CHART = 'charts/firstring';
const VALUES = 'tests/e2e/kubernetes/values.yaml';
const SIP_PORT = 5060;
const ADDRESSES = {
  LEAD_STORE_ADDRESS: `dns:///${dnsName('lead-store-grpc')}:7001`,
  SCHEDULER_ADDRESS: `dns:///${dnsName('scheduler-grpc')}:7002`,
  CLAIM_ADDRESS: `dns:///${dnsName('claim-grpc')}:7003`,
  DIALBACK_ADDRESS: `dns:///${dnsName('dialback-grpc')}:7004`,
  SIP_ADDRESS: `dns:///${dnsName('sip-grpc')}:7005`,
  INGEST_ADDRESS: `dns:///${dnsName('ingest-grpc')}:7006`,
};

/** The chart at work: broker, store, phones and carrier are processes beside the cluster, everything of ours is in it. */
export class Office implements AsyncDisposable {
  readonly kafka: KafkaProcess;
  readonly mongodb: MongodbProcess;
  readonly telephones: Telephones;
  readonly #opened: AsyncDisposableStack;
  readonly #agents = demoAgents(2);
  readonly #job = new MainJob({
    ready: () => this.ready,
    patienceMs: DONE_MS,
    beforeLook: () => this.followSip(),
  });
  #sipHost = '';

  private constructor(servers: Servers, opened: AsyncDisposableStack) {
    this.kafka = servers.kafka;
    this.mongodb = servers.mongodb;
    this.telephones = servers.telephones;
    this.#opened = opened;
  }

  /** Everything that is not in the chart, and what an operator makes before installing: a namespace and a Secret. */
  static async prepare(): Promise<Office> {
    await using opened = new AsyncDisposableStack();
    const host = await hostAddress();
    const kafka = opened.use(await KafkaProcess.start(host));
    const mongodb = opened.use(await MongodbProcess.start(host));
    const telephones = opened.use(
      await Telephones.start({
        host,
        policy: () => ({ ringAfterMs: 20, outcome: { type: 'answer', afterMs: 50, hangUpAfterMs: 1000 } }),
      }),
    );
    await kubectl('create', 'namespace', NAMESPACE);
    const enforce = 'pod-security.kubernetes.io/enforce=restricted';
    await kubectl('label', 'namespace', NAMESPACE, enforce);
    const secrets = {
      'permit-key': random.uuid(),
      'control-secret': random.uuid(),
      'admin-password': random.uuid(),
      uri: mongodb.url,
      link: DEMO.linkToken,
      username: DEMO.supervisor,
      password: DEMO.password,
    };
    const literals = Object.entries(secrets).map(([key, value]) => `--from-literal=${key}=${value}`);
    await kubectl('create', 'secret', 'generic', 'firstring-test', ...literals);
    return new Office({ kafka, mongodb, telephones }, opened.move());
  }

  /** `helm install`, or `upgrade`, until every pod is ready; how long it took, ms. */
  async release(command: 'install' | 'upgrade', ...set: readonly string[]): Promise<number> {
    const startMs = clock.monotonicMs();
    const values = [`--values=${VALUES}`, `--set=kafka.external.brokers=${this.kafka.brokers.join()}`];
    await helm(
      command,
      RELEASE,
      CHART,
      ...values,
      ...set.map((it) => `--set=${it}`),
      '--wait',
      '--timeout=170s',
    );
    return clock.monotonicMs() - startMs;
  }

  /** The demo's data, phones that register, agents who work on and on. */
  async open(): Promise<void> {
    const host = await hostAddress();
    const seams = {
      KAFKA_BROKERS: this.kafka.brokers.join(),
      KAFKA_TOPIC_PREFIX: 'k.',
      MONGODB_URL: this.mongodb.url,
    };
    await seedDemo({
      seams,
      addresses: ADDRESSES,
      trunkTarget: this.telephones.trunkTarget,
      agents: this.#agents,
    });
    assert.match(this.telephones.trunkTarget, new RegExp(`^${host}:`));
    await this.followSip();
    for (const account of this.#agents) {
      const consoleUrl = this.ready.consoleUrl;
      this.#opened.use(new AgentWorker({ consoleUrl, account, dispositionCode: 'not-interested' }));
    }
  }

  get ready(): Ready {
    const { processId, campaignId, linkToken } = DEMO;
    return {
      consoleUrl: `http://${dnsName('console')}`,
      ingestUrl: `http://${dnsName('ingest')}`,
      sip: { host: this.#sipHost, port: SIP_PORT },
      processId,
      campaignId,
      linkToken,
      agents: this.#agents,
    };
  }

  /** Registers the phones again where the pod of sip has another address than before, as a phone does that finds its server gone. */
  async followSip(): Promise<void> {
    const [pod] = (
      await kubectl('get', 'pod', `${RELEASE}-sip-0`, '--output=jsonpath={.status.podIP}')
    ).split('\n');
    if (pod === undefined || pod === '' || pod === this.#sipHost) return;
    this.telephones.leave();
    for (const account of this.#agents)
      await this.telephones.phone(account, { host: pod, port: SIP_PORT }, 0);
    this.#sipHost = pod;
  }

  /** A lead of its own number, sent again until it is taken; its id. */
  push(): Promise<string> {
    return this.#job.push();
  }

  /** The lead's row of the call log, once its outcome is there. */
  done(leadId: string): Promise<CallRow> {
    return this.#job.done(leadId);
  }

  /** The main job: a lead comes in, an agent's phone rings, both talk, the call log has it with its outcome. */
  works(): Promise<void> {
    return this.#job.works();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

interface Servers {
  readonly kafka: KafkaProcess;
  readonly mongodb: MongodbProcess;
  readonly telephones: Telephones;
}
