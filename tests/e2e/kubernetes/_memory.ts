import { kubectl, list, RELEASE } from './_kubernetes.ts';

interface Container {
  readonly name: string;
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}

/** What each container of ours holds resident now, one line: `claim-5d9f…/claim 118 MB, …`. */
export async function residentMemory(): Promise<string> {
  const pods = await list<Pod>('pods', `--selector=app.kubernetes.io/instance=${RELEASE}`);
  const places = pods.flatMap(({ metadata, spec }) =>
    [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => ({ pod: metadata.name, name })),
  );
  const told: string[] = [];
  for (const { pod, name } of places) {
    // The service is the first process of its container.
    const status = await kubectl('exec', pod, `--container=${name}`, '--', 'cat', '/proc/1/status');
    const kB = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN);
    told.push(`${pod.replace(`${RELEASE}-`, '')}/${name} ${Math.round(kB / 1024)} MB`);
  }
  return told.join(', ');
}
