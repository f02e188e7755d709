import { prometheusName } from '@firstring/telemetry/prometheus-name';
import { METRICS, type RegisteredMetric } from './registry.ts';

/** A registered metric as Prometheus knows it; throws for a name that nobody emits. */
function known(name: string): RegisteredMetric {
  const metric = METRICS.find((each) => each.name === name);
  if (metric === undefined) throw new Error(`${name} is not in telemetry/metrics.yaml`);
  return metric;
}

function told(name: string): string {
  const { unit, type } = known(name);
  return prometheusName({ name, unit, isCounter: type === 'counter', isGauge: type === 'gauge' });
}

/** A label of a metric; throws where it has none of that name. */
function label(name: string, attribute: string): string {
  if (!known(name).attributes.includes(attribute)) throw new Error(`${name} has no ${attribute}`);
  return attribute.replaceAll(/[^A-Za-z0-9]+/g, '_');
}

export interface Query {
  /** PromQL. */
  readonly expr: string;
  readonly legend: string;
}

const WINDOW = '$__rate_interval';

/** `sum by` of a gauge or of an up-down counter; of its highest reading with `max`. */
export function now(name: string, by?: string, how: 'sum' | 'max' | 'min' = 'sum'): Query {
  return { expr: `${how}${byOf(name, by)} (${told(name)})`, legend: legendOf(name, by) };
}

/** Events a second. */
export function rate(name: string, by?: string, window: string = WINDOW): Query {
  const series = known(name).type === 'histogram' ? `${told(name)}_count` : told(name);
  return { expr: `sum${byOf(name, by)} (rate(${series}[${window}]))`, legend: legendOf(name, by) };
}

/** How often it happened in a window. */
export function increase(name: string, window: string): string {
  return `sum (increase(${told(name)}[${window}]))`;
}

/** A quantile of a histogram. */
export function quantile(q: number, name: string, by?: string, window: string = WINDOW): Query {
  const labels = ['le', ...(by === undefined ? [] : [label(name, by)])].join(', ');
  const expr = `histogram_quantile(${q}, sum by (${labels}) (rate(${told(name)}_bucket[${window}])))`;
  return { expr, legend: by === undefined ? `p${q * 100}` : `p${q * 100} {{${label(name, by)}}}` };
}

function byOf(name: string, by: string | undefined): string {
  return by === undefined ? '' : ` by (${label(name, by)})`;
}

function legendOf(name: string, by: string | undefined): string {
  return by === undefined ? name : `{{${label(name, by)}}}`;
}
