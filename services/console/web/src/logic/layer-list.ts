import type { FilterLayerView } from '../../../src/app/views/filters.ts';

/** One line of a group's hierarchy as the page lists it. */
export interface LayerLine {
  readonly filterId: string;
  /** 0 for an outer layer; a line lies inside the nearest line above that is one less deep. */
  readonly depth: number;
}

export const LAYER_DEPTH_MAX = 3;

export function toLines(layers: readonly FilterLayerView[], depth = 0): LayerLine[] {
  return layers.flatMap(({ filterId, layers: inside }) => [
    { filterId, depth },
    ...toLines(inside, depth + 1),
  ]);
}

export function toLayers(lines: readonly LayerLine[]): FilterLayerView[] {
  const root: FilterLayerView[] = [];
  const open: FilterLayerView[][] = [root];
  for (const { filterId, depth } of settle(lines)) {
    const inside: FilterLayerView[] = [];
    open[depth]?.push({ filterId, layers: inside });
    open.length = depth + 1;
    open.push(inside);
  }
  return root;
}

/** No line lies more than one step deeper than the one above it. */
export function settle(lines: readonly LayerLine[]): LayerLine[] {
  const settled: LayerLine[] = [];
  for (const line of lines) {
    const above = settled.at(-1)?.depth ?? -1;
    settled.push({ ...line, depth: Math.max(0, Math.min(line.depth, above + 1, LAYER_DEPTH_MAX)) });
  }
  return settled;
}

/** The list with two neighbours exchanged; the same list at its ends. */
export function moved<T>(lines: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...lines];
  const [line, other] = [next[index], next[index + by]];
  if (line === undefined || other === undefined) return next;
  next[index] = other;
  next[index + by] = line;
  return next;
}
