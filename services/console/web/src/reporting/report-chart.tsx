import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { ReportView } from '../../../src/app/views/reports.ts';
import type { ReportColumn } from '../../../src/domain/reports/report-table.ts';
import { cellText } from '../logic/report-words.ts';
import styles from './report.module.css';

const CHART_HEIGHT = 220;
const COLORS = ['--accent', '--callback', '--dialback'] as const;
const DASHES = [[], [8, 4], [2, 3]] as const;

interface ChartProps {
  title: string;
  /** All of one kind. */
  columns: readonly ReportColumn[];
  view: ReportView;
}

/** Figures of the table below as lines; told apart by colour and by stroke. Drawn again when theme or width change. */
export function ReportChart({ title, columns, view }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let chart: uPlot | undefined;
    const draw = (): void => {
      chart?.destroy();
      chart = new uPlot(optionsOf(element, columns, view), dataOf(columns, view), element);
    };
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      chart?.destroy();
    };
  }, [columns, view]);
  return (
    <div
      ref={place}
      className={styles['chart']}
      role="img"
      aria-label={`${title} as a chart; the table below has the same figures.`}
    />
  );
}

function dataOf(columns: readonly ReportColumn[], { rows }: ReportView): uPlot.AlignedData {
  const series = columns.map(({ id }) =>
    rows.map(({ cells }) => {
      const value = cells[id];
      return typeof value === 'number' ? value : null;
    }),
  );
  return [rows.map((_, at) => at), ...series];
}

function optionsOf(
  element: HTMLElement,
  columns: readonly ReportColumn[],
  { rows, columns: [first] }: ReportView,
): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => resolved(element, name);
  const nameOf = (at: number): string => String((first && rows[at]?.cells[first.id]) ?? '');
  const [sample] = columns;
  const axis = {
    stroke: color('--text-muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line') },
  };
  const font = `12px ${style.fontFamily}`;
  const space = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
  return {
    width: Math.max(200, element.clientWidth - space),
    height: CHART_HEIGHT,
    // Room for half of the last name.
    padding: [8, 40, 0, 0],
    scales: { x: { time: false }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        font,
        incrs: [1, 2, 5, 7, 10, 14, 30, 60],
        values: (_, splits) => splits.map((at) => nameOf(at)),
      },
      {
        ...axis,
        font,
        size: 70,
        values: (_, splits) =>
          splits.map((it) => (sample === undefined ? '' : cellText(sample, { [sample.id]: it }))),
      },
    ],
    series: [
      { label: first?.label ?? '', value: (_, at) => (at === null ? '—' : nameOf(at)) },
      ...columns.map((column, at) => ({
        label: column.label,
        stroke: color(COLORS[at] ?? '--accent'),
        dash: [...(DASHES[at] ?? [])],
        width: 2,
        points: { show: rows.length < 40 },
        value: (_: uPlot, it: number | null) => cellText(column, { [column.id]: it }),
      })),
    ],
  };
}

/** A token's colour as it is now: a canvas knows no light-dark(). */
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
