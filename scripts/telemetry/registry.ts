import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const metricSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/),
  type: z.enum(['counter', 'sum', 'gauge', 'histogram']),
  unit: z.string().regex(/^(s|By|1|\{[a-z]+\})$/),
  by: z.array(z.string()).min(1),
  attributes: z.array(z.string()),
  /** Only a failure or a rare event emits it. */
  seen: z.literal('rarely').optional(),
});

const spanSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
  by: z.array(z.string()).min(1),
  attributes: z.array(z.string()),
  events: z.record(z.string(), z.array(z.string())).optional(),
});

const attributesSchema = z.record(
  z.string(),
  z.strictObject({ on: z.enum(['metrics', 'spans', 'both']), says: z.string().min(5) }),
);

export type RegisteredMetric = z.infer<typeof metricSchema>;
export type RegisteredSpan = z.infer<typeof spanSchema>;

function read(file: string): unknown {
  return parse(readFileSync(new URL(`../../telemetry/${file}`, import.meta.url), 'utf8'));
}

/** telemetry/, read strictly. */
export const METRICS: readonly RegisteredMetric[] = z.array(metricSchema).parse(read('metrics.yaml'));
export const SPANS: readonly RegisteredSpan[] = z.array(spanSchema).parse(read('spans.yaml'));
export const ATTRIBUTES: Readonly<z.infer<typeof attributesSchema>> = attributesSchema.parse(
  read('attributes.yaml'),
);

/** OTLP's numbers. */
export const SPAN_KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** Whether a span's name is what the registry says, with its attributes in place of what stands in braces. */
export function isNamed(
  { name }: RegisteredSpan,
  span: { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> },
): boolean {
  return (
    span.name ===
    name.replaceAll(/\{([^}]+)\}/g, (_, attribute: string) => String(span.attributes[attribute]))
  );
}
