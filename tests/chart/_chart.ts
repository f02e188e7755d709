import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { helmProgram } from '../stack/helm.ts';

const run = promisify(execFile);

export const CHART = 'charts/firstring';
/** Files that operators begin with; each must render. */
export const VALUES_FILES: readonly string[] = globSync(`${CHART}/ci/*-values.yaml`).toSorted();
const LEAST = `${CHART}/ci/external-values.yaml`;

/** What we look at of a container. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

/** What we look at of a pod. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly hostNetwork?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

/** A rendered object, as far as the tests look at it. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // The chart's own output: each test says what it expects there.
  readonly spec: Readonly<Record<string, never>> & {
    readonly template?: { readonly spec: PodSpec };
    readonly replicas?: number;
    readonly strategy?: { readonly type?: string };
  };
}

export interface Rendering {
  /** `helm --set`, each `key=value`. */
  readonly set?: readonly string[];
  readonly files?: readonly string[];
}

/** Runs helm; its error text is the error's message. */
export async function helm(...args: readonly string[]): Promise<string> {
  const program = await helmProgram(process.env);
  const { stdout } = await run(program, args, { maxBuffer: 50_000_000 });
  return stdout;
}

export function template({ set = [], files = [LEAST] }: Rendering = {}): Promise<string> {
  return helm(
    'template',
    'release',
    CHART,
    '--namespace=calls',
    ...files.flatMap((file) => ['--values', file]),
    ...set.flatMap((value) => ['--set', value]),
  );
}

/** The chart's objects with these values, and how to find one. */
export async function render(rendering: Rendering = {}) {
  const documents = parseAllDocuments(await template(rendering));
  assert.ok(Array.isArray(documents));
  const objects = documents
    .map((document) => document.toJS() as Rendered | null) // helm wrote it
    .filter((object) => object !== null);
  const find = (kind: string, name: string): Rendered => {
    const object = objects.find((it) => it.kind === kind && it.metadata.name === `release-firstring-${name}`);
    assert.ok(
      object,
      `no ${kind} ${name} among ${objects.map((it) => `${it.kind} ${it.metadata.name}`).join(', ')}`,
    );
    return object;
  };
  return { objects, find, has: (kind: string): boolean => objects.some((it) => it.kind === kind) };
}

/** The pod of an object that makes some. */
export function podOf(object: Rendered): PodSpec {
  const pod = object.spec.template?.spec;
  assert.ok(pod, `${object.kind} ${object.metadata.name} makes no pods`);
  return pod;
}

/** A container's plain environment. */
export function environmentOf({
  env = [],
}: Container): Readonly<Record<string, string | object | undefined>> {
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

/** Why helm refuses these values. */
export async function refusal(rendering: Rendering): Promise<string> {
  const error: unknown = await template(rendering).then(
    () => assert.fail('these values are not refused'),
    (reason: unknown) => reason,
  );
  return String(error);
}
