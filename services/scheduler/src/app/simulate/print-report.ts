import type { DayFigures } from './day-figures.ts';
import type { DayReport } from './day-report.ts';

type Row = readonly [name: string, real: string, simulated: string, change: string];

/** The report as a table for people. */
export function printReport(report: DayReport): string {
  const { real, simulated } = report;
  const rows: Row[] = [
    countRow('presentations', real.presentations, simulated.presentations),
    countRow('leads presented', real.leadsPresented, simulated.leadsPresented),
    countRow('dials', real.dials, simulated.dials),
    countRow('leads dialled', real.leadsDialled, simulated.leadsDialled),
    shareRow('unique dial rate', real.uniqueDialRate, simulated.uniqueDialRate),
    row('attempts a lead', real.attemptsPerLead, simulated.attemptsPerLead, (value) => value.toFixed(2)),
    countRow('contacts', real.contacts, simulated.contacts),
    shareRow('contact rate', real.contactRate, simulated.contactRate),
    ...levelRows(real, simulated),
    ...speedRows(real, simulated),
    ...capRows(real, simulated),
    countRow('offers refused by claim', real.refusedOffers, simulated.refusedOffers),
    row('talk time', real.talkMs, simulated.talkMs, duration),
  ];
  const [first, second] = [report.isSynthetic ? 'synthetic day' : 'real day', 'simulated'];
  return [
    `${report.day} (${report.timeZone})${report.isSynthetic ? ', synthetic' : ''}`,
    '',
    table([['', first, second, 'change'], ...rows]),
    '',
    ...report.notes.map((note) => `Note: ${note}.`),
    ...replayLines(report),
    `Answers of leads that nobody really dialled: ${report.answers}` +
      (simulated.modelled === 0 ? '.' : ` (${simulated.modelled} of ${simulated.dials} dials).`),
    `${report.events} events, ${report.eventsPerSecond} a second.`,
  ].join('\n');
}

function replayLines({ replay }: DayReport): string[] {
  if (replay === undefined) return [];
  const { isExact, alike, real, first } = replay;
  if (isExact)
    return [
      `The policy is the day's own, and all ${real} choices were made again: agent, lead, lane and order.`,
    ];
  return [
    `The policy is the day's own, but only the first ${alike} of ${real} choices were made again: ${first ?? ''}.`,
  ];
}

function levelRows(real: DayFigures, simulated: DayFigures): Row[] {
  const levels = new Set([...Object.keys(real.byLevel), ...Object.keys(simulated.byLevel)]);
  const none = { dials: 0, contacts: 0, rate: 0 };
  return [...levels].toSorted().map((level) => {
    const [a, b] = [real.byLevel[level] ?? none, simulated.byLevel[level] ?? none];
    const say = ({ rate, dials }: typeof none): string => `${share(rate)} of ${dials}`;
    return [`  ${level === '' ? 'other' : level}`, say(a), say(b), points(b.rate - a.rate)];
  });
}

function speedRows({ speedToLeadMs: a }: DayFigures, { speedToLeadMs: b }: DayFigures): Row[] {
  const say = (value: number | undefined): string => (value === undefined ? '–' : duration(value));
  return (['p50', 'p99'] as const).map((quantile) => {
    const change = a === undefined || b === undefined ? '' : signed(b[quantile] - a[quantile], duration);
    return [`speed to lead ${quantile}`, say(a?.[quantile]), say(b?.[quantile]), change];
  });
}

function capRows(real: DayFigures, simulated: DayFigures): Row[] {
  const reasons = new Set([...Object.keys(real.capHits), ...Object.keys(simulated.capHits)]);
  return [...reasons]
    .toSorted()
    .map((reason) =>
      countRow(`cap hits ${reason}`, real.capHits[reason] ?? 0, simulated.capHits[reason] ?? 0),
    );
}

function countRow(name: string, real: number, simulated: number): Row {
  return row(name, real, simulated, String);
}

function shareRow(name: string, real: number, simulated: number): Row {
  return [name, share(real), share(simulated), points(simulated - real)];
}

function row(name: string, real: number, simulated: number, say: (value: number) => string): Row {
  return [name, say(real), say(simulated), signed(simulated - real, say)];
}

function signed(change: number, say: (value: number) => string): string {
  if (change === 0) return '';
  return change > 0 ? `+${say(change)}` : `-${say(-change)}`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function points(change: number): string {
  const rounded = Math.round(change * 1000) / 10;
  return signed(rounded, (value) => `${value.toFixed(1)} points`);
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
