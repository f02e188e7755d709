/** One measured number, against its goal. */
export interface Figure {
  /** `B2` */
  readonly bench: string;
  /** `decision_p99_ms` */
  readonly figure: string;
  /** The size or load it was measured at, `1M`. */
  readonly at: string;
  readonly value: number;
  readonly unit: string;
  /** `<=1` or `>=3000`; empty when the number is only told. */
  readonly goal: string;
  /** The goal holds at any size and load: a call that fails is no matter of speed. */
  readonly always?: true;
  readonly pass: boolean;
}

/** A figure with its verdict. */
export function figure(measured: Omit<Figure, 'pass'>): Figure {
  const limit = Number(measured.goal.slice(2));
  const pass =
    measured.goal === '' ||
    (measured.goal.startsWith('<=') ? measured.value <= limit : measured.value >= limit);
  return { ...measured, value: Number(measured.value.toPrecision(4)), pass };
}

/** The `fraction` quantile of values, which are sorted in place. */
export function quantile(values: Float64Array, fraction: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * fraction))] ?? 0;
}

/** The middle one; of an even number the upper of the two. */
export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values), 0.5);
}
