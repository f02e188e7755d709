import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { TelemetrySettings } from '../settings.ts';

/** Who begins a trace decides; everybody else follows. */
export function sampler({ type, ratio }: TelemetrySettings['sampler']): Sampler {
  return new ParentBasedSampler({ root: rootOf(type, ratio) });
}

function rootOf(type: TelemetrySettings['sampler']['type'], ratio: number): Sampler {
  switch (type) {
    case 'on':
      return new AlwaysOnSampler();
    case 'off':
      return new AlwaysOffSampler();
    case 'ratio':
      return new TraceIdRatioBasedSampler(ratio);
  }
}
