import type { Collection, Stored } from '@firstring/store';
import { failpoint } from '@firstring/kernel';
import { reasonError } from '@firstring/contracts';
import { addFigures, type SheetRef } from '../../domain/reports/figures.ts';
import { takeInput, type LeadFacts } from '../../domain/reports/lead-facts.ts';
import type { ReportInput } from '../../domain/reports/report-input.ts';
import {
  factsId,
  JOURNAL_ID,
  sheetId,
  type JournalDoc,
  type ReportStore,
  type Rows,
  type SheetDoc,
} from '../../store/reports.ts';

/** A journal must fit into a document. */
const JOURNAL_CHARS_MAX = 900_000;
/** Leads whose figures are worked out before others have their turn. */
const SLICE = 25;
const RACES_MAX = 16;

const EMPTY: JournalDoc = { commit: 0, countedAt: 0, leads: [], sheets: [], isFilled: false };

/**
 * Counts these events, all or none: what is to be written to leads and sheets is first written down as one document, then carried
 * out, then crossed out. Whoever finds it not crossed out carries it out again, which changes nothing that was done already.
 */
export async function commitFacts(
  store: ReportStore,
  inputs: readonly ReportInput[],
  countedAt: number,
): Promise<void> {
  const journal = await recover(store);
  const change = await changeOf(store, inputs);
  const isLater = countedAt > journal.doc.countedAt;
  if (change.leads.length === 0 && !isLater) return;
  const doc = {
    ...change,
    commit: journal.doc.commit + 1,
    countedAt: isLater ? countedAt : journal.doc.countedAt,
    isFilled: journal.doc.isFilled,
  };
  if (inputs.length > 1 && JSON.stringify(doc).length > JOURNAL_CHARS_MAX) {
    const half = Math.ceil(inputs.length / 2);
    await commitFacts(store, inputs.slice(0, half), journal.doc.countedAt);
    return commitFacts(store, inputs.slice(half), countedAt);
  }
  const version = await putJournal(store, doc, journal.version);
  await failpoint('console.r1.after');
  await carryOut(store, { id: JOURNAL_ID, version, doc });
}

/** The journal with nothing left to do: what a stopped commit had left is done first. */
export async function recover(store: ReportStore): Promise<Stored<JournalDoc>> {
  const stored = await store.journal.get(JOURNAL_ID);
  if (stored === undefined) return { id: JOURNAL_ID, version: 0, doc: EMPTY };
  return stored.doc.leads.length + stored.doc.sheets.length === 0 ? stored : carryOut(store, stored);
}

/** Says that the past has been read. */
export async function markFilled(store: ReportStore): Promise<void> {
  const { doc, version } = await recover(store);
  await putJournal(store, { ...doc, isFilled: true }, version);
}

async function putJournal(store: ReportStore, doc: JournalDoc, expectedVersion: number): Promise<number> {
  const put = await store.journal.put({ id: JOURNAL_ID, doc, expectedVersion });
  // Another console counts, too: what is theirs is done first, then this comes again.
  if (put.type !== 'stored') throw reasonError('STORE_BUSY', { message: 'reports are being counted' });
  return put.version;
}

async function carryOut(
  store: ReportStore,
  { version, doc }: Stored<JournalDoc>,
): Promise<Stored<JournalDoc>> {
  // A conflict is a lead that was written before the stop.
  if (doc.leads.length > 0) await store.leads.putMany(doc.leads);
  await failpoint('console.r2.after');
  await addToSheets(store.sheets, doc);
  const done = { ...doc, leads: [], sheets: [] };
  return { id: JOURNAL_ID, doc: done, version: await putJournal(store, done, version) };
}

async function addToSheets(sheets: Collection<SheetDoc>, { commit, ...journal }: JournalDoc): Promise<void> {
  let left = journal.sheets;
  for (let race = 0; left.length > 0 && race < RACES_MAX; race += 1) {
    const stored = await sheets.getMany(left.map(({ sheet }) => sheetId(sheet)));
    const before = new Map(stored.map((each) => [each.id, each]));
    const open = left.filter(({ sheet }) => (before.get(sheetId(sheet))?.doc.commit ?? -1) < commit);
    const puts = await sheets.putMany(
      open.map(({ sheet, rows }) => {
        const known = before.get(sheetId(sheet));
        const doc = { ...sheet, commit, rows: addRows(known?.doc.rows ?? {}, rows) };
        return { id: sheetId(sheet), doc, expectedVersion: known?.version ?? 0 };
      }),
    );
    left = open.filter((_, at) => puts[at]?.type !== 'stored');
  }
  if (left.length > 0) throw reasonError('STORE_BUSY', { message: 'reports are being counted' });
}

function addRows(before: Rows, added: Rows): Rows {
  const rows: Record<string, number> = { ...before };
  for (const [key, amount] of Object.entries(added)) {
    const sum = (rows[key] ?? 0) + amount;
    if (sum === 0) delete rows[key];
    else rows[key] = sum;
  }
  return rows;
}

type Change = Pick<JournalDoc, 'leads' | 'sheets'>;

async function changeOf(store: ReportStore, inputs: readonly ReportInput[]): Promise<Change> {
  const ids = inputs.map((input) =>
    factsId(input.processId, input.leadId, 'attemptId' in input ? input.attemptId : ''),
  );
  const stored = await store.leads.getMany([...new Set(ids)]);
  const before = new Map(stored.map((each) => [each.id, each]));
  const after = new Map<string, LeadFacts>();
  inputs.forEach((input, at) => {
    const id = ids[at] ?? '';
    after.set(id, takeInput(after.get(id) ?? before.get(id)?.doc, input));
  });
  const leads = [...after].flatMap(([id, doc]) => {
    const known = before.get(id);
    return doc === known?.doc ? [] : [{ id, doc, expectedVersion: known?.version ?? 0 }];
  });
  const sums = new FigureSums();
  for (const [at, { id, doc }] of leads.entries()) {
    const known = before.get(id)?.doc;
    if (known !== undefined) addFigures(known, (...figure) => sums.add(...figure, -1));
    addFigures(doc, (...figure) => sums.add(...figure, 1));
    if (at % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return { leads, sheets: sums.sheets() };
}

/** What is added to each sheet, without what takes itself away. */
class FigureSums {
  readonly #sums = new Map<string, { sheet: SheetRef; rows: Map<string, number> }>();

  add(sheet: SheetRef, key: string, amount: number, sign: 1 | -1): void {
    const id = sheetId(sheet);
    const known = this.#sums.get(id) ?? { sheet, rows: new Map<string, number>() };
    this.#sums.set(id, known);
    known.rows.set(key, (known.rows.get(key) ?? 0) + sign * amount);
  }

  sheets(): Change['sheets'] {
    return [...this.#sums.values()].flatMap(({ sheet, rows }) => {
      const left = [...rows].filter(([, amount]) => amount !== 0);
      return left.length === 0 ? [] : [{ sheet, rows: Object.fromEntries(left) }];
    });
  }
}
