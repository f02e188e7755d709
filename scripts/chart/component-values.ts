import { z } from 'zod';

const text = (what: string) => z.string().default('').describe(what);
const free = (what: string) => z.record(z.string(), z.unknown()).default({}).describe(what);
const list = (what: string) => z.array(z.record(z.string(), z.unknown())).default([]).describe(what);

/** Where an image comes from. */
export const imageValues = (name?: string) =>
  z
    .strictObject({
      registry: z.string().optional().describe('Registry; without it `global.imageRegistry`.'),
      repository:
        name === undefined
          ? z.string().optional().describe('Repository.')
          : z.string().default(`firstring/${name}`).describe('Repository.'),
      tag: z.string().optional().describe("Tag; without it the chart's appVersion."),
      digest: z.string().optional().describe('Digest (sha256:…), instead of a tag.'),
      pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).optional().describe('Pull policy.'),
    })
    .prefault({});

export const resources = (cpu: string, memory: string, memoryMax: string) =>
  z
    .record(z.string(), z.unknown())
    .default({ requests: { cpu, memory }, limits: { memory: memoryMax } })
    .describe('Requests and limits; no CPU limit, because a throttled event loop is late for everybody.');

/** What an operator may set of a service: not what the chart itself knows (addresses, ports, secrets, its name). */
export function configOf(schema: z.ZodObject) {
  const settings = Object.entries(schema.shape).filter(([name]) => !isTheCharts(name));
  const fields = settings.map(
    ([name, field]) => [name, z.any().meta(jsonSchemaOf(field)).optional()] as const,
  );
  return z.strictObject(Object.fromEntries(fields)).default({});
}

const FILLED_IN = [
  /^((GRPC|HTTP|ADMIN)_|SIP_(CONTROL_)?|MEDIA_RELAY_NG_)LISTEN$/,
  /_ADDRESS$|_(SECRET|PASSWORD|PERMIT_KEY)$/,
  /^SIP_(INSTANCE|(CONTROL|MEDIA)_(HOST|PORT))$/,
  /^MEDIA_RELAY_(INTERFACE|PORT_MIN|PORT_MAX)$/,
  /^SCHEDULER_(SNAPSHOT_DIR|INSTANCE|ADVERTISE)$|_RECORDINGS_FOLDER$/,
];

/** Settings that the chart fills in. */
function isTheCharts(name: string): boolean {
  return FILLED_IN.some((pattern) => pattern.test(name));
}

function jsonSchemaOf(field: z.core.$ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(field, { io: 'output', unrepresentable: 'any' });
  if (schema.type !== undefined || schema.anyOf !== undefined) return schema;
  // A text that is taken apart on the way in.
  const { description } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  return { type: 'string', ...(description === undefined ? {} : { description }) };
}

interface ComponentOptions {
  readonly image: string;
  readonly replicas: number;
  readonly config: z.ZodType;
  readonly extra?: z.ZodRawShape;
}

/** The sub-keys that every component has. */
function shape() {
  return {
    resources: resources('100m', '192Mi', '512Mi'),
    extraEnv: list('More environment variables, as in a container.'),
    extraVolumes: list('More volumes, as in a pod.'),
    extraVolumeMounts: list('Where they are mounted.'),
    podAnnotations: free('Annotations of the pods.'),
    podLabels: free('Labels of the pods.'),
    nodeSelector: free('Nodes by label.'),
    tolerations: list('Taints that are tolerated.'),
    affinity: free('Affinity; empty: pods of a component prefer different nodes.'),
    topologySpreadConstraints: list('Topology spread constraints.'),
    priorityClassName: text('Priority class.'),
    terminationGracePeriodSeconds: z
      .int()
      .min(5)
      .max(86_400)
      .default(45)
      .describe('How long a pod may take to end.'),
    drainNoticeSeconds: z
      .int()
      .min(0)
      .max(60)
      .default(5)
      .describe(
        'A pod that is to end is not ready but still serves for so long, until everybody has heard that it goes.',
      ),
    autoscaling: z
      .strictObject({
        enabled: z.boolean().default(false).describe('Scale by CPU (HorizontalPodAutoscaler).'),
        minReplicas: z.int().min(1).default(2).describe('Least pods.'),
        maxReplicas: z.int().min(1).default(6).describe('Most pods.'),
        targetCPUUtilizationPercentage: z
          .int()
          .min(10)
          .max(100)
          .default(60)
          .describe('CPU that is aimed at.'),
      })
      .prefault({}),
    podDisruptionBudget: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Render a PodDisruptionBudget.'),
        maxUnavailable: z.int().min(1).default(1).describe('Pods that may be away at once.'),
      })
      .prefault({}),
    networkPolicy: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Let in and out only what the component needs.'),
        ingressFrom: list('Peers that may reach its HTTP or SIP ports; empty: everybody.'),
        metricsFrom: list('Peers that may reach its metrics; empty: everybody.'),
        egressPorts: z
          .array(z.int().min(1).max(65_535))
          .default([9092, 9093, 9094, 27_017, 4317, 4318])
          .describe('TCP ports of Kafka, MongoDB and the collector.'),
      })
      .prefault({}),
    serviceMonitor: z
      .strictObject({
        enabled: z.boolean().default(false).describe('Render a ServiceMonitor (Prometheus operator).'),
        interval: z.string().default('15s').describe('How often it is scraped.'),
        labels: free('Labels by which Prometheus finds it.'),
      })
      .prefault({}),
  };
}

/** One component of the chart; what it does not say is in `defaults`. */
export function component({ image, replicas, config, extra }: ComponentOptions): z.ZodType {
  return z
    .strictObject({
      enabled: z.boolean().default(true).describe('Render this component.'),
      replicaCount: z.int().min(0).default(replicas).describe('Pods, where nothing scales them.'),
      image: imageValues(image),
      config: config.describe('Settings; keys are those of its README.'),
      ...extra,
      ...withoutDefaults(shape()),
    })
    .prefault({ config: {} });
}

/** The block of defaults for all components, in which nothing is left out. */
export function componentDefaults() {
  return z.strictObject({ ...shape(), image: imageValues() });
}

/** The same keys, all of them optional and silent, so that `defaults` shows through. */
function withoutDefaults(fields: Readonly<Record<string, z.ZodType>>): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, z.any().meta(silent(field)).optional()]),
  );
}

function silent(field: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'default' ? undefined : value)),
  ) as Record<string, unknown>; // a JSON Schema again
}
