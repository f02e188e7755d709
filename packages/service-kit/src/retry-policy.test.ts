import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NOT_REPEATED, SERVICE_CONFIG } from './retry-policy.ts';

const CONTRACTS = fileURLToPath(new URL('../../contracts/src/gen/', import.meta.url));
const READS =
  /^(Get|List|Read|Find|Resolve|Check|Count|Explain|Stream|Watch|Search|Parse|Print|Try|Preview|Simulate)/;

interface Method {
  readonly name: string;
  readonly requestType: { fromPartial(value: object): object };
  readonly requestStream: boolean;
}

interface Definition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

async function definitions(): Promise<Definition[]> {
  const found: Definition[] = [];
  for (const file of globSync(`${CONTRACTS}**/*.ts`)) {
    const module = (await import(file)) as Record<string, unknown>; // generated
    for (const [name, value] of Object.entries(module))
      if (name.endsWith('ServiceDefinition')) found.push(value as Definition); // generated, too
  }
  return found;
}

test('what channels send again is safe to repeat: it reads, or its request id makes it once; all else is named', async () => {
  const services = await definitions();
  assert.ok(services.length > 20);
  const excepted = new Set(NOT_REPEATED.map(({ service, method }) => `${service}/${method}`));
  const known = new Set<string>();
  for (const { fullName, methods } of services) {
    for (const { name, requestType, requestStream } of Object.values(methods)) {
      const path = `${fullName}/${name}`;
      known.add(path);
      const isSafe = !requestStream && (READS.test(name) || 'requestId' in requestType.fromPartial({}));
      // Ending a call that has ended is nothing.
      assert.ok(
        isSafe || excepted.has(path) || name === 'EndTestCall',
        `${path} may be sent again by a channel`,
      );
    }
  }
  for (const path of excepted) assert.ok(known.has(path), `${path} is no method`);
});

test('calls go round all instances, and none is sent again that is excepted', () => {
  const config = JSON.parse(SERVICE_CONFIG) as {
    loadBalancingConfig: unknown;
    methodConfig: { name: unknown; retryPolicy?: object }[];
  };
  assert.deepEqual(config.loadBalancingConfig, [{ round_robin: {} }]);
  assert.deepEqual(config.methodConfig.at(-1), { name: NOT_REPEATED });
});
