import { POLICY } from './policy-codec.ts';
import type { Policy } from './policy.ts';

/** Sequences whose items are told apart by one of their keys. */
const KEYS_OF_ITEMS: Readonly<Record<string, string>> = { retry: 'disposition', lists: 'list' };
const NOT_SET = 'not set';

/** What is different between two policies, a sentence each, in the order of the document; none when they say the same. */
export function diffPolicy(before: Policy, after: Policy): readonly string[] {
  return diffRecords('', toRecord(POLICY.write(before)), toRecord(POLICY.write(after)));
}

type Written = Readonly<Record<string, unknown>>;

function diffRecords(path: string, before: Written, after: Written): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const at = path === '' ? key : `${path} › ${key}`;
    const [was, is] = [before[key], after[key]];
    const itemKey = KEYS_OF_ITEMS[key];
    if (itemKey !== undefined) return diffItems({ at, itemKey }, toItems(was), toItems(is));
    if (isRecord(was) || isRecord(is)) return diffRecords(at, toRecord(was), toRecord(is));
    const [from, to] = [words(was), words(is)];
    return from === to ? [] : [`${at}: ${from} → ${to}`];
  });
}

interface Items {
  readonly at: string;
  readonly itemKey: string;
}

function diffItems({ at, itemKey }: Items, before: readonly Written[], after: readonly Written[]): string[] {
  const nameOf = (item: Written) => words(item[itemKey]);
  const byName = (items: readonly Written[]) => new Map(items.map((item) => [nameOf(item), item]));
  const [old, now] = [byName(before), byName(after)];
  const gone = before
    .filter((item) => !now.has(nameOf(item)))
    .map((item) => `${at}: "${nameOf(item)}" is taken out`);
  const changed = after.flatMap((item) => {
    const was = old.get(nameOf(item));
    const { [itemKey]: _name, ...rest } = item;
    if (was !== undefined) return diffRecords(`${at} › "${nameOf(item)}"`, was, item);
    const said = Object.entries(rest).map(([key, value]) => `${key} ${words(value)}`);
    return [`${at}: "${nameOf(item)}" is added${said.length === 0 ? '' : ` with ${said.join(', ')}`}`];
  });
  const kept = (items: readonly Written[], others: ReadonlyMap<string, Written>) =>
    items
      .map(nameOf)
      .filter((name) => others.has(name))
      .join('\n');
  const isMoved = kept(before, now) !== kept(after, old);
  return [...gone, ...changed, ...(isMoved ? [`${at}: they stand in another order`] : [])];
}

function words(value: unknown): string {
  if (value === undefined) return NOT_SET;
  if (Array.isArray(value)) return value.map(words).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toRecord(value: unknown): Written {
  return isRecord(value) ? value : {};
}

function toItems(value: unknown): readonly Written[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
