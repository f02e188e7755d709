import type { Dashboard, Panel } from './dashboards.ts';

const COLUMNS = 24;
const HEIGHT = 8;
const PANELS_A_ROW = 3;

interface Placed {
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Grafana's JSON of a dashboard. */
export function writeDashboard({ uid, title, rows }: Dashboard): string {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos,
    });
    y += 1;
    const w = COLUMNS / Math.min(PANELS_A_ROW, row.panels.length);
    for (const [at, panel] of row.panels.entries()) {
      const place = {
        x: (at % PANELS_A_ROW) * w,
        y: y + Math.floor(at / PANELS_A_ROW) * HEIGHT,
        w,
        h: HEIGHT,
      };
      panels.push(timeSeries(panel, { id: panels.length + 1, gridPos: place }));
    }
    y += Math.ceil(row.panels.length / PANELS_A_ROW) * HEIGHT;
  }
  const dashboard = {
    uid,
    title,
    tags: ['firstring'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' }],
    },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function timeSeries({ title, says, unit, queries }: Panel, placed: Placed): object {
  return {
    ...placed,
    type: 'timeseries',
    title,
    description: says,
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCodePoint(65 + at),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}
