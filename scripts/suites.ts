/** A group of test files that run alike. */
export interface Suite {
  readonly name: string;
  readonly files: readonly string[];
  /** Files share one process: fast, for tests that own nothing outside it. */
  readonly oneProcess?: boolean;
  readonly concurrency: number;
  /** System programs without which the suite cannot run. */
  readonly needs?: readonly string[];
  /** Run once before the files, where two of them would otherwise do it at the same time. */
  readonly before?: readonly string[];
  /** Servers that all its files share, started for the suite where the environment names none. Where one cannot be had it says so and is skipped. */
  readonly servers?: readonly ('kafka' | 'mongodb' | 'drachtio')[];
  /** Its files run inside a Kubernetes with our images (scripts/cluster.ts); where there is none they say so and are skipped. */
  readonly cluster?: boolean;
  /** What its files find in their environment besides. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Only with --long. */
  readonly long?: boolean;
  /** All files together are stopped after it; absent: half an hour. */
  readonly timeoutMs?: number;
}

const SIP_PEERS = ['baresip', 'kamailio', 'linphone-daemon', 'sipp', 'sipsak', 'svwar', 'tcpdump', 'tshark'];

/** In order of cost; the unit tests stop a run early. */
export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    files: [
      'packages/*/src/**/!(*.int).test.ts',
      'services/*/src/**/!(*.int).test.ts',
      'services/console/web/src/**/*.test.ts',
    ],
    oneProcess: true,
    concurrency: 1,
  },
  {
    name: 'integration',
    files: [
      'scripts/*.int.test.ts',
      'packages/*/src/**/*.int.test.ts',
      'packages/*/tests/**/*.int.test.ts',
      'services/*/src/**/*.int.test.ts',
      'services/*/tests/**/*.int.test.ts',
    ],
    concurrency: 2,
  },
  {
    name: 'conformance',
    files: ['tests/conformance/**/*.test.ts'],
    concurrency: 2,
    needs: SIP_PEERS,
  },
  // Once more on the server that many will use; one after the other, for all their applications would be on the same.
  {
    name: 'conformance on drachtio-server',
    files: ['tests/conformance/**/*.test.ts'],
    concurrency: 1,
    needs: SIP_PEERS,
    servers: ['drachtio'],
  },
  // Real services on simulated machines: CPU and nothing else.
  { name: 'simulation', files: ['tests/sim/**/*.test.ts'], concurrency: 2 },
  // What helm renders, without a cluster.
  { name: 'chart', files: ['tests/chart/*.chart.test.ts'], concurrency: 2, needs: ['python3', 'unzip'] },
  { name: 'faults', files: ['tests/faults/**/*.fault.test.ts'], concurrency: 2, needs: ['go'] },
  {
    name: 'distributed',
    files: ['tests/distributed/**/!(*.processes).test.ts'],
    concurrency: 2,
    needs: ['java', 'mvn'],
    servers: ['kafka', 'mongodb'],
  },
  // Whole installations, a dozen processes each: one after the other.
  {
    name: 'processes',
    files: ['tests/distributed/**/*.processes.test.ts'],
    concurrency: 1,
    needs: ['java', 'mvn'],
    servers: ['kafka', 'mongodb'],
  },
  // What each service does with its store, once more on the other one. Files of heavy imports are not here: the stand-in reads all for each row.
  {
    name: 'services on MongoDB',
    files: [
      'services/claim/tests/{callers,claim,exclusion,ownership,two-guards}.int.test.ts',
      'services/dialback/tests/{dialback,missed-calls}.int.test.ts',
      'services/lead-store/tests/{leads,restart,upsert}.int.test.ts',
      'services/scheduler/tests/{present,transfer}.int.test.ts',
      'services/sip/tests/lead-answers.int.test.ts',
    ],
    concurrency: 2,
    needs: ['java', 'mvn'],
    servers: ['mongodb'],
    environment: { TEST_STORE: 'mongodb' },
  },
  {
    name: 'end to end',
    files: ['tests/e2e/**/*.e2e.test.ts'],
    concurrency: 1,
    needs: ['baresip', 'sipp', 'tcpdump'],
  },
  {
    name: 'kubernetes',
    files: ['tests/e2e/kubernetes/*.kubernetes.test.ts'],
    cluster: true,
    concurrency: 1,
    needs: ['java', 'mvn'],
  },
  { name: 'telemetry', files: ['tests/telemetry/**/*.test.ts'], concurrency: 1 },
  {
    name: 'browser',
    files: ['services/*/tests/**/*.browser.test.ts', 'tests/e2e/**/*.browser.test.ts'],
    before: ['npm', 'run', '--silent', 'build:web', '-w', '@firstring/console-service'],
    concurrency: 2,
    needs: ['chromium'],
  },
  // Each once at a small size: that it works, not how fast.
  { name: 'benchmarks', files: ['bench/*.test.ts'], concurrency: 1 },
  { name: 'long', files: ['tests/long/**/*.test.ts'], concurrency: 1, long: true, timeoutMs: 4 * 3_600_000 },
];
