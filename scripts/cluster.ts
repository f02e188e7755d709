import { runCommand } from './run-command.ts';

/** A Kubernetes for a suite: what its command is run through, or why there is none here. */
export type TestCluster = AsyncDisposable &
  ({ readonly through: readonly string[] } | { readonly cannot: string });

/** Exit status of CLUSTER_TOOL where a machine cannot run a cluster. */
const CANNOT = 77;
const TAG = 'test';
const SERVICES = [
  'ingest',
  'lead-store',
  'claim',
  'scheduler',
  'dialback',
  'sip',
  'migrate',
  'sip-engine',
  'media-relay',
];
const IMAGES = [...SERVICES, 'console'].map((name) => `firstring/${name}:${TAG}`);

/**
 * The cluster behind KUBECONFIG, with images loaded already; or one of CLUSTER_TOOL's own, empty, with our images in it, taken down at
 * the end. The tool has the commands deps, up, base-image, build TAG CONTEXT DOCKERFILE OPTION…, load IMAGE…, run COMMAND… and down.
 */
export async function startCluster(environment: NodeJS.ProcessEnv): Promise<TestCluster> {
  const nothing = { [Symbol.asyncDispose]: async (): Promise<void> => {} };
  if ((environment['KUBECONFIG'] ?? '') !== '') return { through: [], ...nothing };
  const tool = environment['CLUSTER_TOOL'] ?? '';
  if (tool === '') return { cannot: 'neither KUBECONFIG nor CLUSTER_TOOL is set', ...nothing };
  // Inside there is no registry: what the servers beside the cluster are made of must be here before.
  const { KafkaProcess, MongodbProcess } = await import('@firstring/testkit/servers');
  await (await KafkaProcess.start())[Symbol.asyncDispose]();
  await (await MongodbProcess.start())[Symbol.asyncDispose]();
  for (const step of [['deps'], ['down'], ['up'], ['base-image'], ...builds(), ['load', ...IMAGES]]) {
    const { exitCode, output } = await runCommand([tool, ...step]);
    if (exitCode === CANNOT) return { cannot: output.trim(), ...nothing };
    if (exitCode !== 0) throw new Error(`${tool} ${step.join(' ')} failed:\n${output}`);
  }
  return {
    through: [tool, 'run'],
    [Symbol.asyncDispose]: async () => {
      await runCommand([tool, 'down']);
    },
  };
}

function builds(): string[][] {
  const build = (service: string, ...more: string[]): string[] => [
    'build',
    `firstring/${service}:${TAG}`,
    '.',
    'deploy/Dockerfile',
    `--build-arg=SERVICE=${service}`,
    ...more,
  ];
  return [...SERVICES.map((service) => build(service)), build('console', '--target=console')];
}
