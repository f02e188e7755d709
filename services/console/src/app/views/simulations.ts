/** What a day of dialling came to; shares are between 0 and 1, durations in ms. */
export interface DayFiguresView {
  readonly presentations: number;
  readonly dials: number;
  readonly leadsDialled: number;
  readonly uniqueDialRate: number;
  readonly attemptsPerLead: number;
  readonly contacts: number;
  readonly contactRate: number;
  readonly talkMs: number;
  readonly byLevel: Readonly<
    Record<string, { readonly dials: number; readonly contacts: number; readonly rate: number }>
  >;
  readonly speedToLeadMs?: { readonly p50: number; readonly p99: number; readonly leads: number };
  readonly capHits: Readonly<Record<string, number>>;
  readonly refusedOffers: number;
  /** Dials that the model answered. */
  readonly modelled: number;
}

/** A simulated day beside the real one, as the scheduler reports it. */
export interface SimulationView {
  readonly day: string;
  readonly timeZone: string;
  readonly notes: readonly string[];
  readonly real: DayFiguresView;
  readonly simulated: DayFiguresView;
  /** Absent under another policy than the day's own. */
  readonly replay?: { readonly isExact: boolean; readonly alike: number; readonly real: number };
  readonly answers: string;
  readonly events: number;
  readonly eventsPerSecond: number;
}
