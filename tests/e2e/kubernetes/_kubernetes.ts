import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OUTPUT_MAX = 50_000_000;

/** The release's namespace; it admits restricted pods only. */
export const NAMESPACE = 'calls';
export const RELEASE = 'firstring';

/** What a program said when it failed is in the error. */
async function program(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(name, args, { maxBuffer: OUTPUT_MAX });
  return stdout;
}

export function kubectl(...args: readonly string[]): Promise<string> {
  return program('kubectl', ['--namespace', NAMESPACE, ...args]);
}

export function helm(...args: readonly string[]): Promise<string> {
  return program('helm', ['--namespace', NAMESPACE, ...args]);
}

/** Objects as kubectl writes them; the caller names what it reads of them. */
export async function list<T>(...what: readonly string[]): Promise<readonly T[]> {
  const { items } = JSON.parse(await kubectl('get', ...what, '--output', 'json')) as { items: T[] };
  return items;
}

/** The address of this machine as pods see it: that of the one node, unless the environment says another. */
export async function hostAddress(): Promise<string> {
  const given = process.env['TEST_CLUSTER_HOST'] ?? '';
  if (given !== '') return given;
  const jsonPath = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  return (await kubectl('get', 'nodes', '--output', `jsonpath=${jsonPath}`)).trim();
}

/** The name of a service, from anywhere that asks the cluster's DNS. */
export function dnsName(service: string): string {
  return `${RELEASE}-${service}.${NAMESPACE}.svc.cluster.local`;
}
